package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command in a JVM of its own, killed in the middle, and run again. */
class KilledIT {
  private static final int PICTURES = 24;
  private static final int FILES = 8;

  @TempDir Path temp;

  @Test
  void aKilledDriverLosesAndRepeatsNothing() throws Exception {
    Estimation world = new Estimation(temp);
    List<Row> pictures = Estimation.pictures(1, PICTURES);
    world.add(pictures, FILES);
    Estimation undisturbed = new Estimation(temp.resolve("undisturbed"));
    undisturbed.add(pictures, 2);
    undisturbed.run();

    Random random = new Random(20261121);
    boolean inTheMiddle = false;
    for (int commits : new int[] {1, 4}) {
      inTheMiddle |= killAfter(commits, random.nextInt(400));
    }
    // from here on only keys tell what is missing
    delete(temp.resolve("warehouse/_checkpoints"));
    inTheMiddle |= killAfter(6, random.nextInt(400));
    assertThat(inTheMiddle).as("at least one JVM died at work").isTrue();
    finish();

    assertThat(world.depth()).isEqualTo(undisturbed.depth());
    assertThat(world.run().decoded()).isZero();
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

  private void finish() throws Exception {
    Process process = start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(temp.resolve("child.log"))).isZero();
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.matches("(--add-opens|-XX:).*"))
        .forEach(command::add);
    // each killed JVM would leave the unpacked runtime behind elsewhere
    Path scratch = Files.createDirectories(temp.resolve("scratch"));
    command.add("-Djava.io.tmpdir=" + scratch);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("org.isobath.jobs.Main", "estimate"));
    Estimation world = new Estimation(temp);
    world.sets.add("spark.master=\"local[2]\"");
    // one file per batch: as many moments to die at as there are files
    world.sets.add("estimate.batch-bytes=1");
    for (String set : world.sets) {
      command.addAll(List.of("--set", set));
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.redirectErrorStream(true).redirectOutput(temp.resolve("child.log").toFile());
    return builder.start();
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
