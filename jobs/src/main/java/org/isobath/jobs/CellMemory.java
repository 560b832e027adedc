package org.isobath.jobs;

import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * What cells of tens of megabytes take of the heap between a Parquet file and a row, and the
 * settings of Spark that keep it at that. For whoever reads or writes a column of bytes; queries
 * over other columns need none of it.
 */
public final class CellMemory {
  /**
   * Copies of a cell that one task has at a time, at worst. Read: the row group (1), the vector
   * with its null flags (2.4), a value taken from it (1), a row in a buffer that doubles (2) and,
   * where Spark projects once more, another value and buffer (3), the row that is handed over (1).
   * That is 10.4, found in the heap of a task of {@code estimate}. Compaction has no such row, but
   * takes a value again (1) and has the page as it grows (1) and as it is kept for the row group
   * (1).
   */
  private static final int COPIES = 12;

  /** A row group of smaller cells that is read, and one that is written. */
  private static final long ROW_GROUPS = 64 << 20;

  /** From here on a cell takes settings of its own; Parquet reads in pieces of this size. */
  private static final long LARGE = 8 << 20;

  private static final Map<String, String> SETTINGS =
      Map.of(
          // it would have each row group twice, the second time off the heap, for every thread
          "parquet.hadoop.vectored.io.enabled", "false",
          // a cell that lies in several pieces would be put together in a further copy
          "parquet.read.allocation.size", String.valueOf(128 << 20),
          // above it, vectors grow by a fifth instead of doubling, and are given back
          "spark.sql.inMemoryColumnarStorage.hugeVectorThreshold", String.valueOf(LARGE));

  private CellMemory() {}

  /** Heap that a task needs that reads or writes cells of up to {@code bytes}. */
  public static long heap(long bytes) {
    return COPIES * bytes + ROW_GROUPS;
  }

  /** Bytes of the largest cell of a table, or somewhat more; reads none of them. */
  public static long largest(Tables tables, Table table) {
    return tables
        .read(table)
        .agg(
            functions.coalesce(functions.max(functions.expr(table.cellBytes())), functions.lit(0L)))
        .head()
        .getLong(0);
  }

  /** Settings of the session under which cells of up to {@code largest} bytes are read. */
  public static Map<String, String> settings(long largest) {
    return largest < LARGE ? Map.of() : SETTINGS;
  }

  /** Runs {@code work}, whose tasks read or write cells of up to {@code largest} bytes. */
  public static <T, E extends Exception> T during(
      SparkSession spark, long largest, SessionSettings.Work<T, E> work) throws E {
    return during(spark, largest, heap(largest), work);
  }

  /**
   * The same for tasks that hold more than cells.
   *
   * @param heap that one task needs, bytes
   */
  public static <T, E extends Exception> T during(
      SparkSession spark, long largest, long heap, SessionSettings.Work<T, E> work) throws E {
    return SessionSettings.during(
        spark, settings(largest), () -> HeapGate.during(spark.sparkContext(), heap, work));
  }
}
