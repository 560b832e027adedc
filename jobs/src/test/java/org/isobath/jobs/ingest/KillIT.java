package org.isobath.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.isobath.jobs.Command;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.Main;
import org.isobath.jobs.OwnJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A driver that is killed at any moment costs time, never rows or duplicates. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class KillIT {
  private static final long SEED = 20261121;
  private static final int PICTURES = 28;
  private static final int KILL = 9;
  private static final int TERM = 15;
  private static final String BATCH = "ingest.batch-bytes=" + 4 * Album.png(0).length;

  @TempDir Path dir;

  @Test
  void tablesAfterKillsEqualThoseOfAnUndisturbedRun() throws Exception {
    Album undisturbed = new Album(dir);
    for (int i = 0; i < PICTURES; i++) {
      // every fourth picture is there twice, every ninth is none
      undisturbed.put(
          "%02d.png".formatted(i),
          i % 9 == 8
              ? ("bad " + i).getBytes(java.nio.charset.StandardCharsets.UTF_8)
              : Album.png(i - i % 4 / 3));
    }
    String entry = undisturbed.files();
    Album killed = new Album(dir.resolve("killed"));
    Random random = new Random(SEED);

    // between the append to images and the write to sources
    kill(killed, entry, 1, () -> commits(killed, "images") > commits(killed, "sources"), 0, KILL);
    assertThat(commits(killed, "images")).isEqualTo(commits(killed, "sources") + 1);
    for (int round = 2; round <= 3; round++) {
      int more = commits(killed, "sources") + 1 + random.nextInt(2);
      // the last one is asked to stop, as a scheduler does it
      int signal = round == 3 ? TERM : KILL;
      kill(
          killed,
          entry,
          round,
          () -> commits(killed, "sources") >= more,
          random.nextInt(800),
          signal);
    }
    int done = commits(killed, "sources");

    Command last = killed.ingest(entry, "--set", "max-reject-share=1");
    assertThat(last.code()).as(last.err()).isZero();
    assertThat(last.json().get("skipped").asInt()).as("kept from killed runs").isPositive();
    assertThat(last.json().get("out").asInt())
        .as("left by killed runs, %d commits", done)
        .isPositive();
    undisturbed.ingest(entry, "--set", "max-reject-share=1");
    assertThat(killed.everything()).isEqualTo(undisturbed.everything());
    assertThat(killed.everything()).hasSizeGreaterThan(PICTURES);
  }

  /** Starts a driver of its own, waits for {@code moment} and {@code millis} more, and ends it. */
  private void kill(
      Album album, String entry, int round, BooleanSupplier moment, int millis, int signal)
      throws IOException, InterruptedException {
    File log = dir.resolve("round" + round + ".log").toFile();
    List<String> options = new ArrayList<>(LocalSpark.options());
    options.add("-Xmx1g");
    Process driver =
        OwnJvm.of(
                dir.resolve("tmp"),
                log.toPath(),
                options,
                Main.class,
                List.of(
                    "ingest",
                    "--set",
                    "warehouse=" + Album.quoted(album.warehouse.toString()),
                    "--set",
                    "ingest.sources=[" + entry + "]",
                    "--set",
                    BATCH,
                    "--set",
                    "spark.master=\"local[2]\""))
            .start();
    try {
      while (!moment.getAsBoolean()) {
        assertThat(driver.isAlive())
            .as(() -> "the driver ended before round " + round + ": " + tail(log))
            .isTrue();
        TimeUnit.MILLISECONDS.sleep(2);
      }
      driver.waitFor(millis, TimeUnit.MILLISECONDS);
      if (signal == TERM) {
        driver.destroy();
        driver.waitFor(1, TimeUnit.MINUTES);
      }
    } finally {
      driver.destroyForcibly().waitFor();
    }
    // 137 = killed by SIGKILL, 143 = by SIGTERM: it did not end by itself
    assertThat(driver.exitValue()).as(() -> tail(log)).isEqualTo(128 + signal);
    assertThat(Files.readString(log.toPath())).doesNotContain("internal error");
  }

  private static String tail(File log) {
    try (Stream<String> lines = Files.lines(log.toPath())) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - 30), all.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Commits of a table that carry rows: the first one only creates it. */
  private static int commits(Album album, String table) {
    String[] files =
        album
            .warehouse
            .resolve(table)
            .resolve("_delta_log")
            .toFile()
            .list((folder, name) -> name.matches("\\d{20}\\.json"));
    return files == null ? 0 : Math.max(0, files.length - 1);
  }
}
