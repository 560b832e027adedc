package org.isobath.generate.hosted;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/**
 * Hears providers call back. All that a call back brings about is that its prediction is asked for
 * at once, so nobody can harm by one, and whoever loses one waits for the next question. What is
 * not signed, is old, comes again or is too large does not even do that. It speaks plain HTTP: TLS
 * is the business of a proxy before it.
 */
public final class WebhookReceiver implements Closeable {
  /** Of the largest body; those of providers have a few kilobytes, and some repeat the input. */
  static final int MOST_BYTES = 1 << 20;

  private static final int THREADS = 2;
  private static final int BACKLOG = 256;
  private static final int REMEMBERED = 10_000;
  private static final String PATIENCE = "sun.net.httpserver.maxReqTime";

  static {
    // read once, by the first server of the JVM: whoever sends a byte a minute is not waited for
    if (System.getProperty(PATIENCE) == null) {
      System.setProperty(PATIENCE, "30");
    }
  }

  private final HttpServer http;
  private final ExecutorService threads;
  private final Map<String, CallBack> callBacks;
  private final BiConsumer<String, String> hint;
  private final Set<String> heard = new LinkedHashSet<>();

  private WebhookReceiver(
      HttpServer http, Map<String, CallBack> callBacks, BiConsumer<String, String> hint) {
    this.http = http;
    this.callBacks = Map.copyOf(callBacks);
    this.hint = hint;
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "webhooks");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Begins to listen.
   *
   * @param callBacks by id of the generator, which is the last part of the path
   * @param hint hears the generator and the prediction of each, such as {@link Sender#hint}
   * @throws IOException when the address cannot be listened at
   */
  public static WebhookReceiver start(
      InetSocketAddress at, Map<String, CallBack> callBacks, BiConsumer<String, String> hint)
      throws IOException {
    HttpServer http = HttpServer.create(at, BACKLOG);
    WebhookReceiver receiver = new WebhookReceiver(http, callBacks, hint);
    http.setExecutor(receiver.threads);
    http.createContext("/", receiver::handle);
    http.start();
    return receiver;
  }

  /** The port that it listens at. */
  public int port() {
    return http.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(answer(exchange), -1);
    }
  }

  /** The status, which is all that a caller learns. */
  private int answer(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      return 405;
    }
    String path = exchange.getRequestURI().getPath();
    String generator = path.substring(path.lastIndexOf('/') + 1);
    CallBack callBack = callBacks.get(generator);
    if (callBack == null) {
      return 404;
    }
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      return 413;
    }
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    Optional<String> prediction =
        callBack
            .protocol()
            .webhook(headers, body, callBack.secret(), System.currentTimeMillis() / 1000);
    if (prediction.isEmpty()) {
      return 401;
    }
    if (isNew(generator + " " + Sha256.hex(body))) {
      hint.accept(generator, prediction.get());
    }
    return 204;
  }

  /** Providers send each once or more often, the same bytes each time. */
  private boolean isNew(String callBack) {
    synchronized (heard) {
      if (heard.size() >= REMEMBERED) {
        heard.remove(heard.iterator().next());
      }
      return heard.add(callBack);
    }
  }

  /** Hears no more. */
  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
