package org.isobath.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a command cost in a JVM of its own, started like this one: with everything that a person
 * pays who types it. {@link MeasuredMain} is its other end.
 *
 * @param usage from the start of the process to its end
 * @param looks at its memory while tasks ran
 */
record MeasuredRun(Usage usage, Looks looks) {
  private static final long HOURS = 6;

  /**
   * @param folder for its output
   * @param flags of the JVM, after those of this one
   * @param lookSeconds how often memory is measured while tasks run, after a full collection each
   *     time; 0: never
   * @param command words after {@code isobath}
   */
  static MeasuredRun of(Path folder, List<String> flags, double lookSeconds, List<String> command)
      throws IOException, InterruptedException {
    Path result = Files.createTempFile(folder, "measured", ".json");
    Path output = Files.createTempFile(folder, "measured", ".txt");
    List<String> line = new ArrayList<>();
    line.add(ProcessHandle.current().info().command().orElse(java()));
    line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    line.addAll(flags);
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.add(MeasuredMain.class.getName());
    line.add(result.toString());
    line.add(Double.toString(lookSeconds));
    line.addAll(command);
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      if (!process.waitFor(HOURS, TimeUnit.HOURS) || process.exitValue() != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + " failed:\n" + Files.readString(output));
      }
    } finally {
      process.destroyForcibly();
    }
    double wall = (System.nanoTime() - start) / 1e9;
    ObjectMapper mapper = new ObjectMapper();
    JsonNode node = mapper.readTree(result.toFile());
    return new MeasuredRun(
        new Usage(wall, node.get("cpu_seconds").asDouble()),
        new Looks(List.of(mapper.treeToValue(node.get("looks"), Memory[].class))));
  }

  private static String java() {
    return System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
  }
}
