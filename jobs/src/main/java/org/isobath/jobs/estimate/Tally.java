package org.isobath.jobs.estimate;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Counts what tasks do, while they do it. For progress and effort only: a task that ran twice
 * counts twice. What became of the pictures is in the table.
 */
final class Tally implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LongAccumulator done;
  private final LongAccumulator rejected;
  private final LongAccumulator bytes;

  Tally(SparkContext spark) {
    this.done = spark.longAccumulator("estimated pictures");
    this.rejected = spark.longAccumulator("rejected pictures");
    this.bytes = spark.longAccumulator("encoded bytes");
  }

  void done(long length) {
    done.add(1);
    bytes.add(length);
  }

  void rejected() {
    rejected.add(1);
  }

  /** Pictures that a task has handled, well or not. */
  long handled() {
    return done.value() + rejected.value();
  }

  long rejects() {
    return rejected.value();
  }

  /** Encoded bytes of the pictures that were estimated. */
  long bytes() {
    return bytes.value();
  }
}
