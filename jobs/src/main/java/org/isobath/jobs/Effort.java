package org.isobath.jobs;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.isobath.image.DecodeLoad;
import org.isobath.onnx.DeviceLoad;

/**
 * What the tasks of one JVM have made, and what it took.
 *
 * @param outcomes as {@link TaskOutcomes} counts them
 */
record Effort(HashMap<String, Long> outcomes, DecodeLoad decode, DeviceLoad device)
    implements Serializable {

  /** Since this JVM started. */
  static Effort now() {
    return new Effort(new HashMap<>(TaskOutcomes.now()), DecodeLoad.now(), DeviceLoad.now());
  }

  /** What came after {@code earlier}. */
  Effort since(Effort earlier) {
    HashMap<String, Long> more = new HashMap<>();
    outcomes.forEach((key, count) -> more.put(key, count - earlier.count(key)));
    return new Effort(more, decode.since(earlier.decode), device.since(earlier.device));
  }

  private long count(String key) {
    return outcomes.getOrDefault(key, 0L);
  }

  /** Inputs with a result and rejected ones, of all verbs. */
  long handled() {
    return outcomes.entrySet().stream()
        .filter(count -> !count.getKey().endsWith(TaskOutcomes.STEPS))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * An effort that one executor tells the driver of.
   *
   * @param executor Spark's name of it
   * @param nanos by the executor's clock since it started
   * @param total since then
   */
  record Report(String executor, long nanos, Effort total) implements Serializable {}
}
