package org.isobath.generate.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.isobath.UserError;

/**
 * A running protocol server on this machine, which charges nobody. For rehearsals and tests;
 * reached from this machine only. {@code GET /_sandbox/bill} says what would have been charged.
 */
public final class Sandbox implements AutoCloseable {
  private static final int THREADS = 8;
  private static final String BILL = "/_sandbox/bill";

  private final SandboxProtocol protocol;
  private final HttpServer http;
  private final ExecutorService workers;
  private final ScheduledExecutorService clock;
  private final Rehearsal rehearsal;
  private final ProviderServer provider;
  private final Routes routes = new Routes();

  private Sandbox(SandboxProtocol protocol, HttpServer http, SandboxSettings settings) {
    this.protocol = protocol;
    this.http = http;
    ThreadFactory threads =
        work -> {
          Thread thread = new Thread(work, "sandbox-" + protocol.label());
          thread.setDaemon(true);
          return thread;
        };
    workers = Executors.newFixedThreadPool(THREADS, threads);
    clock = Executors.newSingleThreadScheduledExecutor(threads);
    SandboxBill bill = new SandboxBill();
    rehearsal =
        new Rehearsal(
            settings,
            URI.create("http://127.0.0.1:" + http.getAddress().getPort()),
            bill,
            new Predictions(),
            new Controls(bill),
            new Webhooks(clock));
    provider = protocol.server(rehearsal);
    provider.openAll(routes);
  }

  /**
   * Starts a server.
   *
   * @param port 0 for any free one
   * @throws UserError when the port is taken
   */
  public static Sandbox start(SandboxProtocol protocol, int port, SandboxSettings settings) {
    HttpServer http;
    try {
      http = LocalHttp.create(port);
    } catch (IOException e) {
      throw new UserError(
          "Port " + port + " cannot be used: " + e.getMessage() + ". Give another --port.", e);
    }
    Sandbox sandbox = new Sandbox(protocol, http, settings);
    http.setExecutor(sandbox.workers);
    http.createContext("/", sandbox::handle);
    http.start();
    return sandbox;
  }

  public SandboxProtocol protocol() {
    return protocol;
  }

  /** What the base URL of a card is for this server. */
  public URI baseUrl() {
    return URI.create(rehearsal.root() + protocol.base());
  }

  /** Where the bill is shown. */
  public URI billUrl() {
    return URI.create(rehearsal.root() + BILL);
  }

  public SandboxBill bill() {
    return rehearsal.bill();
  }

  /**
   * The secret that signs webhooks where the account has one; empty where each call brings its own.
   */
  public String webhookSecret() {
    return protocol == SandboxProtocol.REPLICATE ? ReplicateServer.SECRET : "";
  }

  @Override
  public void close() {
    http.stop(0);
    clock.shutdownNow();
    workers.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Call call = Call.read(exchange);
    Reply reply;
    try {
      reply = reply(call);
    } catch (RuntimeException e) {
      reply = Answer.text(500, "text/plain", "the sandbox itself failed: " + e);
      bill().called("failed in the sandbox: " + e);
    }
    if (reply instanceof Reply.Later later) {
      clock.schedule(
          () -> workers.execute(() -> sendQuietly(exchange, later.then().get())),
          later.after().toMillis(),
          TimeUnit.MILLISECONDS);
    } else {
      sendQuietly(exchange, (Answer) reply);
    }
  }

  private Reply reply(Call call) {
    if (call.path().equals(BILL)) {
      return Answer.bytes(200, "application/json", figures());
    }
    Optional<Routes.Route> found = routes.find(call);
    if (found.isEmpty()) {
      bill().called(call.method() + " elsewhere");
      return provider.unknownPath(call);
    }
    Routes.Route route = found.get();
    bill().called(route.name());
    Optional<String> key = provider.key(call);
    key.ifPresent(bill()::key);
    if (route.key() == Routes.Key.STRAY && keyShown(call)) {
      bill().strayKey(route.name());
    }
    String accepted = rehearsal.settings().key();
    if (route.key() == Routes.Key.DUE
        && (key.isEmpty() || !(accepted.isEmpty() || accepted.equals(key.get())))) {
      return provider.unauthorised();
    }
    return route.handler().apply(call);
  }

  private static boolean keyShown(Call call) {
    return Stream.of("Authorization", "x-key", "X-API-Key")
        .anyMatch(header -> call.header(header).isPresent());
  }

  private byte[] figures() {
    try {
      return new ObjectMapper().writeValueAsBytes(bill().figures());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a bill is plain values", e);
    }
  }

  private static void sendQuietly(HttpExchange exchange, Answer answer) {
    try {
      send(exchange, answer);
    } catch (IOException e) {
      // the caller has gone: its business
      exchange.close();
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    if (answer.sent() < 0) {
      exchange.close();
      return;
    }
    boolean json = answer.json() != null;
    byte[] body = json ? answer.json().toString().getBytes(StandardCharsets.UTF_8) : answer.body();
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      OutputStream out = exchange.getResponseBody();
      out.write(body, 0, json ? body.length : answer.sent());
      out.flush();
    }
    exchange.close();
  }
}
