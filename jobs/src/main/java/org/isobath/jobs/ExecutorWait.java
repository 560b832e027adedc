package org.isobath.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what an application waits for while its cluster gives it no executor. Spark's driver only
 * knows that it has none: that no worker is large enough, or has as many GPUs as an executor asks
 * for, stands in the log of the master.
 */
final class ExecutorWait {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorWait.class);

  /** A cluster with room starts an executor in less. */
  private static final long PATIENCE_SECONDS = 10;

  private static final long REMINDER_SECONDS = 60;

  private ExecutorWait() {}

  /** Looks now and then until the first executor is there. In local mode there is no wait. */
  static void watch(SparkContext spark) {
    if (spark.isLocal()) {
      return;
    }
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            body -> {
              Thread thread = new Thread(body, "isobath-executor-wait");
              thread.setDaemon(true);
              return thread;
            });
    clock.scheduleAtFixedRate(
        () -> {
          // the driver counts as one
          if (spark.isStopped() || spark.statusTracker().getExecutorInfos().length > 1) {
            clock.shutdown();
          } else {
            LOG.warn("{}", sentence(spark.getConf()));
          }
        },
        PATIENCE_SECONDS,
        REMINDER_SECONDS,
        TimeUnit.SECONDS);
  }

  /** What one executor must find free, and where to look. */
  static String sentence(SparkConf conf) {
    List<String> wants = new ArrayList<>();
    value(conf, "spark.executor.cores").ifPresent(cores -> wants.add(cores + " cores"));
    wants.add(conf.get("spark.executor.memory", "1g") + " of memory");
    String gpus = "spark.executor.resource.gpu.amount";
    value(conf, gpus).ifPresent(amount -> wants.add(amount + " GPUs"));
    String sentence =
        "%s has given no executor yet. Each asks for %s; no worker has as much free, or none is registered."
            .formatted(conf.get("spark.master"), String.join(", ", wants));
    if (value(conf, gpus).isEmpty()) {
      return sentence;
    }
    return sentence
        + " Compare %s with what the workers announce: spark.worker.resource.gpu.amount and its discovery script."
            .formatted(gpus);
  }

  private static Optional<String> value(SparkConf conf, String key) {
    return conf.contains(key) ? Optional.of(conf.get(key)) : Optional.empty();
  }
}
