package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.isobath.jobs.KillerFileSystem;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.Main;
import org.isobath.jobs.OwnJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command in a JVM of its own, killed in the middle, and run again. */
class KilledIT {
  private static final int PICTURES = 12;
  private static final int FILES = 6;
  private static final URI KILLER = URI.create("killer:///picture.png");

  @TempDir Path temp;

  @Test
  void aKilledDriverLosesAndRepeatsNothing_andAPictureThatKillsItIsFound() throws Exception {
    Estimation world = new Estimation(temp);
    List<Row> pictures = Estimation.pictures(1, PICTURES);
    Estimation undisturbed = new Estimation(temp.resolve("undisturbed"));
    undisturbed.add(pictures, 2);
    undisturbed.run();
    // the stream reads them in this order
    byte[] killing = Estimation.picture(99, 80, 60);
    world.add(pictures.subList(0, PICTURES / 2), FILES / 2);
    world.add(List.of(Estimation.byReference(killing, KILLER)), 1);
    world.add(pictures.subList(PICTURES / 2, PICTURES), FILES / 2);

    assertThat(killAfter(1, new Random(20261121).nextInt(400))).as("died at work").isTrue();
    // once among others, and twice alone
    assertThat(exitCode()).isEqualTo(KillerFileSystem.EXIT);
    // from here on only keys tell what is missing
    delete(temp.resolve("warehouse/_checkpoints"));
    assertThat(exitCode()).isEqualTo(KillerFileSystem.EXIT);
    assertThat(exitCode()).isEqualTo(KillerFileSystem.EXIT);
    world.run();

    List<String> depth = world.depth();
    List<String> found =
        depth.stream().filter(row -> row.startsWith(Estimation.sha256(killing))).toList();
    assertThat(found).singleElement().asString().contains("rejected | kills_executor");
    depth.removeAll(found);
    assertThat(depth).isEqualTo(undisturbed.depth());
    assertThat(temp.resolve("warehouse/_careful")).doesNotExist();

    assertThat(world.run().decoded()).isZero();
    // here nobody knows its file system
    Estimation.Result retried = world.run(Estimation.retryRejects());
    assertThat(retried.outcome().figures().get("reject_reasons"))
        .isEqualTo(Map.of("unreadable", 1L));
  }

  /** Runs until depth has so many commits, waits, kills. True when there was work left. */
  private boolean killAfter(int commits, int thenMillis) throws Exception {
    Process process = start();
    Path log = temp.resolve("warehouse/depth/_delta_log");
    while (process.isAlive() && commitsIn(log) < commits) {
      Thread.sleep(20);
    }
    Thread.sleep(thenMillis);
    boolean atWork = process.isAlive() && commitsIn(log) < FILES;
    process.destroyForcibly();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return atWork;
  }

  private int exitCode() throws Exception {
    Process process = start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  private Process start() throws IOException {
    Estimation world = new Estimation(temp);
    world.sets.add("spark.master=\"local[2]\"");
    // one file per batch: as many moments to die at as there are files
    world.sets.add("estimate.batch-bytes=1");
    List<String> arguments = new ArrayList<>(List.of("estimate"));
    for (String set : world.sets) {
      arguments.addAll(List.of("--set", set));
    }
    List<String> options = new ArrayList<>(LocalSpark.options());
    options.add("-Xmx1g");
    options.add("-D" + KillerFileSystem.SETTING + "=" + KillerFileSystem.class.getName());
    return OwnJvm.of(
            temp.resolve("scratch"), temp.resolve("child.log"), options, Main.class, arguments)
        .start();
  }

  private static int commitsIn(Path log) throws IOException {
    if (!Files.isDirectory(log)) {
      return -1;
    }
    try (var entries = Files.list(log)) {
      // version 0 creates the table
      return (int)
              entries
                  .filter(entry -> entry.getFileName().toString().matches("[0-9]{20}\\.json"))
                  .count()
          - 1;
    }
  }

  private static void delete(Path path) throws IOException {
    try (var all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
