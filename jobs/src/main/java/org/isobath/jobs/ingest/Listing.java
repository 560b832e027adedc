package org.isobath.jobs.ingest;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a source lists.
 *
 * @param items columns of {@link Item#SCHEMA}
 * @param release frees what the listing keeps on executors
 */
record Listing(Dataset<Row> items, Runnable release) implements AutoCloseable {
  @Override
  public void close() {
    release.run();
  }
}
