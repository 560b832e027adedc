package org.isobath.jobs;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The one list of metrics beside the counts of outcomes, which are there once for each verb and
 * {@link org.isobath.Reason}. Gauges over the last ten seconds of all executors.
 */
enum Metric {
  IMAGES_PER_SECOND(
      "outcomes a second, rejected inputs included, of all verbs", Pace::imagesPerSecond),
  DECODE_BUSY("share of the executors' cores that decode pictures, 0 to 1", Pace::decodeBusy),
  DEVICE_BUSY(
      "share of the time that a GPU has a run under way, mean over the GPUs in use; without one, share of the cores that infer",
      Pace::deviceBusy),
  QUEUE_WAIT_MS(
      "milliseconds that a picture waited until its batch ran, mean; 0 without batches",
      Pace::queueWaitMs),
  BATCH_FILL(
      "pictures of a batch over what it had room for, mean; 0 without batches", Pace::batchFill);

  private final String sentence;
  private final ToDoubleFunction<Pace> value;

  Metric(String sentence, ToDoubleFunction<Pace> value) {
    this.sentence = sentence;
    this.value = value;
  }

  /** The name in Spark's registry. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it says, for the documentation. */
  String sentence() {
    return sentence;
  }

  double of(Pace pace) {
    return value.applyAsDouble(pace);
  }
}
