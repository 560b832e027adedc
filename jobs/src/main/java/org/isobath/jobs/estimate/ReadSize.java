package org.isobath.jobs.estimate;

import org.apache.spark.sql.SparkSession;
import org.isobath.jobs.Conf;

/**
 * How much of {@code images} goes into a task and a batch. The configuration speaks of encoded
 * picture bytes; Spark counts bytes on disk, which are far fewer where pictures are kept by
 * reference. Both limits are scaled by that ratio.
 *
 * @param batchBytes bytes on disk per batch
 * @param partitionBytes bytes on disk per task
 */
record ReadSize(long batchBytes, long partitionBytes) {
  private static final String PARTITION = "spark.sql.files.maxPartitionBytes";
  private static final String OPEN_COST = "spark.sql.files.openCostInBytes";

  /**
   * @param diskBytes size of the table's files
   * @param pictureBytes encoded bytes of all its pictures
   */
  static ReadSize of(Conf conf, long diskBytes, long pictureBytes) {
    double ratio = pictureBytes <= 0 ? 1 : Math.min(1, (double) diskBytes / pictureBytes);
    return new ReadSize(
        scaled(conf.bytes("estimate.batch-bytes"), ratio),
        scaled(conf.bytes("estimate.partition-bytes"), ratio));
  }

  private static long scaled(long bytes, double ratio) {
    return Math.max(1, Math.round(bytes * ratio));
  }

  /** Runs {@code body} while the session's file scans have this task size. */
  <E extends Exception> void during(SparkSession spark, Body<E> body) throws E {
    String partition = spark.conf().get(PARTITION);
    String openCost = spark.conf().get(OPEN_COST);
    spark.conf().set(PARTITION, partitionBytes + "b");
    // the work of a task is its pictures; with Spark's 4 MiB per file, small files would share one
    // task while cores idle
    spark.conf().set(OPEN_COST, Math.max(1, partitionBytes / 8192) + "b");
    try {
      body.run();
    } finally {
      spark.conf().set(PARTITION, partition);
      spark.conf().set(OPEN_COST, openCost);
    }
  }

  /** What runs under a task size. */
  interface Body<E extends Exception> {
    void run() throws E;
  }
}
