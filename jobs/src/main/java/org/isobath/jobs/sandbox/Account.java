package org.isobath.jobs.sandbox;

import java.util.Map;
import java.util.concurrent.CompletionException;
import org.isobath.UserError;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.hosted.ApiKey;
import org.isobath.generate.hosted.HttpCall;
import org.isobath.generate.hosted.HttpReply;
import org.isobath.generate.hosted.JdkTransport;
import org.isobath.generate.hosted.Transport;

/** The account behind a card: one call at a time, and nothing is sent a second time. */
record Account(GeneratorCard card, Transport transport, ApiKey key) {
  private static final long MOST_BYTES = 16L << 20;

  /**
   * With the key that the environment holds.
   *
   * @throws UserError when it holds none
   */
  static Account of(GeneratorCard card, Map<String, String> environment) {
    ApiKey key = ApiKey.of(card.key(), environment);
    return new Account(card, JdkTransport.of(JdkTransport.client(), card, key, MOST_BYTES), key);
  }

  /**
   * Waits for an answer, whatever it says.
   *
   * @throws UserError when there is none
   */
  HttpReply ask(HttpCall call) {
    try {
      return transport.send(call).join();
    } catch (CompletionException e) {
      throw new UserError(
          card.id() + ": no answer: " + key.hide(String.valueOf(e.getCause().getMessage())) + ".",
          e);
    }
  }
}
