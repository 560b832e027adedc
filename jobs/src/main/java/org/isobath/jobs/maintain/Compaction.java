package org.isobath.jobs.maintain;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.isobath.jobs.CellMemory;
import org.isobath.jobs.Run;
import org.isobath.jobs.SessionSettings;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import scala.Option;

/**
 * Puts small data files of a table together and leaves deleted rows out, by Delta's OPTIMIZE: the
 * rows stay what they are, and streams pass over its commits. A new file is written by one task out
 * of the files it replaces, row group after row group, so nothing is shuffled and the heap holds a
 * few copies of a row group, however large the file.
 */
final class Compaction {
  /** Above this share of deleted rows Delta rewrites a file of any size; its own default. */
  private static final double DELETED_SHARE = 0.05;

  /** Files per commit: what a kill costs at most. */
  private static final int FILES_PER_COMMIT = 64;

  /** Files that are written at a time, on a machine of few cores as well; Delta's own default. */
  private static final int THREADS = 15;

  private Compaction() {}

  /** The files of a table that would be rewritten, none when there is nothing to put together. */
  static Tables.Size due(Run run, Table table, long fileBytes) {
    DeltaLog log = DeltaLog.forTable(run.spark(), run.tables().location(table));
    Snapshot snapshot = log.update(false, Option.empty(), Option.empty());
    Row files =
        snapshot
            .allFiles()
            .selectExpr(
                "size",
                "size < " + small(fileBytes) + " AS small",
                "coalesce(deletionVector.cardinality / get_json_object(stats, '$.numRecords'), 0) > "
                    + DELETED_SHARE
                    + " AS deleted")
            .where("small OR deleted")
            .agg(
                count(lit(1)),
                coalesce(sum("size"), lit(0L)),
                coalesce(sum(expr("cast(deleted AS int)")), lit(0L)))
            .head();
    boolean some = files.getLong(0) > 1 || files.getLong(2) > 0;
    return some ? new Tables.Size(files.getLong(0), files.getLong(1)) : new Tables.Size(0, 0);
  }

  static void run(Run run, Table table, long fileBytes) {
    SparkSession spark = run.spark();
    Map<String, String> settings =
        Map.of(
            "spark.databricks.delta.optimize.maxFileSize",
            String.valueOf(fileBytes),
            "spark.databricks.delta.optimize.minFileSize",
            String.valueOf(small(fileBytes)),
            "spark.databricks.delta.optimize.maxDeletedRowsRatio",
            String.valueOf(DELETED_SHARE),
            "spark.databricks.delta.optimize.batchSize",
            String.valueOf(Math.multiplyExact(fileBytes, FILES_PER_COMMIT)),
            "spark.databricks.delta.optimize.maxThreads",
            String.valueOf(Math.max(THREADS, spark.sparkContext().defaultParallelism())),
            // true would shuffle the bytes of every file
            "spark.databricks.delta.optimize.repartition.enabled",
            "false",
            Tables.USER_METADATA,
            run.id());
    SessionSettings.during(
        spark, settings, () -> table.holdsBytes() ? compactCells(run, table) : compact(run, table));
  }

  private static Dataset<Row> compactCells(Run run, Table table) {
    return SessionSettings.during(
        run.spark(),
        Map.of("spark.sql.parquet.compression.codec", Tables.BYTES_CODEC),
        () ->
            CellMemory.during(
                run.spark(), CellMemory.largest(run.tables(), table), () -> compact(run, table)));
  }

  private static Dataset<Row> compact(Run run, Table table) {
    return run.tables().delta(table).optimize().executeCompaction();
  }

  /** Larger files are left alone: with each new picture they would be written once more. */
  private static long small(long fileBytes) {
    return Math.max(1, fileBytes / 2);
  }
}
