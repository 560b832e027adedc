package org.isobath.jobs;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.isobath.Reason;
import org.isobath.generate.hosted.Refusal;

/** Adds up what {@link ExecutorMetrics} of all executors report, and shows it to Spark's sinks. */
final class DriverMetrics implements DriverPlugin {
  /** The jobs whose tasks make outcomes. */
  private static final List<String> VERBS = List.of("ingest", "estimate", "generate");

  /** Of the session of this JVM; null where none has the plugin. */
  private static volatile DriverMetrics current;

  private final Map<String, Counter> counters = new HashMap<>();
  private final Map<String, HashMap<String, Long>> counted = new HashMap<>();
  private final Map<String, Pace.Recent> executors = new ConcurrentHashMap<>();

  /**
   * Outcomes of a job.
   *
   * @param done rejected ones included
   */
  record Reported(long done, long rejected) {
    static final Reported NOTHING = new Reported(0, 0);

    Reported since(Reported earlier) {
      return new Reported(done - earlier.done, rejected - earlier.rejected);
    }
  }

  /** What the executors have reported of this verb so far; nothing where they do not report. */
  static Reported reported(String verb) {
    DriverMetrics metrics = current;
    if (metrics == null || !VERBS.contains(verb)) {
      return Reported.NOTHING;
    }
    long rejected = 0;
    for (String reason : reasons(verb)) {
      rejected += metrics.counters.get(TaskOutcomes.key(verb, reason)).getCount();
    }
    long images = metrics.counters.get(TaskOutcomes.key(verb, null)).getCount();
    return new Reported(images + rejected, rejected);
  }

  DriverMetrics() {
    for (String verb : VERBS) {
      counters.put(TaskOutcomes.key(verb, null), new Counter());
      reasons(verb).forEach(reason -> counters.put(TaskOutcomes.key(verb, reason), new Counter()));
    }
    counters.put(TaskOutcomes.steps("generate"), new Counter());
  }

  /** Why inputs of a verb may be refused. */
  private static List<String> reasons(String verb) {
    return verb.equals("generate")
        ? Arrays.stream(Refusal.values()).map(Refusal::label).toList()
        : Arrays.stream(Reason.values()).map(Reason::label).toList();
  }

  /** Steps that the executors have reported of this verb so far; 0 where they do not report. */
  static long steps(String verb) {
    DriverMetrics metrics = current;
    Counter steps = metrics == null ? null : metrics.counters.get(TaskOutcomes.steps(verb));
    return steps == null ? 0 : steps.getCount();
  }

  @Override
  public Map<String, String> init(SparkContext spark, PluginContext context) {
    spark.addSparkListener(
        new SparkListener() {
          @Override
          public void onExecutorAdded(SparkListenerExecutorAdded added) {
            executors.put(added.executorId(), new Pace.Recent(added.executorInfo().totalCores()));
          }

          @Override
          public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
            executors.remove(removed.executorId());
          }
        });
    return Map.of();
  }

  @Override
  public void registerMetrics(String appId, PluginContext context) {
    current = this;
    MetricRegistry registry = context.metricRegistry();
    counters.forEach(registry::register);
    for (Metric metric : Metric.values()) {
      Gauge<Double> gauge = () -> metric.of(Pace.of(executors.values(), System.nanoTime()));
      registry.register(metric.label(), gauge);
    }
  }

  @Override
  public Object receive(Object message) {
    if (message instanceof Effort.Report report) {
      add(report);
      Pace.Recent recent = executors.get(report.executor());
      if (recent != null) {
        recent.add(report, System.nanoTime());
      }
    }
    return null;
  }

  @Override
  public void shutdown() {
    current = null;
  }

  /** What is more than in the executor's last report; one that came late has nothing more. */
  private synchronized void add(Effort.Report report) {
    HashMap<String, Long> last = counted.computeIfAbsent(report.executor(), e -> new HashMap<>());
    report
        .total()
        .outcomes()
        .forEach(
            (key, count) -> {
              long more = count - last.getOrDefault(key, 0L);
              Counter counter = counters.get(key);
              if (more > 0 && counter != null) {
                counter.inc(more);
                last.put(key, count);
              }
            });
  }
}
