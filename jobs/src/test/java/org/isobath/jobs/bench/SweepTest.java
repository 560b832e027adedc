package org.isobath.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.TaskCores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
  private static final SweepPoint CONFIGURED = new SweepPoint("tiny", 4, 1, 1, 1);

  @TempDir Path folder;

  private static PrintStream silent() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  /** A model of a few kilobytes. */
  private Path cards() throws Exception {
    Path graph =
        Path.of("../udfs/src/test/resources/model/graphs/conv.onnx").toAbsolutePath().normalize();
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(graph));
    Path cards = Files.createDirectories(folder.resolve("cards"));
    Files.writeString(
        cards.resolve("small.conf"),
        """
        id = small
        title = "for tests"
        licence { name = "Apache-2.0", commercial = true }
        source = "%s"
        sha256 = "%s"
        input { size { rule = stretch, width = 64, height = 48 }, interpolation = linear }
        output { kind = inverse_relative }
        """
            .formatted(graph.toUri(), HexFormat.of().formatHex(hash)));
    return cards;
  }

  @Test
  void a_point_on_a_cpu_is_configuration_that_gives_that_point() {
    SweepPoint best = new SweepPoint("tiny-fp16", 2, 2, 1, 3);
    String snippet = best.hocon("cpu", 4, CONFIGURED);
    assertThat(snippet)
        .isEqualTo(
            """
            estimate {
              model = "tiny-fp16"
              device = cpu
              batch = 1
              decoder-threads = 3
              intra-op-threads = 2
            }
            spark.conf { "spark.task.cpus" = 2 }
            """);
    Conf conf = Conf.reference().with("spark.master = \"local[4]\"\n" + snippet);
    assertThat(TaskCores.of(conf).slots()).isEqualTo(2);
    assertThat(TaskCores.of(conf).intraOpThreads(conf)).isEqualTo(2);
    assertThat(conf.integer("estimate.decoder-threads", 1, 9)).isEqualTo(3);
  }

  @Test
  void a_point_on_a_gpu_leaves_out_what_means_nothing_there() {
    assertThat(CONFIGURED.withBatch(16).hocon("cuda", 4, CONFIGURED))
        .isEqualTo(
            """
            estimate {
              device = cuda
              batch = 16
              decoder-threads = 1
            }
            """);
  }

  @Test
  void a_sweep_over_four_pictures_ends_with_configuration_and_the_table_of_what_was_tried()
      throws Exception {
    Conf conf =
        Conf.reference()
            .with(
                """
                spark.master = "local[2]"
                estimate { device = cpu, model = small }
                bench { images = 4, width = 80, height = 60, sweep-seconds = 0 }
                """)
            .with("models.path", List.of(cards().toUri().toString()))
            .with("models.cache", folder.resolve("cache").toString());
    Outcome outcome = Sweep.run(conf, silent(), folder);

    String snippet = (String) outcome.figures().get("configuration");
    Conf tuned = conf.with(snippet);
    assertThat(tuned.string("estimate.device")).isEqualTo("cpu");
    assertThat(tuned.integer("estimate.batch", 1, 32)).isPositive();
    assertThat(outcome.lines()).containsAll(snippet.lines().toList());
    List<?> tried = (List<?>) outcome.figures().get("tried");
    assertThat(tried).hasSizeGreaterThan(4);
    assertThat(tried.stream().map(point -> (int) ((Map<?, ?>) point).get("batch")).toList())
        .as("one picture at a time and batches")
        .contains(1, 2);
    assertThat((double) outcome.figures().get("images_per_second")).isPositive();
    for (Object point : tried) {
      assertThat((double) ((Map<?, ?>) point).get("device_busy")).isBetween(0.0, 1.0);
    }
  }
}
