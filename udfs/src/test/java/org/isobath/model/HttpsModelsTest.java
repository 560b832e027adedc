package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.isobath.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against a real https server on this machine; {@code localhost} is allowed, {@code 127.0.0.1} is
 * not.
 */
class HttpsModelsTest {
  private static final byte[] MODEL = "the weights".repeat(1000).getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private LoopbackHttps server;

  @BeforeEach
  void start() throws Exception {
    server = new LoopbackHttps(folder).serve("/model", MODEL);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ModelStore store(long maxBytes, Duration timeout) {
    return new ModelStore(
        folder.resolve("cache"), List.of("localhost"), maxBytes, timeout, server.client());
  }

  private ModelStore store() {
    return store(1 << 20, Duration.ofSeconds(30));
  }

  private static ModelCard card(URI source) {
    return ModelCardTest.card(
        ModelCardTest.CARD
            .replace("\"model.onnx\"", "\"" + source + "\"")
            .replace("sha256 = \"" + ModelCardTest.SHA + "\"", ""));
  }

  private void fails(ModelStore store, URI source, String message) {
    assertThatThrownBy(() -> store.lock(card(source), new Configuration(false)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
    assertThat(folder.resolve("cache").toFile().list()).as("nothing is kept").isEmpty();
  }

  @Test
  void aLockedModelIsFetchedAndVerified() throws Exception {
    ModelCard card = card(server.at("localhost", "/model"));
    ModelLock lock = store().lock(card, new Configuration(false));
    assertThat(lock.bytes()).isEqualTo(MODEL.length);
    Path file = store().fetch(card.locked(lock.sha256(), lock.bytes()), new Configuration(false));
    assertThat(Files.readAllBytes(file)).isEqualTo(MODEL);
  }

  @Test
  void redirectsAreFollowedToAllowedHosts() throws Exception {
    server.redirect("/a", server.at("localhost", "/b").toString()).redirect("/b", "model");
    assertThat(store().lock(card(server.at("localhost", "/a")), new Configuration(false)).bytes())
        .isEqualTo(MODEL.length);
  }

  @Test
  void otherHostsAreRefused() {
    fails(
        store(),
        server.at("127.0.0.1", "/model"),
        "host 127.0.0.1 is not allowed. Add it to models.hosts if you trust it; allowed are localhost.");
  }

  @Test
  void aRedirectToAnotherHostIsRefused() {
    server.redirect("/away", server.at("127.0.0.1", "/model").toString());
    fails(
        store(),
        server.at("localhost", "/away"),
        "host 127.0.0.1 (redirected from localhost) is not allowed. Add it to models.hosts");
  }

  @Test
  void aRedirectToPlainHttpIsRefused() {
    server.redirect("/plain", "http://localhost/model");
    fails(
        store(),
        server.at("localhost", "/plain"),
        "leads to http://localhost/model, which is not plain https.");
  }

  @Test
  void endlessRedirectsEnd() {
    server.redirect("/loop", "loop");
    fails(store(), server.at("localhost", "/loop"), "redirects more than 5 times.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          404 | answered 404. Check the card's source.
          401 | answered 401. Isobath sends no credentials: download the file yourself and set the card's source to its path.
          403 | answered 403. Isobath sends no credentials
          500 | answered 500.
          302 | answered 302.
          """)
  void anAnswerWithoutAModelIsExplained(int status, String message) {
    server.answer("/status", status);
    fails(store(), server.at("localhost", "/status"), message);
  }

  @Test
  void aBodyAboveTheLimitIsCutOff() {
    fails(
        store(1000, Duration.ofSeconds(30)),
        server.at("localhost", "/model"),
        "has more than 1000 bytes, the limit (models.max-bytes).");
  }

  @Test
  void aBodyThatEndsEarlyIsNotKept() {
    server.serve(
        "/short",
        exchange -> {
          exchange.sendResponseHeaders(200, MODEL.length);
          exchange.getResponseBody().write(MODEL, 0, 100);
          exchange.getResponseBody().flush();
          throw new IOException("gone");
        });
    fails(store(), server.at("localhost", "/short"), "cannot be read from ");
  }

  @Test
  void aServerThatFallsSilentIsLeftAtTheDeadline() {
    CountDownLatch never = new CountDownLatch(1);
    server.serve(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, MODEL.length);
          exchange.getResponseBody().write(MODEL, 0, 100);
          exchange.getResponseBody().flush();
          wait(never);
        });
    server.serve("/silent", exchange -> wait(never));
    for (String path : List.of("/slow", "/silent")) {
      long start = System.nanoTime();
      fails(
          store(1 << 20, Duration.ofSeconds(1)),
          server.at("localhost", path),
          "not finished within 1 s (models.timeout)");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(2));
    }
    never.countDown();
  }

  private static void wait(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aServerThatIsNotTrustedIsNotRead() {
    ModelStore real =
        new ModelStore(
            folder.resolve("cache"), List.of("localhost"), 1 << 20, Duration.ofSeconds(30));
    fails(real, server.at("localhost", "/model"), "cannot be read from ");
  }

  @ParameterizedTest
  @CsvSource({
    "huggingface.co, huggingface.co, true",
    "huggingface.co, evil-huggingface.co, false",
    "huggingface.co, cdn.huggingface.co, false",
    "*.hf.co, cas.hf.co, true",
    "*.hf.co, hf.co, false",
    "*.hf.co, evilhf.co, false"
  })
  void hostsAreComparedWhole(String allowed, String host, boolean expected) {
    assertThat(HttpsDownload.allows(allowed, host)).isEqualTo(expected);
  }
}
