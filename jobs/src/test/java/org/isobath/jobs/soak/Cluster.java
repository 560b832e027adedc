package org.isobath.jobs.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.isobath.jobs.KillerFileSystem;
import org.isobath.jobs.OwnJvm;

/**
 * A real Spark standalone cluster on this machine, of the jars that Maven has: a master and workers
 * of one core each, every one a process that can be killed or stopped.
 */
final class Cluster implements AutoCloseable {
  private static final int WORKERS = 2;

  /** An executor lives for seconds here: what it would gain by compiling well, it never sees. */
  private static final String SHORT_LIVED =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
          + " -Dlog4j2.configurationFile=org/isobath/conf/log4j2.properties";

  private final Path folder;
  private final Path home;
  private final int port;
  private final Process master;
  private final List<Process> workers = new ArrayList<>();

  /**
   * @param spark folder with Spark's jars
   */
  Cluster(Path folder, Path spark) throws Exception {
    this.folder = Files.createDirectories(folder);
    // where workers look for what executors need
    this.home = Files.createDirectories(folder.resolve("home"));
    if (!Files.exists(home.resolve("jars"))) {
      Files.createSymbolicLink(home.resolve("jars"), spark);
    }
    this.port = freePort();
    this.master =
        start(
            "master",
            "org.apache.spark.deploy.master.Master",
            List.of("--host", "127.0.0.1", "--port", "" + port, "--webui-port", "0"));
    await("master", "New state: ALIVE");
    for (int i = 0; i < WORKERS; i++) {
      workers.add(worker(i));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** What a driver must be told to work on it. */
  String[] settings() {
    return new String[] {
      "spark.master=\"spark://127.0.0.1:%d\"".formatted(port),
      "spark.conf={ "
          + "\"spark.executor.cores\" = 1, \"spark.executor.memory\" = 1g, "
          + "\"spark.driver.host\" = \"127.0.0.1\", "
          + "\"spark.sql.shuffle.partitions\" = 2, "
          + "\"spark.databricks.delta.snapshotPartitions\" = 1, "
          + "\"spark.executor.extraJavaOptions\" = \"%s\", ".formatted(SHORT_LIVED)
          + "\"%s\" = \"%s\", "
              .formatted(KillerFileSystem.SETTING, KillerFileSystem.class.getName())
          + "\"spark.executor.extraClassPath\" = \"%s\" }".formatted(OwnJvm.classPath())
    };
  }

  private Process worker(int number) throws Exception {
    String name = "worker" + number;
    Files.deleteIfExists(folder.resolve(name + ".log"));
    Process worker =
        start(
            name,
            "org.apache.spark.deploy.worker.Worker",
            List.of(
                "--host",
                "127.0.0.1",
                "--cores",
                "1",
                "--memory",
                "2g",
                "--webui-port",
                "0",
                "--work-dir",
                folder.resolve("work").toString(),
                "spark://127.0.0.1:" + port));
    await(name, "Successfully registered with master");
    return worker;
  }

  private Process start(String name, String main, List<String> arguments) throws IOException {
    ProcessBuilder builder =
        OwnJvm.of(
            folder.resolve("tmp"),
            folder.resolve(name + ".log"),
            List.of("-Xmx256m", "-Dlog4j2.level=INFO"),
            main,
            arguments);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    return builder.directory(folder.toFile()).start();
  }

  private void await(String name, String words) throws Exception {
    Path log = folder.resolve(name + ".log");
    for (int i = 0; i < 600; i++) {
      if (Files.exists(log) && Files.readString(log).contains(words)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException("no '" + words + "' in " + log + " after a minute");
  }

  /** Processes of the executors that were started since a moment. */
  List<ProcessHandle> executors(Instant since) {
    return workers.stream()
        .flatMap(worker -> worker.toHandle().children())
        .filter(child -> child.info().startInstant().orElse(Instant.MIN).isAfter(since))
        .toList();
  }

  int workers() {
    return workers.size();
  }

  /** Kills a worker, whose executors end with it, and starts another. */
  void replaceWorker(int number) throws Exception {
    workers.get(number).destroyForcibly().waitFor();
    workers.set(number, worker(number));
  }

  /** Stops a worker and its executors for a while, as a machine that swaps does. */
  void pauseWorker(int number, int seconds) throws Exception {
    ProcessHandle worker = workers.get(number).toHandle();
    List<ProcessHandle> all = Stream.concat(Stream.of(worker), worker.descendants()).toList();
    signal("-STOP", all);
    try {
      TimeUnit.SECONDS.sleep(seconds);
    } finally {
      signal("-CONT", all);
    }
  }

  private static void signal(String signal, List<ProcessHandle> processes) throws Exception {
    List<String> command = new ArrayList<>(List.of("kill", signal));
    processes.forEach(process -> command.add("" + process.pid()));
    new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  @Override
  public void close() {
    workers.forEach(Process::destroyForcibly);
    master.destroyForcibly();
    try {
      master.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> logs = Files.walk(folder.resolve("work"))) {
      // each executor that was killed leaves its copy of the jars
      logs.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
