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

  private Before() {}

  /** Maps can be neither compared nor joined by; this is one text for equal ones. */
  private static Column asked(String of) {
    return expr("to_json(array_sort(map_entries(" + of + "parameters)))");
  }

  private static Column madeOf(String of) {
    return concat_ws("/", col(of + "control_id"), col(of + "generator_model"));
  }

  /**
   * What keeps a {@code given} request out of the table beside a {@code stored} one, for {@link
   * org.isobath.jobs.Tables#add}. Another run may have planned while this one looked and reckoned:
   * the table is asked again in the commit itself, which Delta lets no other one pass.
   *
   * @param buyAgain false to keep out also what would be bought again
   */
  static Column there(boolean buyAgain) {
    Column known = col("stored.request_id").equalTo(col("given.request_id"));
    if (buyAgain) {
      return known;
    }
    Column order =
        col("stored.prompt")
            .equalTo(col("given.prompt"))
            .and(asked("stored.").equalTo(asked("given.")))
            .and(madeOf("stored.").notEqual(madeOf("given.")));
    // both follow from equal keys, and are what the rows are brought together by
    return col("stored.image_id")
        .equalTo(col("given.image_id"))
        .and(col("stored.generator").equalTo(col("given.generator")))
        .and(known.or(order));
  }

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
            .withColumn("asked", asked(""))
            .groupBy("image_id", "prompt", "asked", "generator")
            .agg(collect_set(madeOf("")).as("made_of"));
    Column known = coalesce(col("known"), lit(false));
    Column other = not(array_contains(col("made_of"), madeOf("")));
    return requests
        .withColumn("asked", asked(""))
        .join(keys, Controls.on("request_id"), "left")
        .join(orders, ORDER, "left")
        .withColumn("known", known)
        .withColumn("again", not(known).and(coalesce(other, lit(false))))
        .drop("asked", "made_of");
  }
}
