package org.isobath.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_format;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.jobs.report.Findings.RunFacts;

/** The latest rows of {@code runs}. */
final class RunTable {
  private static final int ROWS = 30;

  private RunTable() {}

  /** Latest first. */
  static List<RunFacts> of(Tables tables) {
    return tables
        .read(Table.RUNS)
        .withColumn("started", date_format(col("started_at"), "yyyy-MM-dd HH:mm:ss"))
        .orderBy(col("started_at").desc(), col("run_id").desc())
        .limit(ROWS)
        .collectAsList()
        .stream()
        .map(RunTable::facts)
        .toList();
  }

  private static RunFacts facts(Row row) {
    return new RunFacts(
        row.getAs("run_id"),
        row.getAs("verb"),
        row.getAs("state"),
        row.getAs("started"),
        row.isNullAt(row.fieldIndex("seconds")) ? Double.NaN : row.<Double>getAs("seconds"),
        number(row, "in"),
        number(row, "out"),
        number(row, "rejected"),
        number(row, "skipped"),
        map(row, "figures"),
        map(row, "models"),
        map(row, "versions"),
        row.getAs("configuration"),
        row.getAs("message"));
  }

  private static long number(Row row, String name) {
    return row.isNullAt(row.fieldIndex(name)) ? 0 : row.<Long>getAs(name);
  }

  private static Map<String, String> map(Row row, String name) {
    return row.isNullAt(row.fieldIndex(name))
        ? Map.of()
        : new TreeMap<>(row.<String, String>getJavaMap(row.fieldIndex(name)));
  }
}
