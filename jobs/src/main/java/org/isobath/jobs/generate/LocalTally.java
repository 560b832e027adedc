package org.isobath.jobs.generate;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;
import org.isobath.generate.hosted.Refusal;
import org.isobath.jobs.TaskOutcomes;

/**
 * Counts what the tasks of local generators do, while they do it. For progress only: a task that
 * ran twice counts twice. What became of the requests is in the table.
 */
final class LocalTally implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String VERB = "generate";

  private final LongAccumulator made;
  private final LongAccumulator rejected;
  private final LongAccumulator left;
  private final LongAccumulator steps;
  private final long before = TaskOutcomes.reportedSteps(VERB);

  LocalTally(SparkContext spark) {
    this.made = spark.longAccumulator("requests made");
    this.rejected = spark.longAccumulator("requests rejected");
    this.left = spark.longAccumulator("requests left");
    this.steps = spark.longAccumulator("steps of denoising");
  }

  void made() {
    made.add(1);
    TaskOutcomes.count(VERB, null);
  }

  void rejected(Refusal reason) {
    rejected.add(1);
    TaskOutcomes.count(VERB, reason.label());
  }

  /** A control that is not there. */
  void left() {
    left.add(1);
  }

  /** One step of a batch. */
  void step() {
    steps.add(1);
    TaskOutcomes.step(VERB);
  }

  long rejects() {
    return rejected.value();
  }

  /** Requests that have ended, well or not. */
  long handled() {
    return made.value() + rejected.value();
  }

  long leftOver() {
    return left.value();
  }

  /** Steps of tasks that have ended, or what executors report of those that run as well. */
  long steps() {
    return Math.max(steps.value(), TaskOutcomes.reportedSteps(VERB) - before);
  }
}
