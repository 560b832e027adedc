package org.isobath.jobs.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * Writes the difference between the verdicts and the stored {@code pairs}, so that an unchanged
 * verdict costs no commit and keeps the run_id of the run that reached it.
 */
final class PairChanges {
  private static final String USER_METADATA = "spark.databricks.delta.commitInfo.userMetadata";

  private PairChanges() {}

  /**
   * Adds {@code stored}: the pair is there, and {@code changed}: it is not, or it says something
   * else.
   */
  static Dataset<Row> mark(Dataset<Row> verdicts, Dataset<Row> pairs) {
    Dataset<Row> stored = pairs.withColumn("stored", lit(true));
    Column same = col("p.stored").isNotNull();
    for (org.isobath.jobs.Column column : Table.PAIRS.columns()) {
      if (!column.name().equals("run_id") && !Table.PAIRS.key().contains(column.name())) {
        same = same.and(col("v." + column.name()).eqNullSafe(col("p." + column.name())));
      }
    }
    return verdicts
        .as("v")
        .join(stored.as("p"), Tables.sameKey(Table.PAIRS, "v", "p"), "left")
        .select(
            col("v.*"),
            col("p.stored").isNotNull().as("stored"),
            functions.not(same).as("changed"));
  }

  /** Keys of stored pairs whose depth is gone or whose policy is no longer configured. */
  private static Dataset<Row> gone(Dataset<Row> pairs, Dataset<Row> verdicts) {
    return pairs
        .as("p")
        .join(verdicts.as("v"), Tables.sameKey(Table.PAIRS, "p", "v"), "left_anti")
        .selectExpr(Table.PAIRS.key().toArray(String[]::new));
  }

  /** Equal keys; rows from before there was a policy in the key have none, and must be found. */
  private static Column sameStored() {
    return Table.PAIRS.key().stream()
        .map(
            key ->
                key.equals("policy")
                    ? col("p." + key).eqNullSafe(col("v." + key))
                    : col("p." + key).equalTo(col("v." + key)))
        .reduce(Column::and)
        .orElseThrow();
  }

  /**
   * One commit: changed verdicts in, those whose depth or policy is gone out.
   *
   * @param someGone whether there are any of the latter
   */
  static void write(
      SparkSession spark, Tables tables, Dataset<Row> marked, boolean someGone, String runId) {
    List<String> columns =
        Table.PAIRS.columns().stream().map(org.isobath.jobs.Column::name).toList();
    Dataset<Row> changes =
        marked
            .where("changed")
            .selectExpr(columns.toArray(String[]::new))
            .withColumn("gone", lit(false));
    if (!tables.exists(Table.PAIRS)) {
      tables.append(Table.PAIRS, changes.drop("gone"), runId);
      return;
    }
    if (someGone) {
      changes =
          changes.unionByName(
              gone(tables.read(Table.PAIRS), marked).withColumn("gone", lit(true)), true);
    }
    if (!List.of(tables.delta(Table.PAIRS).toDF().columns()).contains("policy")) {
      // a merge adds columns to the table, but not in time for its own condition
      tables.append(
          Table.PAIRS, spark.createDataFrame(List.<Row>of(), Table.PAIRS.schema()), runId);
    }
    Map<String, Column> values = new LinkedHashMap<>();
    columns.forEach(column -> values.put(column, col("v." + column)));
    spark.conf().set(USER_METADATA, runId);
    try {
      tables
          .delta(Table.PAIRS)
          .as("p")
          .merge(changes.as("v"), sameStored())
          .whenMatched(col("v.gone"))
          .delete()
          .whenMatched()
          .update(values)
          .whenNotMatched()
          .insert(values)
          .execute();
    } finally {
      spark.conf().unset(USER_METADATA);
    }
  }
}
