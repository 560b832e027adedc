package org.isobath.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Tables;
import org.isobath.jobs.report.Findings.Example;
import org.isobath.jobs.report.Findings.RejectGroup;

/** What was refused, why, and the first and last of each kind by key. */
final class Rejections {
  private Rejections() {}

  static List<RejectGroup> of(Tables tables) {
    return tables
        .rejects()
        .groupBy("table", "reason")
        .agg(
            count(lit(1)).as("count"),
            min("key"),
            min_by(col("message"), col("key")),
            max("key"),
            max_by(col("message"), col("key")))
        .orderBy(col("table").desc(), col("count").desc(), col("reason").asc())
        .collectAsList()
        .stream()
        .map(Rejections::group)
        .toList();
  }

  private static RejectGroup group(Row row) {
    List<Example> examples = new ArrayList<>();
    examples.add(new Example(row.getString(3), row.getString(4)));
    if (row.getLong(2) > 1) {
      examples.add(new Example(row.getString(5), row.getString(6)));
    }
    return new RejectGroup(row.getString(0), row.getString(1), row.getLong(2), examples);
  }
}
