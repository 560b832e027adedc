package org.isobath.jobs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * How many cores belong to one task: {@code max(1, floor(cores / slots))}, where {@code cores} are
 * the executor's (in local mode never more than the machine has) and {@code slots} the tasks that
 * Spark runs at once in it. A task that keeps to its share cannot take cores from another.
 *
 * @param cores of one executor, at least 1
 * @param slots tasks at once in one executor, at least 1
 */
public record TaskCores(int cores, int slots) {
  private static final Pattern LOCAL = Pattern.compile("local(\\[([0-9]+|\\*)(,.*)?])?");
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[[0-9]+,([0-9]+),[0-9]+]");

  /** As Spark is configured, whether it runs already or not. */
  public static TaskCores of(Conf conf) {
    SparkConf settings = new SparkConf();
    settings.setIfMissing("spark.master", conf.string("spark.master"));
    conf.map("spark.conf").forEach(settings::setIfMissing);
    return of(settings, Runtime.getRuntime().availableProcessors());
  }

  /**
   * @param processors of this machine, which count in local mode only
   */
  static TaskCores of(SparkConf spark, int processors) {
    int cpus = Math.max(1, spark.getInt("spark.task.cpus", 1));
    String master = spark.get("spark.master", "local").replace(" ", "");
    Matcher local = LOCAL.matcher(master);
    if (local.matches()) {
      String threads = local.group(2) == null ? "1" : local.group(2);
      int given = threads.equals("*") ? processors : Integer.parseInt(threads);
      return new TaskCores(Math.max(1, Math.min(given, processors)), Math.max(1, given / cpus));
    }
    int cores = executorCores(spark, master, cpus);
    return new TaskCores(cores, Math.max(1, Math.min(cores / cpus, gpuSlots(spark))));
  }

  /**
   * Where nothing says it, as on a standalone cluster that gives executors whole machines, one task
   * may count on its own CPUs only.
   */
  private static int executorCores(SparkConf spark, String master, int cpus) {
    Matcher cluster = LOCAL_CLUSTER.matcher(master);
    if (cluster.matches()) {
      return Integer.parseInt(cluster.group(1));
    }
    return Math.max(1, spark.getInt("spark.executor.cores", cpus));
  }

  /** Tasks that the GPUs of an executor admit. */
  private static int gpuSlots(SparkConf spark) {
    double task = spark.getDouble("spark.task.resource.gpu.amount", 0);
    int executor = spark.getInt("spark.executor.resource.gpu.amount", 0);
    if (task <= 0 || executor <= 0) {
      return Integer.MAX_VALUE;
    }
    // Spark shares one GPU between floor(1 / amount) tasks
    return task < 1 ? executor * (int) Math.floor(1 / task) : executor / (int) task;
  }

  /** Cores that one task may keep busy. */
  public int perTask() {
    return Math.max(1, cores / slots);
  }

  /**
   * Threads inside one inference on a CPU: {@code estimate.intra-op-threads}, by default all that
   * belong to a task, or to the executor where it makes batches of what its tasks hand in.
   */
  public int intraOpThreads(Conf conf) {
    if (!conf.string("estimate.intra-op-threads").equals("auto")) {
      return conf.integer("estimate.intra-op-threads", 1, 1024);
    }
    boolean batches = !conf.string("estimate.batch").matches("auto|1");
    return batches ? cores : perTask();
  }
}
