package org.isobath.jobs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.isobath.Reason;

/**
 * Counts the outcomes that the tasks of this JVM make, for {@linkplain MetricsPlugin metrics}. A
 * task that runs twice counts twice; what became of the inputs is in the tables.
 */
public final class TaskOutcomes {
  private static final Map<String, LongAdder> COUNTS = new ConcurrentHashMap<>();

  private TaskOutcomes() {}

  /**
   * Counts one outcome.
   *
   * @param verb of the job
   * @param reason {@link Reason#label()} of a rejected input; null for one with a result
   */
  public static void count(String verb, String reason) {
    COUNTS.computeIfAbsent(key(verb, reason), none -> new LongAdder()).increment();
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
