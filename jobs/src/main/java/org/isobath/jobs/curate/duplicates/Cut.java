package org.isobath.jobs.curate.duplicates;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.UserError;
import org.isobath.jobs.Run;

/**
 * Computes rows and forgets how, so that plans of many rounds stay small and numbers that are given
 * once stay the same.
 *
 * @param reliable false: kept by the executors, lost with one of them (the job fails and is run
 *     again); true: in Spark's checkpoint folder, which must be set
 */
public record Cut(boolean reliable) {
  /** Reliable on a cluster, with a folder in the warehouse that goes when the driver does. */
  public static Cut of(Run run) {
    SparkContext context = run.spark().sparkContext();
    if (context.isLocal()) {
      return new Cut(false);
    }
    if (context.getCheckpointDir().isEmpty()) {
      Path folder = run.tables().path("_checkpoints/curate/" + run.id());
      context.setCheckpointDir(folder.toString());
      try {
        run.tables().fileSystem().deleteOnExit(folder);
      } catch (IOException e) {
        throw new UserError(
            "Cannot use " + folder + ": " + e + ". Check warehouse and the permissions there.", e);
      }
    }
    return new Cut(true);
  }

  /** The same rows, in the same order, without their plan. */
  public Dataset<Row> apply(Dataset<Row> rows) {
    return reliable ? rows.checkpoint() : rows.localCheckpoint();
  }
}
