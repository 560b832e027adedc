package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.isobath.UserError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelStoreTest {
  private static final byte[] MODEL = new byte[300_000];
  private static final String SHA;

  static {
    new Random(1).nextBytes(MODEL);
    try {
      SHA = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(MODEL));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private final Configuration hadoop = TestFileSystem.configuration();

  @TempDir Path folder;
  private Path cache;
  private Path source;

  @BeforeEach
  void write() throws IOException {
    cache = folder.resolve("cache");
    source = Files.write(folder.resolve("model.onnx"), MODEL);
  }

  private static ModelCard card(URI source, String sha256, long bytes) {
    ModelCard card =
        ModelCardTest.card(ModelCardTest.CARD.replace("\"model.onnx\"", "\"" + source + "\""));
    return card.locked(sha256, bytes);
  }

  private ModelCard card() {
    return card(source.toUri(), SHA, MODEL.length);
  }

  private ModelStore store() {
    return new ModelStore(cache, List.of(), 1 << 20, Duration.ofSeconds(30));
  }

  private List<String> cached() {
    try (Stream<Path> files = Files.list(cache)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> !f.endsWith(".lock"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:", "test:"})
  void aModelIsCopiedOnceAndStaysWhenTheSourceGoes(String scheme) throws IOException {
    ModelCard card = card(URI.create(scheme + source), SHA, 0);
    assertThat(store().isCached(card)).isFalse();
    Path file = store().fetch(card, hadoop);
    assertThat(file).hasBinaryContent(MODEL).hasFileName(SHA + ".onnx");
    assertThat(store().isCached(card)).isTrue();
    Files.delete(source);
    assertThat(store().fetch(card, hadoop)).isEqualTo(file);
    assertThat(cached()).containsExactly(SHA + ".onnx");
  }

  @Test
  void aCardWithoutAHashIsNotFetched() {
    assertThatThrownBy(() -> store().fetch(card(source.toUri(), null, 0), hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "has no sha256, and an unverified file is never loaded. Run: isobath models lock my-model");
    assertThat(cache).doesNotExist();
  }

  @Test
  void anotherFileThanTheLockedOneIsNotKept() throws IOException {
    Files.writeString(source, "something else");
    assertThatThrownBy(() -> store().fetch(card(source.toUri(), SHA, 0), hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the card says " + SHA)
        .hasMessageContaining("nothing was kept");
    assertThat(cached()).isEmpty();
  }

  @Test
  void aLengthThatDiffersIsToldBeforeTheHash() throws IOException {
    Files.write(source, Arrays.copyOf(MODEL, 1000));
    assertThatThrownBy(() -> store().fetch(card(), hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "has 1000 bytes, the card says 300000. The file is incomplete or another one.");
    Files.write(source, Arrays.copyOf(MODEL, 300_001));
    assertThatThrownBy(() -> store().fetch(card(), hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has more than 300000 bytes, the length the card says.");
    assertThat(cached()).isEmpty();
  }

  @Test
  void aMissingSourceIsTheUsersMistake() throws IOException {
    Files.delete(source);
    for (String scheme : List.of("file:", "test:")) {
      assertThatThrownBy(() -> store().fetch(card(URI.create(scheme + source), SHA, 0), hadoop))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("Model my-model: there is no file at " + scheme + source);
    }
    assertThatThrownBy(() -> store().fetch(card(URI.create("nofs://x/y.onnx"), SHA, 0), hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("nofs");
    assertThatThrownBy(() -> store().fetch(card(URI.create("bundled:gone.onnx"), SHA, 0), hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no file in this build (gone.onnx)");
    assertThat(cached()).isEmpty();
  }

  @Test
  void aFileThatChangedInTheCacheIsFetchedAgain() throws IOException {
    Path file = store().fetch(card(), hadoop);
    byte[] rotten = MODEL.clone();
    rotten[7] ^= 1;
    Files.write(file, rotten);
    // as a file that this JVM has never hashed, or whose stamp differs
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100)));
    assertThat(store().fetch(card(), hadoop)).hasBinaryContent(MODEL);
  }

  @Test
  void verifyReadsTheFileAgainWhateverTheStampSays() throws IOException {
    Path file = store().fetch(card(), hadoop);
    FileTime time = Files.getLastModifiedTime(file);
    byte[] rotten = MODEL.clone();
    rotten[7] ^= 1;
    Files.write(file, rotten);
    Files.setLastModifiedTime(file, time);
    assertThat(store().verify(card(), hadoop)).hasBinaryContent(MODEL);
  }

  @Test
  void lockingFindsTheIdentityAndKeepsTheFile() {
    ModelCard open = card(source.toUri(), null, 0);
    ModelLock lock = store().lock(open, hadoop);
    assertThat(lock).isEqualTo(new ModelLock("my-model", source.toUri(), SHA, MODEL.length));
    assertThat(cached()).containsExactly(SHA + ".onnx");
  }

  @Test
  void lockingALockedCardIsAnErrorWhenTheSourceChanged() throws IOException {
    Files.writeString(source, "something else");
    assertThatThrownBy(() -> store().lock(card(source.toUri(), SHA, 0), hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("remove the hash and run: isobath models lock my-model");
  }

  @Test
  void aCacheThatCannotBeAFolderIsTheUsersMistake() throws IOException {
    Files.writeString(cache, "a file");
    assertThatThrownBy(() -> store().fetch(card(), hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Cannot use " + cache + " for model files: ")
        .hasMessageEndingWith("Set models.cache to a folder that can be written.");
  }

  @Test
  void onlyOldPartsAreRemoved() throws IOException {
    Files.createDirectories(cache);
    Path old = Files.writeString(cache.resolve("x-1.part"), "left behind");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Files.writeString(cache.resolve("x-2.part"), "somebody's download");
    store().fetch(card(), hadoop);
    assertThat(cached()).containsExactlyInAnyOrder(SHA + ".onnx", "x-2.part");
  }

  @Test
  void threadsThatRaceGetOneFile() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Path>> files = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        files.add(pool.submit(() -> store().fetch(card(), hadoop)));
      }
      for (Future<Path> file : files) {
        assertThat(file.get()).hasBinaryContent(MODEL);
      }
      assertThat(cached()).containsExactly(SHA + ".onnx");
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void twoJvmsThatRaceDownloadOnceAndBothGetTheFile() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (LoopbackHttps server = slowServer(requests, 2000)) {
      List<Process> children = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        children.add(child(server));
      }
      for (Process child : children) {
        String words = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(words).isZero();
        assertThat(words).contains("fetched " + cache.resolve(SHA + ".onnx"));
      }
    }
    assertThat(requests).hasValue(1);
    assertThat(cache.resolve(SHA + ".onnx")).hasBinaryContent(MODEL);
    assertThat(cached()).containsExactly(SHA + ".onnx");
  }

  @Test
  void aJvmKilledInTheMiddleLeavesTheNextOneFreeToFetch() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (LoopbackHttps server = slowServer(requests, 60_000)) {
      Process child = child(server);
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!hasPart() && System.nanoTime() < deadline) {
        Thread.sleep(20);
      }
      assertThat(hasPart()).isTrue();
      child.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    assertThat(cache.resolve(SHA + ".onnx")).doesNotExist();
    assertThat(store().fetch(card(), hadoop)).hasBinaryContent(MODEL);
  }

  private boolean hasPart() {
    return Files.isDirectory(cache) && cached().stream().anyMatch(f -> f.endsWith(".part"));
  }

  /** Sends half of the model, waits, and sends the rest. */
  private LoopbackHttps slowServer(AtomicInteger requests, int millis) throws Exception {
    return new LoopbackHttps(folder)
        .serve(
            "/model",
            exchange -> {
              requests.incrementAndGet();
              exchange.sendResponseHeaders(200, MODEL.length);
              try (OutputStream out = exchange.getResponseBody()) {
                out.write(MODEL, 0, MODEL.length / 2);
                out.flush();
                Thread.sleep(millis);
                out.write(MODEL, MODEL.length / 2, MODEL.length - MODEL.length / 2);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private Process child(LoopbackHttps server) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(server.trustFlags());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            FetchInChild.class.getName(),
            cache.toString(),
            server.at("localhost", "/model").toString(),
            SHA));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** The other JVM. */
  static final class FetchInChild {
    private FetchInChild() {}

    public static void main(String[] args) {
      ModelStore store =
          new ModelStore(Path.of(args[0]), List.of("localhost"), 1 << 20, Duration.ofMinutes(5));
      Path file = store.fetch(card(URI.create(args[1]), args[2], 0), new Configuration(false));
      System.out.println("fetched " + file);
    }
  }
}
