package org.isobath.model;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.isobath.UserError;

/**
 * Reads a model over https, from allowed hosts only, also after redirects; no cookies, no
 * credentials, one deadline for the whole download. It is for a file that one person fetches once:
 * a cluster reads its models from its own storage, by a card whose source is a Hadoop URI.
 */
final class HttpsDownload {
  private static final int MAX_REDIRECTS = 5;

  private final HttpClient client;
  private final List<String> hosts;
  private final Duration timeout;

  /**
   * @param client never follows redirects by itself
   * @param hosts allowed; {@code *.example.org} allows every host below example.org
   */
  HttpsDownload(HttpClient client, List<String> hosts, Duration timeout) {
    this.client = client;
    this.hosts = List.copyOf(hosts);
    this.timeout = timeout;
  }

  static HttpClient client() {
    return HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(30))
        .build();
  }

  /** The body of a 200 answer. Reading it past the deadline is an {@link IOException}. */
  InputStream open(String cardId, URI source) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    URI at = source;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      checkHost(cardId, source, at);
      HttpResponse<InputStream> response = send(cardId, at, deadline);
      int status = response.statusCode();
      if (status == 200) {
        return new DeadlineStream(response.body(), deadline, timeout);
      }
      response.body().close();
      if (status / 100 != 3 || response.headers().firstValue("location").isEmpty()) {
        throw new UserError(
            "Model " + cardId + ": " + at + " answered " + status + ". " + remedy(status));
      }
      at = at.resolve(response.headers().firstValue("location").get());
    }
    throw new UserError(
        "Model " + cardId + ": " + source + " redirects more than " + MAX_REDIRECTS + " times.");
  }

  private static String remedy(int status) {
    return status == 401 || status == 403
        ? "Isobath sends no credentials: download the file yourself and set the card's source to its path."
        : "Check the card's source.";
  }

  private void checkHost(String cardId, URI source, URI at) {
    String host = at.getHost();
    if (!"https".equals(at.getScheme()) || host == null || at.getRawUserInfo() != null) {
      throw new UserError(
          "Model " + cardId + ": " + source + " leads to " + at + ", which is not plain https.");
    }
    if (hosts.stream().noneMatch(allowed -> allows(allowed, host.toLowerCase(Locale.ROOT)))) {
      throw new UserError(
          "Model "
              + cardId
              + ": host "
              + host
              + (at.equals(source) ? "" : " (redirected from " + source.getHost() + ")")
              + " is not allowed. Add it to models.hosts if you trust it; allowed are "
              + String.join(", ", hosts)
              + ".");
    }
  }

  static boolean allows(String allowed, String host) {
    return allowed.startsWith("*.") ? host.endsWith(allowed.substring(1)) : host.equals(allowed);
  }

  private HttpResponse<InputStream> send(String cardId, URI at, long deadline) throws IOException {
    Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    HttpRequest request =
        HttpRequest.newBuilder(at).timeout(left).header("User-Agent", "isobath").GET().build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (HttpTimeoutException e) {
      throw tooSlow(timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while fetching model " + cardId, e);
    }
  }

  private static IOException tooSlow(Duration timeout, Throwable cause) {
    return new IOException(
        "not finished within " + timeout.toSeconds() + " s (models.timeout)", cause);
  }

  /** Closes the connection at the deadline, which ends a read that waits for a silent server. */
  private static final class DeadlineStream extends FilterInputStream {
    private final Duration timeout;
    private final CompletableFuture<Void> alarm;
    private volatile boolean late;

    DeadlineStream(InputStream body, long deadline, Duration timeout) {
      super(body);
      this.timeout = timeout;
      long left = Math.max(0, deadline - System.nanoTime());
      this.alarm =
          CompletableFuture.runAsync(
              this::expire, CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS));
    }

    private void expire() {
      late = true;
      try {
        in.close();
      } catch (IOException e) {
        // the reader sees the closed stream and reports the deadline
        return;
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        int count = in.read(into, offset, length);
        if (late) {
          throw tooSlow(timeout, null);
        }
        return count;
      } catch (IOException e) {
        throw late ? tooSlow(timeout, e) : e;
      }
    }

    @Override
    public void close() throws IOException {
      alarm.cancel(false);
      super.close();
    }
  }
}
