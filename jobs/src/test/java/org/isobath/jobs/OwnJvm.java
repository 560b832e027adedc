package org.isobath.jobs;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A command in a JVM of its own, with the class path and the module options of this one. */
public final class OwnJvm {
  private OwnJvm() {}

  /**
   * @param scratch folder for temporary files: each killed JVM would leave an unpacked runtime
   *     behind elsewhere
   * @param log file that gets what it prints
   * @param options of the JVM
   * @param main its main class
   */
  public static ProcessBuilder of(
      Path scratch, Path log, List<String> options, Class<?> main, List<String> arguments) {
    return of(scratch, log, options, main.getName(), arguments);
  }

  public static ProcessBuilder of(
      Path scratch, Path log, List<String> options, String main, List<String> arguments) {
    try {
      Files.createDirectories(scratch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.matches("(--add-opens|-XX:).*"))
        .forEach(command::add);
    command.add("-Djava.io.tmpdir=" + scratch);
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), main));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.environment().put("OPENCV_LOG_LEVEL", "SILENT");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  /** The class path of this JVM, for others in any folder. */
  public static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
