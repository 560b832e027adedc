package org.isobath.jobs.estimate;

import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.isobath.jobs.Outage;

/**
 * Tells a stream that cannot go on from its checkpoint, whatever one does, from a failure that the
 * next run may not meet. After the first, comparing keys gives the same rows; the second ends the
 * run.
 */
final class StreamBreak {
  /** Starts of Spark's and Delta's names for conditions; the outermost is always STREAM_FAILED. */
  private static final List<String> CONDITIONS =
      List.of(
          // a file of a version that was not read yet has been vacuumed
          "FAILED_READ_FILE.FILE_NOT_EXIST",
          // log entries of versions that were not read yet have expired
          "DELTA_LOG_FILE_NOT_FOUND",
          "DELTA_VERSION_NOT_FOUND",
          "DELTA_TRUNCATED_TRANSACTION_LOG",
          // another table at the same place
          "DIFFERENT_DELTA_TABLE_READ_BY_STREAMING_SOURCE",
          // columns that were renamed or dropped under the stream
          "DELTA_SCHEMA_CHANGED",
          "DELTA_STREAMING_INCOMPATIBLE_SCHEMA_CHANGE",
          "DELTA_STREAMING_CANNOT_CONTINUE_PROCESSING_POST_SCHEMA_EVOLUTION",
          // parts of the checkpoint are gone
          "STATE_STORE_CHECKPOINT_LOCATION_NOT_EMPTY",
          "MISSING_METADATA_FILE");

  /**
   * Code that reads checkpoints; what it throws about their content has no condition of its own.
   */
  private static final List<String> READERS =
      List.of(
          "org.apache.spark.sql.execution.streaming.checkpointing.",
          "org.apache.spark.sql.execution.streaming.runtime.StreamMetadata",
          "org.apache.spark.sql.delta.sources.DeltaSourceOffset",
          "org.apache.spark.sql.execution.streaming.runtime.MicroBatchExecution.populateStartOffsets");

  private StreamBreak() {}

  /** Why the stream cannot go on, for a person; empty when {@code thrown} is something else. */
  static Optional<String> of(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      String condition = t instanceof SparkThrowable spark ? spark.getCondition() : null;
      if (condition != null && CONDITIONS.stream().anyMatch(condition::startsWith)) {
        return Optional.of(condition);
      }
    }
    if (Outage.is(thrown)) {
      return Optional.empty();
    }
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    for (StackTraceElement frame : root.getStackTrace()) {
      String at = frame.getClassName() + "." + frame.getMethodName();
      if (READERS.stream().anyMatch(at::startsWith)) {
        return Optional.of("its checkpoint cannot be read: " + firstLine(root));
      }
    }
    return Optional.empty();
  }

  private static String firstLine(Throwable t) {
    return String.valueOf(t.getMessage()).lines().findFirst().orElse(t.getClass().getName());
  }
}
