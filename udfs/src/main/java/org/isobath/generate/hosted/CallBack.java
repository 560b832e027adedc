package org.isobath.generate.hosted;

import java.net.URI;
import org.isobath.generate.GenerationRequest;

/**
 * How one generator calls back.
 *
 * @param protocol that knows its call backs
 * @param url that leads to the {@link WebhookReceiver}, the generator's id as its last part
 * @param secret by which it proves itself, never empty
 */
public record CallBack(Protocol protocol, URI url, String secret) {
  /**
   * Where it calls back about a request. The request stands in the query, for people who look into
   * the provider's log after an answer got lost.
   */
  public Webhook webhook(GenerationRequest request) {
    return new Webhook(
        URI.create(url + "?request=" + request.requestId()),
        protocol.webhookSecret() == Protocol.WebhookSecret.CALL ? secret : "");
  }

  @Override
  public String toString() {
    return "call backs to " + url.getHost();
  }
}
