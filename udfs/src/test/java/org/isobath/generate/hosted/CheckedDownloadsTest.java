package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server of this machine plays one of the open Internet: the test says that its address is that
 * of a name, and the check of addresses is the one thing that it must not stand in the way of.
 */
class CheckedDownloadsTest {
  private static final String PASSWORD = "password";

  @TempDir static Path folder;
  private static final List<String> SEEN = new CopyOnWriteArrayList<>();
  private static HttpsServer server;
  private static X509ExtendedTrustManager trust;

  private final List<String> asked = new ArrayList<>();
  private final List<HttpCall> byName = new ArrayList<>();

  @BeforeAll
  static void serve() throws Exception {
    assertThat(JdkTransport.takesHost())
        .as(
            "no client was used in this JVM before, or jdk.httpclient.allowRestrictedHeaders = host")
        .isTrue();
    Path file = folder.resolve("server.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD,
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=dns:pictures.test,dns:*.many.test,ip:127.0.0.1")
            .inheritIO()
            .start();
    assertThat(made.waitFor()).as("keytool").isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    KeyStore known = KeyStore.getInstance("PKCS12");
    known.load(null, null);
    known.setCertificateEntry("server", keys.getCertificate(keys.aliases().nextElement()));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(known);
    trust = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            ExtendedSSLSession session =
                (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
            SEEN.add(
                exchange.getRequestHeaders().get("Host")
                    + " "
                    + session.getRequestedServerNames()
                    + " "
                    + exchange.getRequestURI());
            byte[] body = {1, 2, 3};
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static int port() {
    return server.getAddress().getPort();
  }

  private Transport downloads(InetAddress... addresses) {
    return new CheckedDownloads(
        call -> {
          byName.add(call);
          return CompletableFuture.completedFuture(new HttpReply(200, Map.of(), new byte[0]));
        },
        host -> {
          asked.add(host);
          return List.of(addresses);
        },
        trust,
        100);
  }

  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  private static HttpCall call(String url) {
    return new HttpCall(
        "GET", URI.create(url), Map.of(), new byte[0], false, Duration.ofSeconds(10));
  }

  @Test
  void the_address_that_was_checked_is_the_one_that_is_called_by_the_name() throws Exception {
    SEEN.clear();
    String place = "https://pictures.test:" + port() + "/a%20b/c.png?sig=%2Fx";
    HttpReply reply = downloads(address("127.0.0.1")).send(call(place)).get();
    assertThat(reply.body()).containsExactly(1, 2, 3);
    assertThat(asked).as("once, and never again to connect").containsExactly("pictures.test");
    assertThat(SEEN)
        .containsExactly(
            "[pictures.test:%d] [type=host_name (0), value=pictures.test] /a%%20b/c.png?sig=%%2Fx"
                .formatted(port()));
    assertThat(byName).isEmpty();
  }

  @Test
  void the_next_address_is_called_where_the_first_does_not_answer() throws Exception {
    // nobody listens at the second address of this machine
    Transport downloads = downloads(address("127.0.0.2"), address("127.0.0.1"));
    String place = "https://cdn.many.test:" + port() + "/";
    assertThat(downloads.send(call(place)).get().status()).isEqualTo(200);
  }

  @Test
  void a_certificate_of_the_address_alone_is_not_enough() throws Exception {
    for (String host : List.of("others.test", "many.test", "a.b.many.test")) {
      String place = "https://" + host + ":" + port() + "/";
      assertThatThrownBy(() -> downloads(address("127.0.0.1")).send(call(place)).get())
          .as(host)
          .hasCauseInstanceOf(Transport.NotSent.class);
    }
  }

  @Test
  void a_name_with_any_private_address_is_refused() throws Exception {
    InetAddress open = address("93.184.216.34");
    assertThat(CheckedDownloads.requirePublic("pictures.test", new InetAddress[] {open}))
        .containsExactly(open);
    assertThatThrownBy(
            () ->
                CheckedDownloads.requirePublic(
                    "pictures.test", new InetAddress[] {open, address("10.0.0.7")}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("private address 10.0.0.7");
  }

  @Test
  void rehearsals_and_addresses_go_as_they_are() throws Exception {
    for (String place : List.of("http://127.0.0.1:1/a", "https://93.184.216.34/a")) {
      downloads().send(call(place)).get();
    }
    assertThat(byName).hasSize(2);
    assertThat(asked).isEmpty();
  }
}
