package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.isobath.generate.GeneratorCard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdkTransportTest {
  private static final String SECRET = "marker-0451";

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private Transport api;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newFixedThreadPool(2));
    server.createContext("/", this::answer);
    server.start();
    GeneratorCard card = card(base());
    ApiKey key = ApiKey.of(card.key(), Map.of("TEST_KEY", SECRET));
    api = JdkTransport.of(JdkTransport.client(), card, key, 1_000);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static GeneratorCard card(String base) {
    GeneratorCard card = Cards.card("generator", Cards.limits(1, 60));
    return new GeneratorCard(
        card.id(),
        card.title(),
        card.protocol(),
        URI.create(base),
        card.model(),
        card.lifecycle(),
        "",
        card.key(),
        card.priceUsd(),
        Set.of(),
        Set.of(),
        Map.of(),
        List.of(),
        card.limits(),
        card.licence(),
        List.of());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    seen.add(
        exchange.getRequestMethod()
            + " "
            + path
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization")
            + " "
            + body);
    try (exchange) {
      switch (path) {
        case "/moved" -> {
          exchange.getResponseHeaders().add("Location", base() + "/elsewhere");
          exchange.sendResponseHeaders(302, -1);
        }
        case "/large" -> {
          exchange.sendResponseHeaders(200, 5_000);
          exchange.getResponseBody().write(new byte[5_000]);
        }
        case "/torn" -> {
          exchange.sendResponseHeaders(200, 500);
          exchange.getResponseBody().write(new byte[100]);
          exchange.getResponseBody().flush();
        }
        case "/slow" -> {
          exchange.sendResponseHeaders(200, 500);
          exchange.getResponseBody().write(new byte[1]);
          exchange.getResponseBody().flush();
          sleep();
        }
        case "/reset" -> exchange.close();
        case "/echo" -> {
          String header = exchange.getRequestHeaders().getFirst("Authorization");
          byte[] bytes =
              ("{\"detail\":\"no such " + header + "\"}").getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("X-Seen", header);
          exchange.sendResponseHeaders(401, bytes.length);
          exchange.getResponseBody().write(bytes);
        }
        default -> {
          byte[] bytes = "{\"ok\":true}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Retry-After", "7");
          exchange.sendResponseHeaders(429, bytes.length);
          exchange.getResponseBody().write(bytes);
        }
      }
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HttpCall call(String method, String uri, boolean authorised) {
    return new HttpCall(
        method,
        URI.create(uri),
        Map.of("Content-Type", "text/plain"),
        method.equals("GET") ? new byte[0] : "body".getBytes(StandardCharsets.UTF_8),
        authorised,
        Duration.ofMillis(700));
  }

  private Throwable failure(HttpCall call) {
    Throwable failure = catchThrowable(() -> api.send(call).join());
    return failure == null ? null : failure.getCause();
  }

  @Test
  void a_key_that_an_answer_repeats_stays_outside() {
    HttpReply reply = api.send(call("POST", base() + "/echo", true)).join();
    assertThat(seen.get(0)).as("what the provider saw").contains(SECRET);
    assertThat(new String(reply.body(), StandardCharsets.UTF_8))
        .isEqualTo("{\"detail\":\"no such Bearer (key)\"}");
    assertThat(reply.headers()).containsEntry("x-seen", "Bearer (key)");
  }

  @Test
  void an_answer_is_taken_whatever_it_says() {
    HttpReply reply = api.send(call("POST", base() + "/create", true)).join();
    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.headers()).containsEntry("retry-after", "7");
    assertThat(reply.excerpt()).isEqualTo("{\"ok\":true}");
    assertThat(seen).containsExactly("POST /create Bearer " + SECRET + " body");
  }

  @Test
  void only_authorised_calls_carry_the_key() {
    api.send(call("GET", base() + "/picture", false)).join();
    assertThat(seen).containsExactly("GET /picture null ");
  }

  @Test
  void the_key_goes_to_the_hosts_of_the_card_alone() {
    Throwable failure =
        failure(call("GET", "http://localhost:" + server.getAddress().getPort() + "/x", true));
    assertThat(failure).isInstanceOf(Transport.NotSent.class).hasMessageContaining("localhost");
    assertThat(seen).isEmpty();
  }

  @Test
  void a_redirect_is_an_answer_and_not_followed() {
    assertThat(api.send(call("POST", base() + "/moved", true)).join().status()).isEqualTo(302);
    assertThat(seen).hasSize(1);
  }

  @Test
  void failures_after_sending_are_not_called_unsent_and_show_no_secret() {
    for (String path : List.of("/large", "/torn", "/slow", "/reset")) {
      seen.clear();
      Throwable failure = failure(call("POST", base() + path + "?token=" + SECRET, true));
      assertThat(failure)
          .as(path)
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(Transport.NotSent.class)
          .hasMessageContaining("POST 127.0.0.1" + path);
      assertThat(seen).as(path + " is sent once").hasSize(1);
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        assertThat(cause.toString()).as(path).doesNotContain(SECRET);
      }
    }
  }

  @Test
  void no_connection_is_not_sent() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertThat(failure(call("POST", "http://127.0.0.1:" + free + "/create", true)))
        .isInstanceOf(Transport.NotSent.class)
        .hasMessageContaining("no connection");
    assertThat(failure(call("POST", "http://no-such-host.invalid/create", false)))
        .isInstanceOf(Transport.NotSent.class);
  }
}
