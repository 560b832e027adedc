package org.isobath.generate.sandbox;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Delivers webhooks: a 2xx ends it, anything else is tried again after the provider's pauses. */
final class Webhooks {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ScheduledExecutorService clock;

  Webhooks(ScheduledExecutorService clock) {
    this.clock = clock;
  }

  /** Sends a letter; done after its first attempt, whatever that brought. */
  CompletableFuture<Void> send(String url, Letter letter, List<Duration> pauses) {
    HttpRequest request;
    try {
      HttpRequest.Builder builder =
          HttpRequest.newBuilder(URI.create(url))
              .timeout(PATIENCE)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(letter.body()));
      letter.headers().forEach(builder::header);
      request = builder.build();
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(null);
    }
    return LocalHttp.client()
        .sendAsync(request, HttpResponse.BodyHandlers.discarding())
        .handle(
            (response, failure) -> {
              boolean taken = failure == null && response.statusCode() / 100 == 2;
              if (!taken && !pauses.isEmpty() && !clock.isShutdown()) {
                clock.schedule(
                    () -> send(url, letter, pauses.subList(1, pauses.size())),
                    pauses.get(0).toMillis(),
                    TimeUnit.MILLISECONDS);
              }
              return null;
            });
  }

  /** Does something after a while. */
  void after(Duration wait, Runnable what) {
    clock.schedule(what, wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** HMAC-SHA256. */
  static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
