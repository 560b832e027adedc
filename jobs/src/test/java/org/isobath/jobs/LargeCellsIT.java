package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cells of 2, 20 and 50 MB are written, read, and written again at a heap of 1 GB. */
class LargeCellsIT {
  @TempDir Path folder;

  @Test
  void twoTasksTakeCellsOfFiftyMegabytesInOneGigabyteOfHeap() throws Exception {
    Path log = folder.resolve("child.log");
    Process jobs = start(log, "2", "2", "2");
    try {
      assertThat(jobs.waitFor(10, TimeUnit.MINUTES)).isTrue();
    } finally {
      jobs.destroyForcibly();
    }
    String said = Files.readString(log);
    assertThat(jobs.exitValue()).as(said).isZero();
    assertThat(said)
        .contains("6 cells of 150 MB are what they were, in 1 files")
        .doesNotContain("OutOfMemoryError");
  }

  private Process start(Path log, String... pictures) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.matches("(--add-opens|-XX:).*"))
        .forEach(command::add);
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("scratch")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(LargeCells.class.getName(), folder.resolve("cells").toString()));
    command.addAll(List.of(pictures));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }
}
