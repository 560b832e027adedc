package org.isobath.jobs.maintain;

import io.delta.tables.DeltaTable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.isobath.jobs.Run;
import org.isobath.jobs.SessionSettings;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * Deletes the files below a table's folder that it does not name any more: what compaction and
 * changes have replaced, and what killed runs have left. A table that states a retention of its
 * own, as {@code pairs} does for its history, is held to that.
 */
final class Vacuum {
  private static final String OWN_RETENTION = "delta.deletedFileRetentionDuration";

  /** Commits that others may make between a vacuum and the question what it did. */
  private static final int LATER = 62;

  private Vacuum() {}

  /** Deletes; what it freed. */
  static Tables.Size run(Run run, Table table, Duration retention) {
    Map<String, String> settings = settings(run);
    settings.put(Tables.USER_METADATA, run.id());
    // two commits that say how many files and bytes went
    settings.put("spark.databricks.delta.vacuum.logging.enabled", "true");
    DeltaTable delta = run.tables().delta(table);
    boolean own = run.tables().property(table, OWN_RETENTION).isPresent();
    SessionSettings.during(
        run.spark(), settings, () -> own ? delta.vacuum() : delta.vacuum(hours(retention)));
    return freed(delta, run.id());
  }

  /** Files that would be deleted. */
  static long due(Run run, Table table, Duration retention) {
    boolean own = run.tables().property(table, OWN_RETENTION).isPresent();
    String statement =
        "VACUUM %s%s DRY RUN"
            .formatted(
                run.tables().name(table), own ? "" : " RETAIN " + hours(retention) + " HOURS");
    return SessionSettings.during(
        run.spark(), settings(run), () -> run.spark().sql(statement).count());
  }

  private static Map<String, String> settings(Run run) {
    Map<String, String> settings = new HashMap<>();
    // MaintainSettings has asked already
    settings.put("spark.databricks.delta.retentionDurationCheck.enabled", "false");
    // Delta lists the files in as many tasks, 10,000 by Spark's default, however few there are
    settings.put(
        "spark.sql.sources.parallelPartitionDiscovery.parallelism",
        String.valueOf(4 * run.spark().sparkContext().defaultParallelism()));
    return settings;
  }

  private static double hours(Duration retention) {
    return retention.toMillis() / 3_600_000.0;
  }

  private static Tables.Size freed(DeltaTable delta, String runId) {
    Map<String, String> metrics = new HashMap<>();
    for (Row commit :
        delta
            .history(LATER + 2)
            .where(
                functions
                    .col("userMetadata")
                    .equalTo(runId)
                    .and(functions.col("operation").startsWith("VACUUM ")))
            .select("operationMetrics")
            .collectAsList()) {
      metrics.putAll(commit.getJavaMap(0));
    }
    return new Tables.Size(
        Long.parseLong(metrics.getOrDefault("numDeletedFiles", "0")),
        Long.parseLong(metrics.getOrDefault("sizeOfDataToDelete", "0")));
  }
}
