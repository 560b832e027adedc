package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.isobath.UserError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {
  private static final byte[] GRAPH = {1, 2, 3};
  private static final byte[] WEIGHTS = new byte[200_000];

  private final Configuration hadoop = TestFileSystem.configuration();

  @TempDir Path temp;
  private Path source;
  private Path cache;

  @BeforeEach
  void write() throws IOException {
    source = Files.createDirectories(temp.resolve("transformer/data")).getParent();
    cache = temp.resolve("cache");
    Files.write(source.resolve("model.onnx"), GRAPH);
    Files.write(source.resolve("data/weights 1"), WEIGHTS);
  }

  private static String sha(byte[] bytes) {
    return HexFormat.of().formatHex(ModelStore.sha256().digest(bytes));
  }

  private ModelFolder folder(String scheme) {
    return new ModelFolder(
        "Generator g, transformer",
        URI.create(scheme + source + "/"),
        List.of(
            new ModelFolder.Entry("model.onnx", sha(GRAPH), GRAPH.length),
            new ModelFolder.Entry("data/weights 1", sha(WEIGHTS), WEIGHTS.length)));
  }

  private ModelStore store() {
    return new ModelStore(cache, List.of("localhost"), 1 << 20, Duration.ofSeconds(30));
  }

  /** Files and folders of the cache beside its locks. */
  private List<String> cached() throws IOException {
    try (Stream<Path> all = Files.list(cache)) {
      return all.map(f -> f.getFileName().toString())
          .filter(name -> !name.endsWith(".lock"))
          .sorted()
          .toList();
    }
  }

  @Test
  void a_folder_from_elsewhere_is_copied_once_under_its_names() throws IOException {
    ModelFolder folder = folder("test:");
    Path here = store().fetch(folder, hadoop);
    assertThat(here).isEqualTo(cache.resolve(folder.key()));
    assertThat(here.resolve("model.onnx")).hasBinaryContent(GRAPH);
    assertThat(here.resolve("data/weights 1")).hasBinaryContent(WEIGHTS);
    Files.delete(source.resolve("model.onnx"));
    assertThat(store().fetch(folder, hadoop)).isEqualTo(here);
    assertThat(cached())
        .containsExactlyInAnyOrder(folder.key(), sha(GRAPH) + ".onnx", sha(WEIGHTS) + ".onnx");
  }

  @Test
  void a_file_that_rots_in_the_cache_is_fetched_again_in_its_folder_too() throws IOException {
    Path weights = store().fetch(folder("test:"), hadoop).resolve("data/weights 1");
    byte[] rotten = WEIGHTS.clone();
    rotten[9] = 1;
    Files.write(weights, rotten);
    // as a file that this JVM has never hashed
    Files.setLastModifiedTime(weights, FileTime.from(Instant.EPOCH));
    assertThat(store().fetch(folder("test:"), hadoop).resolve("data/weights 1"))
        .isEqualTo(weights)
        .hasBinaryContent(WEIGHTS);
  }

  @Test
  void a_folder_on_this_machine_is_verified_and_used_where_it_is() throws IOException {
    assertThat(store().fetch(folder("file:"), hadoop)).isEqualTo(source);
    assertThat(cache).doesNotExist();
    byte[] other = WEIGHTS.clone();
    other[7] = 1;
    Files.write(source.resolve("data/weights 1"), other);
    assertThatThrownBy(() -> store().fetch(folder("file:"), hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Model Generator g, transformer (data/weights 1): ")
        .hasMessageContaining("has sha256 " + sha(other))
        .hasMessageEndingWith("If you trust it, write its sha256 and bytes into the card.");
    Files.delete(source.resolve("data/weights 1"));
    assertThatThrownBy(() -> store().fetch(folder("file:"), hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no file at file:" + source + "/data/weights%201");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:", "test:"})
  void a_file_that_is_cut_short_is_named_and_not_kept(String scheme) throws IOException {
    Files.write(source.resolve("data/weights 1"), Arrays.copyOf(WEIGHTS, 199_999));
    assertThatThrownBy(() -> store().fetch(folder(scheme), hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("(data/weights 1)")
        .hasMessageContaining(
            "has 199999 bytes, the card says 200000. The file is incomplete or another one.");
    if (scheme.equals("test:")) {
      assertThat(cached()).as("what was whole is kept").containsExactly(sha(GRAPH) + ".onnx");
    }
  }

  /** The server dies within the second file; the first is not fetched again. */
  @Test
  void an_interrupted_fetch_leaves_nothing_half_written_and_goes_on_where_it_was()
      throws Exception {
    AtomicInteger graphs = new AtomicInteger();
    AtomicInteger weights = new AtomicInteger();
    try (LoopbackHttps server =
        new LoopbackHttps(temp)
            .serve(
                "/g/model.onnx",
                exchange -> {
                  graphs.incrementAndGet();
                  exchange.sendResponseHeaders(200, GRAPH.length);
                  try (OutputStream out = exchange.getResponseBody()) {
                    out.write(GRAPH);
                  }
                })
            .serve(
                "/g/weights",
                exchange -> {
                  boolean first = weights.incrementAndGet() == 1;
                  exchange.sendResponseHeaders(200, WEIGHTS.length);
                  // too few bytes are an error here, for which the server drops the connection
                  try (OutputStream out = exchange.getResponseBody()) {
                    out.write(WEIGHTS, 0, first ? 100_000 : WEIGHTS.length);
                  }
                })) {
      ModelFolder folder =
          new ModelFolder(
              "Generator g, transformer",
              server.at("localhost", "/g/"),
              List.of(
                  new ModelFolder.Entry("model.onnx", sha(GRAPH), GRAPH.length),
                  new ModelFolder.Entry("weights", sha(WEIGHTS), WEIGHTS.length)));
      ModelStore store =
          new ModelStore(
              cache, List.of("localhost"), 1 << 20, Duration.ofSeconds(30), server.client());
      assertThatThrownBy(() -> store.fetch(folder, hadoop)).isInstanceOf(UserError.class);
      assertThat(cached()).containsExactly(sha(GRAPH) + ".onnx");
      Path here = store.fetch(folder, hadoop);
      assertThat(here.resolve("weights")).hasBinaryContent(WEIGHTS);
      assertThat(graphs).hasValue(1);
      assertThat(weights).hasValue(2);
    }
  }

  @Test
  void what_does_not_fit_on_the_disk_is_said_before_anything_is_copied() {
    ModelFolder huge =
        new ModelFolder(
            "Generator g, transformer",
            URI.create("test:" + source + "/"),
            List.of(new ModelFolder.Entry("model.onnx", sha(GRAPH), 1L << 60)));
    assertThatThrownBy(() -> store().fetch(huge, hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "Generator g, transformer needs 1152921504606846976 bytes in " + cache + ", where ")
        .hasMessageEndingWith("are free. Free some, or set models.cache to a larger disk.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "../a", "a/../b", "a//b", "a\\b", "C:a", "./a", "a/."})
  void a_name_that_leads_out_of_the_folder_is_none(String name) {
    assertThat(ModelFolder.inside(name)).isFalse();
    assertThatThrownBy(() -> new ModelFolder.Entry(name, sha(GRAPH), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a/b", "a.onnx_data", "..a", "weights 1"})
  void a_name_inside_the_folder_is_one(String name) {
    assertThat(ModelFolder.inside(name)).isTrue();
  }

  @Test
  void the_order_of_files_does_not_matter_and_their_content_does() {
    ModelFolder folder = folder("test:");
    ModelFolder turned =
        new ModelFolder(
            "x", folder.source(), List.of(folder.files().get(1), folder.files().get(0)));
    assertThat(turned.key()).isEqualTo(folder.key());
    assertThat(folder.bytes()).isEqualTo(200_003);
    ModelFolder other = new ModelFolder("x", folder.source(), folder.files().subList(0, 1));
    assertThat(other.key()).isNotEqualTo(folder.key());
  }
}
