package org.isobath.jobs.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.Iterator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;

/**
 * What one source has to do: its listing less what {@code sources} already has. New inputs, and
 * those whose length or modification time is another; rejected ones when they are to be retried.
 * Keys and stamps only, joined and sorted on executors.
 */
final class Backlog implements AutoCloseable {
  private final Listing listing;
  private final Dataset<Row> listed;
  private final Dataset<Row> todo;
  private final long inputs;
  private final long size;
  private final long bytes;
  private final long known;

  Backlog(Run run, Source source) {
    listing = source.list(run.spark());
    listed = listing.items().persist(StorageLevel.DISK_ONLY());
    inputs = listed.count();
    Dataset<Row> earlier =
        run.tables()
            .read(Table.SOURCES)
            .where(col("source").equalTo(source.name()))
            .select(
                col("uri").as("known_uri"),
                col("length").as("known_length"),
                col("modified_at").as("known_modified_at"),
                col("state").as("known_state"));
    todo =
        listed
            .join(earlier, col("uri").equalTo(col("known_uri")), "left_outer")
            .where(wanted(run.options().retryRejects()))
            .withColumn(Item.KNOWN, col("known_uri").isNotNull())
            .drop("known_uri", "known_length", "known_modified_at", "known_state")
            .sort("unit", "uri")
            .persist(StorageLevel.DISK_ONLY());
    Row sums =
        todo.agg(
                count(lit(1)),
                org.apache.spark.sql.functions.coalesce(sum("weight"), lit(0L)),
                org.apache.spark.sql.functions.coalesce(
                    sum(col(Item.KNOWN).cast("bigint")), lit(0L)))
            .head();
    size = sums.getLong(0);
    bytes = sums.getLong(1);
    known = sums.getLong(2);
  }

  private static Column wanted(boolean retryRejects) {
    Column changed =
        col("modified_at")
            .eqNullSafe(col("known_modified_at"))
            .and(col("length").isNull().or(col("length").eqNullSafe(col("known_length"))))
            .equalTo(false);
    Column wanted = col("known_uri").isNull().or(changed);
    return retryRejects ? wanted.or(col("known_state").equalTo("rejected")) : wanted;
  }

  /** Inputs there are. */
  long inputs() {
    return inputs;
  }

  /** Inputs to take up. */
  long size() {
    return size;
  }

  /** Their bytes, as far as the listing knows. */
  long bytes() {
    return bytes;
  }

  /** Those of them that have a row already: changed ones, and rejected ones to retry. */
  long known() {
    return known;
  }

  /** In the order of their unit and uri; one partition of keys is on the driver at a time. */
  Iterator<Item> items() {
    Iterator<Row> rows = todo.toLocalIterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Item next() {
        return Item.of(rows.next());
      }
    };
  }

  @Override
  public void close() {
    todo.unpersist();
    listed.unpersist();
    listing.close();
  }
}
