package org.isobath.jobs.estimate;

import java.util.concurrent.TimeoutException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * Reads what is new in {@code images} and appends its depth, one commit per micro-batch. The
 * checkpoint's query id stands in each commit, so that a batch which is replayed after a kill is
 * not written twice.
 */
final class ImageStream {
  private ImageStream() {}

  /**
   * Runs until everything that is there now has been read.
   *
   * @param start first version to read, {@link Position#SNAPSHOT} for the whole table; counts for a
   *     new checkpoint only
   * @throws StreamingQueryException when a batch or the reading of the checkpoint fails
   */
  static void run(Run run, DepthMapper mapper, Path checkpoint, long start, long bytesPerBatch)
      throws StreamingQueryException, TimeoutException {
    SparkSession spark = run.spark();
    DataStreamReader reader =
        spark
            .readStream()
            .format("delta")
            .option("skipChangeCommits", "true")
            .option("maxBytesPerTrigger", bytesPerBatch + "b");
    if (start != Position.SNAPSHOT) {
      reader = reader.option("startingVersion", start);
    }
    StreamingQuery query =
        mapper
            .depthOf(reader.load(run.tables().location(Table.IMAGES)))
            .writeStream()
            // what Spark's pages show of its jobs; no two streams of a session may share a name
            .queryName("estimate → depth: new images, run " + run.id())
            .format("delta")
            .outputMode("append")
            .option("checkpointLocation", checkpoint.toString())
            .option("userMetadata", run.id())
            .option("compression", Tables.BYTES_CODEC)
            .trigger(Trigger.AvailableNow())
            .start(run.tables().location(Table.DEPTH));
    try {
      query.awaitTermination();
    } finally {
      query.stop();
    }
  }
}
