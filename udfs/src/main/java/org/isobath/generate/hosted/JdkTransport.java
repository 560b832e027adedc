package org.isobath.generate.hosted;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.isobath.generate.GeneratorCard;

/**
 * Calls over {@code java.net.http}: HTTP/1.1, because the client fails calls that exceed the
 * streams of an HTTP/2 connection, and after a create call was begun such a failure is money. The
 * key goes to the hosts of the card alone, and is taken out of every answer that repeats it. No
 * message holds a key, or more of a URL than host and path.
 */
public final class JdkTransport implements Transport {
  private static final String KEEP_ALIVE = "jdk.httpclient.keepalive.timeout";
  private static final String HEADERS = "jdk.httpclient.allowRestrictedHeaders";
  private static final Duration CONNECT = Duration.ofSeconds(10);

  static {
    // read once, at the first use of any client. A create call over a connection that the other
    // side has just closed is a lost answer, and that may count as spent: connections that were
    // idle for longer are not used again
    if (System.getProperty(KEEP_ALIVE) == null) {
      System.setProperty(KEEP_ALIVE, "4");
    }
    // downloads go to an address and say by what name
    String headers = System.getProperty(HEADERS);
    System.setProperty(HEADERS, headers == null ? "host" : headers + ",host");
  }

  private final HttpClient client;
  private final List<String> keyHosts;
  private final String keyHeader;
  private final String keyPrefix;
  private final Optional<ApiKey> key;
  private final long maxBytes;

  private JdkTransport(
      HttpClient client,
      List<String> keyHosts,
      String keyHeader,
      String keyPrefix,
      Optional<ApiKey> key,
      long maxBytes) {
    this.client = client;
    this.keyHosts = keyHosts;
    this.keyHeader = keyHeader;
    this.keyPrefix = keyPrefix;
    this.key = key;
    this.maxBytes = maxBytes;
  }

  /** The client that all transports of a process share. */
  public static HttpClient client() {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, "sender-http");
              thread.setDaemon(true);
              return thread;
            });
    return builder().executor(threads).build();
  }

  /** What all clients have in common. */
  static HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT);
  }

  /** Whether calls may say by what name they go to an address. */
  static boolean takesHost() {
    try {
      HttpRequest.newBuilder().header("Host", "localhost");
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Downloads, which never carry a key: from the public addresses of a name, the ones that were
   * checked.
   *
   * @param client for what is not fetched by an address
   * @param maxBytes largest output
   */
  public static Transport downloads(HttpClient client, long maxBytes) {
    return new CheckedDownloads(
        anonymous(client, maxBytes),
        host -> CheckedDownloads.requirePublic(host, InetAddress.getAllByName(host)),
        NamedTrust.ofThisJvm(),
        maxBytes);
  }

  /**
   * Calls to a card's API.
   *
   * @param maxBytes largest answer
   */
  public static JdkTransport of(HttpClient client, GeneratorCard card, ApiKey key, long maxBytes) {
    List<String> hosts = new ArrayList<>(card.limits().apiHosts());
    hosts.add(card.baseUrl().getHost());
    return new JdkTransport(
        client, hosts, card.key().header(), card.key().prefix(), Optional.of(key), maxBytes);
  }

  /** Calls that never carry a key. */
  static JdkTransport anonymous(HttpClient client, long maxBytes) {
    return new JdkTransport(client, List.of(), "", "", Optional.empty(), maxBytes);
  }

  @Override
  public CompletableFuture<HttpReply> send(HttpCall call) {
    HttpRequest request;
    try {
      request = request(call);
    } catch (NotSent e) {
      return CompletableFuture.failedFuture(e);
    } catch (IllegalArgumentException e) {
      // without the cause: it may show a header or a URL
      return CompletableFuture.failedFuture(new NotSent(call + " is no possible call", null));
    }
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request, info -> new BoundedBody(maxBytes));
    return exchange
        .copy()
        // the client's own timeout ends at the headers
        .orTimeout(call.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (response, failure) -> {
              if (failure != null) {
                exchange.cancel(true);
                throw new CompletionException(failure(call, unwrapped(failure)));
              }
              return reply(response);
            });
  }

  private HttpRequest request(HttpCall call) throws NotSent {
    URI uri = call.uri();
    if (call.authorised() && !HostPattern.matches(keyHosts, uri)) {
      throw new NotSent(
          "the key may not be sent to "
              + uri.getHost()
              + ", which is none of the card's hosts (limits.api-hosts)",
          null);
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(call.timeout())
            .method(
                call.method(),
                call.body().length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(call.body()));
    call.headers().forEach(request::header);
    if (call.authorised()) {
      request.header(keyHeader, keyPrefix + key.orElseThrow().secret());
    }
    return request.build();
  }

  /** Nothing of what was said beyond this line has the key in it, wherever it was repeated. */
  private HttpReply reply(HttpResponse<byte[]> response) {
    Map<String, String> headers = firstValues(response.headers());
    byte[] body = response.body();
    if (key.isPresent()) {
      headers.replaceAll((name, value) -> key.get().hide(value));
      body = key.get().hide(body);
    }
    return new HttpReply(response.statusCode(), headers, body);
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static IOException failure(HttpCall call, Throwable cause) {
    if (cause instanceof ConnectException
        || cause instanceof HttpConnectTimeoutException
        || cause instanceof SSLHandshakeException) {
      return new NotSent(
          call + ": no connection (" + cause.getClass().getSimpleName() + ")", cause);
    }
    if (cause instanceof TimeoutException) {
      return new IOException(call + ": no answer within " + call.timeout().toSeconds() + " s");
    }
    return new IOException(call + ": " + cause.getClass().getSimpleName(), cause);
  }

  private static Map<String, String> firstValues(HttpHeaders headers) {
    Map<String, String> first = new HashMap<>();
    headers
        .map()
        .forEach((name, values) -> first.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    return first;
  }
}
