package org.isobath.jobs;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.isobath.generate.local.SharedGenerators;
import org.isobath.model.SharedEstimators;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the driver what this executor has done: every few seconds, and when a task ends that
 * changed it. Totals, so that a message that is lost is made good by the next. Closes the
 * executor's models at its end.
 */
final class ExecutorMetrics implements ExecutorPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorMetrics.class);
  private static final long INTERVAL_SECONDS = 5;

  /** In local mode the JVM may have worked under an earlier session. */
  private final Effort before = Effort.now();

  private final long begun = System.nanoTime();
  private PluginContext context;
  private ScheduledExecutorService ticker;
  private Map<String, Long> sent = Map.of();

  @Override
  public void init(PluginContext context, Map<String, String> extraConf) {
    this.context = context;
    ticker =
        Executors.newSingleThreadScheduledExecutor(
            body -> {
              Thread thread = new Thread(body, "isobath-metrics");
              thread.setDaemon(true);
              return thread;
            });
    ticker.scheduleAtFixedRate(this::report, 0, INTERVAL_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void onTaskSucceeded() {
    reportChange();
  }

  @Override
  public void onTaskFailed(TaskFailedReason reason) {
    reportChange();
  }

  private synchronized void reportChange() {
    if (!Effort.now().since(before).outcomes().equals(sent)) {
      report();
    }
  }

  private synchronized void report() {
    Effort total = Effort.now().since(before);
    try {
      context.send(new Effort.Report(context.executorID(), System.nanoTime() - begun, total));
      sent = total.outcomes();
    } catch (IOException | RuntimeException e) {
      // metrics are not worth a task
      LOG.debug("the driver does not hear of metrics", e);
    }
  }

  @Override
  public void shutdown() {
    ticker.shutdownNow();
    if (!Main.stopping()) {
      SharedGenerators.closeAll();
      SharedEstimators.closeAll();
    }
  }
}
