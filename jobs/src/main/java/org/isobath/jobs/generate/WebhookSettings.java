package org.isobath.jobs.generate;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.isobath.UserError;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.hosted.ApiKey;
import org.isobath.generate.hosted.CallBack;
import org.isobath.generate.hosted.Protocol;
import org.isobath.generate.hosted.Protocols;
import org.isobath.generate.hosted.WebhookReceiver;
import org.isobath.jobs.Conf;

/**
 * Whether and where providers may call back: {@code generate.webhook}.
 *
 * @param url that providers call, without a slash at its end; empty for no call backs
 * @param bind address of this machine that listens
 * @param port of it
 */
record WebhookSettings(String url, String bind, int port) {
  /** Beside https, for a rehearsal. */
  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final int SECRET_BYTES = 32;

  static WebhookSettings of(Conf conf) {
    String url = conf.string("generate.webhook.url").replaceFirst("/+$", "");
    if (!url.isEmpty() && !callable(url)) {
      throw conf.invalid(
          "generate.webhook.url",
          "https://HOST/PATH as providers reach this machine, without a query, or empty for no call backs");
    }
    return new WebhookSettings(
        url,
        conf.string("generate.webhook.bind"),
        conf.integer("generate.webhook.port", 1, 65_535));
  }

  private static boolean callable(String text) {
    try {
      URI url = URI.create(text);
      return url.getHost() != null
          && ("https".equals(url.getScheme())
              || "http".equals(url.getScheme()) && HERE.contains(url.getHost()))
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * How each of the generators calls back, by id: none where nobody may, or where its protocol has
   * no call backs. A secret that the caller chooses is made anew for each run.
   *
   * @throws UserError for a generator whose account signs call backs, without the account's secret
   */
  Map<String, CallBack> callBacks(
      Collection<GeneratorCard> cards, Map<String, String> environment) {
    Map<String, CallBack> callBacks = new LinkedHashMap<>();
    for (GeneratorCard card : url.isEmpty() ? Set.<GeneratorCard>of() : Set.copyOf(cards)) {
      Protocol protocol = Protocols.of(card);
      if (protocol.webhookSecret() != Protocol.WebhookSecret.NONE) {
        String secret =
            protocol.webhookSecret() == Protocol.WebhookSecret.CALL
                ? fresh()
                : account(card, environment);
        callBacks.put(card.id(), new CallBack(protocol, URI.create(url + "/" + card.id()), secret));
      }
    }
    return callBacks;
  }

  private static String account(GeneratorCard card, Map<String, String> environment) {
    try {
      return ApiKey.webhook(card.key(), environment);
    } catch (UserError e) {
      throw new UserError(
          "generate.webhook.url is set, and there are requests for "
              + card.id()
              + ". "
              + e.getMessage(),
          e);
    }
  }

  private static String fresh() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Listens, where there is anything to hear.
   *
   * @param hint hears the generator and the prediction of each call back
   * @throws UserError when the address cannot be listened at
   */
  Closeable receive(Map<String, CallBack> callBacks, BiConsumer<String, String> hint) {
    if (callBacks.isEmpty()) {
      return () -> {};
    }
    try {
      return WebhookReceiver.start(new InetSocketAddress(bind, port), callBacks, hint);
    } catch (IOException | RuntimeException e) {
      throw new UserError(
          "Nothing can listen at %s:%d for call backs (%s). Change generate.webhook.bind or generate.webhook.port, or empty generate.webhook.url."
              .formatted(bind, port, e.getMessage()),
          e);
    }
  }
}
