package org.isobath.jobs.curate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_append;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Selection;

/** The {@code select} of policies: which rows of a stratum are drawn. */
final class Strata {
  /** Reason of a row that holds to every rule and was not drawn. */
  static final String NOT_SELECTED = "not_selected";

  private static final String TYPE = "struct<stratum:array<string>,draw:string,at_most:int>";

  private Strata() {}

  /**
   * What {@link #select} needs to know of a row, by the names that rules use; NULL without select.
   */
  static Column of(Policy policy) {
    if (policy.selection().isEmpty()) {
      return lit(null).cast(TYPE);
    }
    Selection selection = policy.selection().get();
    Column[] values =
        selection.by().stream().map(sql -> expr(sql).cast("string")).toArray(Column[]::new);
    return struct(
            array(values).cast("array<string>").as("stratum"),
            sha2(concat(lit(selection.seed() + ":"), col("image_id")).cast("binary"), 256)
                .as("draw"),
            lit(selection.atMost()).as("at_most"))
        .cast(TYPE);
  }

  /**
   * Adds the reason to all but the first rows of each stratum, by draw.
   *
   * @param judged with the key of pairs, reasons and {@code selection}, which is {@link #of} its
   *     policy
   */
  static Dataset<Row> select(Dataset<Row> judged, List<Policy> policies) {
    if (policies.stream().allMatch(policy -> policy.selection().isEmpty())) {
      return judged.drop("selection");
    }
    // every other row is a stratum of its own: one stratum of them all would be one task's work
    Column drawn = col("selection").isNotNull().and(size(col("reasons")).equalTo(0));
    Column stratum = when(col("drawn"), col("selection.stratum")).otherwise(array(col("image_id")));
    Column place =
        row_number()
            .over(
                Window.partitionBy(
                        col("policy"), col("model_id"), col("params_hash"), col("drawn"), stratum)
                    .orderBy(col("selection.draw"), col("image_id")));
    return judged
        .withColumn("drawn", drawn)
        .withColumn("draw_place", place)
        .withColumn(
            "reasons",
            when(
                    col("drawn").and(col("draw_place").gt(col("selection.at_most"))),
                    array_append(col("reasons"), lit(NOT_SELECTED)))
                .otherwise(col("reasons")))
        .drop("selection", "drawn", "draw_place");
  }
}
