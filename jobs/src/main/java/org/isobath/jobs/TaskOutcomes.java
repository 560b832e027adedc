package org.isobath.jobs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.isobath.Reason;
import org.isobath.generate.hosted.Refusal;

/**
 * Counts the outcomes that the tasks of this JVM make, for {@linkplain MetricsPlugin metrics}. A
 * task that runs twice counts twice; what became of the inputs is in the tables.
 */
public final class TaskOutcomes {
  /** At the end of the name of what is no outcome. */
  static final String STEPS = ".steps";

  private static final Map<String, LongAdder> COUNTS = new ConcurrentHashMap<>();

  private TaskOutcomes() {}

  /**
   * Counts one outcome.
   *
   * @param verb of the job
   * @param reason label of a rejected input's {@link Reason}, or of a request's {@link Refusal};
   *     null for one with a result
   */
  public static void count(String verb, String reason) {
    COUNTS.computeIfAbsent(key(verb, reason), none -> new LongAdder()).increment();
  }

  /** Counts a step of work that takes many for one outcome. */
  public static void step(String verb) {
    COUNTS.computeIfAbsent(steps(verb), none -> new LongAdder()).increment();
  }

  /** Steps of all executors, as far as they have told the driver, which asks. */
  public static long reportedSteps(String verb) {
    return DriverMetrics.steps(verb);
  }

  /** The name of what {@link #step} counts. */
  static String steps(String verb) {
    return verb + STEPS;
  }

  /** The name of what {@link #count} counts. */
  static String key(String verb, String reason) {
    return reason == null ? verb + ".images" : verb + ".rejects." + reason;
  }

  /** Counts since this JVM started, by {@link #key}. */
  static Map<String, Long> now() {
    return COUNTS.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, count -> count.getValue().sum()));
  }
}
