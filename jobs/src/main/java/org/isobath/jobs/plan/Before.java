package org.isobath.jobs.plan;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What was planned before, held against what would be planned now. */
final class Before {
  /** What somebody who looks at the pictures would call the same order. */
  private static final String[] ORDER = {"image_id", "prompt", "asked", "generator"};

  // maps can be neither compared nor joined by; this is one text for equal ones
  private static final Column ASKED = expr("to_json(array_sort(map_entries(parameters)))");

  private static final Column MADE_OF = concat_ws("/", col("control_id"), col("generator_model"));

  private Before() {}

  /**
   * Adds {@code known}: the request is there already; and {@code again}: it is not, but one for the
   * same image, prompt, parameters and generator is, with another control or another model behind
   * the generator. More repeats of what is there are not again: somebody asked for more.
   *
   * @param requests rows of {@code requests} as they would be
   * @param stored the table
   */
  static Dataset<Row> mark(Dataset<Row> requests, Dataset<Row> stored) {
    Dataset<Row> keys = stored.select(col("request_id"), lit(true).as("known"));
    Dataset<Row> orders =
        stored
            .withColumn("asked", ASKED)
            .groupBy("image_id", "prompt", "asked", "generator")
            .agg(collect_set(MADE_OF).as("made_of"));
    Column known = coalesce(col("known"), lit(false));
    Column other = not(array_contains(col("made_of"), MADE_OF));
    return requests
        .withColumn("asked", ASKED)
        .join(keys, Controls.on("request_id"), "left")
        .join(orders, ORDER, "left")
        .withColumn("known", known)
        .withColumn("again", not(known).and(coalesce(other, lit(false))))
        .drop("asked", "made_of");
  }
}
