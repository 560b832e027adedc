package org.isobath.generate.hosted;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Fetches outputs from the addresses that were checked, and never asks for a name a second time to
 * connect: by then it may have another answer, which leads into this network. The address stands in
 * the URL, and the name where it belongs: in the Host header, in the handshake, and in what the
 * certificate is held against ({@link NamedTrust}).
 *
 * <p>By name go rehearsals, which are on this machine; hosts that are addresses; and calls through
 * a proxy, which asks for names itself. So does everything in a JVM whose HTTP client was in use
 * before this class was and takes no Host header: there the answer that was checked is what the JVM
 * itself remembers for 30 seconds ({@code networkaddress.cache.ttl}).
 */
final class CheckedDownloads implements Transport {
  /** The addresses of a name that may be connected to. */
  @FunctionalInterface
  interface Addresses {
    /**
     * At least one.
     *
     * @throws IOException when there is none, or one that must not be connected to
     */
    List<InetAddress> of(String host) throws IOException;
  }

  private static final ThreadFactory DAEMONS =
      task -> {
        Thread thread = new Thread(task, "sender-downloads");
        thread.setDaemon(true);
        return thread;
      };

  private final Transport byName;
  private final Addresses addresses;
  private final X509ExtendedTrustManager trust;
  private final long maxBytes;
  private final boolean named;
  private final ExecutorService threads = Executors.newFixedThreadPool(2, DAEMONS);
  private final Map<String, Transport> pinned = new HashMap<>();

  /**
   * @param byName for what is not pinned
   * @param trust in certificates
   * @param maxBytes of an output
   */
  CheckedDownloads(
      Transport byName, Addresses addresses, X509ExtendedTrustManager trust, long maxBytes) {
    this.byName = byName;
    this.addresses = addresses;
    this.trust = trust;
    this.maxBytes = maxBytes;
    this.named = JdkTransport.takesHost();
  }

  @Override
  public CompletableFuture<HttpReply> send(HttpCall call) {
    URI uri = call.uri();
    if (!named
        || !"https".equalsIgnoreCase(uri.getScheme())
        || OutputAddress.literal(uri.getHost())
        || proxied(uri)) {
      return byName.send(call);
    }
    return CompletableFuture.supplyAsync(() -> checked(uri.getHost()), threads)
        .thenCompose(checked -> fetch(call, checked));
  }

  /**
   * What a name resolves to, when all of it is public.
   *
   * @throws IOException when some of it is not
   */
  static List<InetAddress> requirePublic(String host, InetAddress[] resolved) throws IOException {
    Optional<String> refusal = OutputAddress.refusal(host, resolved, false);
    if (refusal.isPresent()) {
      throw new IOException("refused: " + refusal.get());
    }
    return List.of(resolved);
  }

  private static boolean proxied(URI uri) {
    ProxySelector selector = ProxySelector.getDefault();
    return selector != null
        && selector.select(uri).stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
  }

  private List<InetAddress> checked(String host) {
    try {
      return addresses.of(host);
    } catch (UnknownHostException e) {
      throw new CompletionException(new IOException(host + " is not known", e));
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /** From the first address that can be connected to. */
  private CompletableFuture<HttpReply> fetch(HttpCall call, List<InetAddress> checked) {
    CompletableFuture<HttpReply> fetched =
        transport(call.uri().getHost()).send(at(call, checked.get(0)));
    return checked.size() == 1
        ? fetched
        : fetched
            .handle(
                (reply, failure) ->
                    failure != null && cause(failure) instanceof NotSent
                        ? fetch(call, checked.subList(1, checked.size()))
                        : fetched)
            .thenCompose(next -> next);
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static HttpCall at(HttpCall call, InetAddress address) {
    URI uri = call.uri();
    String literal =
        address instanceof Inet6Address
            ? "[" + address.getHostAddress() + "]"
            : address.getHostAddress();
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    Map<String, String> headers = new HashMap<>(call.headers());
    headers.put("Host", uri.getHost() + port);
    return new HttpCall(
        call.method(),
        URI.create("https://" + literal + port + uri.getRawPath() + query),
        headers,
        call.body(),
        call.authorised(),
        call.timeout());
  }

  /** One for each name, because all handshakes of a client name the same one. */
  private Transport transport(String host) {
    synchronized (pinned) {
      return pinned.computeIfAbsent(host, this::pin);
    }
  }

  private Transport pin(String host) {
    SSLParameters handshake = new SSLParameters();
    handshake.setServerNames(List.of(new SNIHostName(host)));
    HttpClient client =
        JdkTransport.builder()
            .executor(threads)
            .proxy(HttpClient.Builder.NO_PROXY)
            .sslContext(NamedTrust.context(host, trust))
            .sslParameters(handshake)
            .build();
    return JdkTransport.anonymous(client, maxBytes);
  }
}
