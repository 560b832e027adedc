package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.isobath.jobs.LocalSpark;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * GPUs as Spark's standalone cluster hands them out: a master and two workers, each a process. One
 * worker announces two GPUs and the other one, by the discovery script of {@code conf/spark}; the
 * CPU provider stands in for all of them.
 */
@DisabledOnOs(OS.WINDOWS)
class GpuClusterIT {
  private static final Pattern GPU = Pattern.compile("GPU (\\d) from Spark");

  @TempDir Path temp;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    // workers end their executors when they are asked to stop
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  @Test
  @Timeout(600)
  void each_executor_has_its_gpu_which_its_tasks_share_and_what_is_not_there_is_refused()
      throws Exception {
    start("master", Map.of(), "org.apache.spark.deploy.master.Master", "--port", "0");
    String master = await("master", Pattern.compile("Starting Spark master at (spark://\\S+)"));
    worker(master, "a", 4, "0 1");
    worker(master, "b", 2, "3");
    Process driver = driver(master, "driver", 1);
    Process greedy = driver(master, "greedy", 4);

    assertThat(driver.waitFor(500, TimeUnit.SECONDS)).as(() -> log("driver")).isTrue();
    assertThat(driver.exitValue()).as(() -> log("driver")).isZero();
    onlyOneModelInEachExecutor();

    // Spark itself says so in the log of the master, where nobody looks
    await("master", Pattern.compile("(requires more resource than any of Workers could have)"));
    await(
        "greedy",
        Pattern.compile(
            "(has given no executor yet. Each asks for 2 cores, 512m of memory, 4 GPUs; .* spark.worker.resource.gpu.amount)"));
    assertThat(greedy.isAlive()).isTrue();
  }

  private void onlyOneModelInEachExecutor() throws IOException {
    TreeSet<String> gpus = new TreeSet<>();
    try (Stream<Path> files = Files.walk(temp)) {
      for (Path file : files.filter(f -> f.endsWith("stderr")).toList()) {
        String text = Files.readString(file);
        assertThat(text.split("OnnxSession: opened", -1)).as(text).hasSize(2);
        Matcher gpu = GPU.matcher(text);
        while (gpu.find()) {
          gpus.add(gpu.group(1) + " in " + file.getParent().getFileName());
        }
      }
    }
    assertThat(gpus).as("GPUs in the logs of executors").hasSize(3);
  }

  private void worker(String master, String name, int cores, String gpus) throws IOException {
    Path script = Path.of("../conf/spark/gpus.sh").toRealPath();
    Path properties = temp.resolve(name + ".conf");
    Files.writeString(
        properties,
        "spark.worker.resource.gpu.amount %d%nspark.worker.resource.gpu.discoveryScript %s%n"
            .formatted(gpus.split(" ", -1).length, script));
    start(
        name,
        Map.of("ISOBATH_GPUS", gpus),
        "org.apache.spark.deploy.worker.Worker",
        "--cores",
        String.valueOf(cores),
        "--memory",
        "4g",
        "--work-dir",
        temp.resolve("work-" + name).toString(),
        "--properties-file",
        properties.toString(),
        master);
  }

  private Process driver(String master, String name, int gpus) throws IOException {
    List<String> command = new ArrayList<>(LocalSpark.options());
    command.addAll(
        List.of(
            "-Dlog4j2.configurationFile=org/isobath/conf/log4j2.properties",
            ClusterDriver.class.getName(),
            temp.resolve("world-" + name).toString(),
            master,
            String.valueOf(gpus)));
    return java(name, Map.of(), command);
  }

  private void start(String name, Map<String, String> environment, String type, String... more)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(type));
    command.addAll(List.of("--host", "127.0.0.1", "--webui-port", "0"));
    command.addAll(List.of(more));
    java(name, environment, command);
  }

  private Process java(String name, Map<String, String> environment, List<String> more)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.matches("(--add-opens|-XX:).*"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(more);
    ProcessBuilder builder = new ProcessBuilder(command);
    // a Spark without a distribution: its launcher looks for the folder only
    Path home = Files.createDirectories(temp.resolve("home/jars")).getParent();
    builder.environment().putAll(environment);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.redirectErrorStream(true).redirectOutput(file(name).toFile());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private Path file(String name) {
    return temp.resolve(name + ".log");
  }

  private String log(String name) {
    try {
      return Files.readString(file(name));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Waits until the log has these words; what the group took. */
  private String await(String name, Pattern words) throws InterruptedException {
    for (int i = 0; i < 6000; i++) {
      Matcher matcher = words.matcher(log(name));
      if (matcher.find()) {
        return matcher.group(1);
      }
      Thread.sleep(50);
    }
    throw new AssertionError(
        "no '" + words + "' in five minutes in the log of " + name + log(name));
  }
}
