package org.isobath.jobs.plan;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.UserError;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/** The pairs that a run plans from: keys, verdict, and what prompts may name. No bytes are read. */
final class Controls {
  /** Columns that prompts may name; the first two are of {@code pairs}, the others of images. */
  static final List<String> COLUMNS = List.of("caption", "license", "uri", "width", "height");

  private static final int OF_PAIRS = 2;

  private Controls() {}

  /**
   * @return image_id, keep, and {@link #COLUMNS} as text
   * @throws UserError when the policy has changed since it judged
   */
  static Dataset<Row> of(Tables tables, Recipe recipe) {
    Dataset<Row> pairs = chosen(tables, recipe);
    requireCurrent(pairs, recipe);
    Column keep = recipe.keptOnly() ? col("keep") : lit(true);
    List<String> ofImages = COLUMNS.subList(OF_PAIRS, COLUMNS.size());
    boolean needed =
        recipe.grid().prompts().stream()
            .flatMap(prompt -> prompt.columns().stream())
            .anyMatch(ofImages::contains);
    Dataset<Row> controls =
        pairs.select(col("image_id"), keep.as("keep"), col("caption"), col("license"));
    if (needed) {
      Dataset<Row> images =
          tables.read(Table.IMAGES).select("image_id", ofImages.toArray(String[]::new));
      controls = controls.join(images, on("image_id"), "left");
    } else {
      for (String column : ofImages) {
        controls = controls.withColumn(column, lit(null));
      }
    }
    for (String column : COLUMNS) {
      controls = controls.withColumn(column, col(column).cast("string"));
    }
    return controls;
  }

  private static Dataset<Row> chosen(Tables tables, Recipe recipe) {
    return tables
        .read(Table.PAIRS)
        .where(
            col("policy")
                .equalTo(recipe.policy().name())
                .and(col("model_id").equalTo(recipe.modelId()))
                .and(col("params_hash").equalTo(recipe.paramsHash())));
  }

  /** Money is not spent on the verdicts of rules that are no longer the user's. */
  private static void requireCurrent(Dataset<Row> pairs, Recipe recipe) {
    if (!pairs.where(col("policy_hash").notEqual(recipe.policy().hash())).isEmpty()) {
      throw new UserError(
          "The policy "
              + recipe.policy().name()
              + " has changed since curate judged by it. Run isobath curate, then plan.");
    }
  }

  /** What there is instead, for whoever finds no pair. */
  static String others(Tables tables) {
    String others =
        tables
            .read(Table.PAIRS)
            .groupBy("policy", "model_id", "params_hash")
            .count()
            .orderBy("policy", "model_id", "params_hash")
            .limit(5)
            .collectAsList()
            .stream()
            .map(
                row ->
                    "%d of policy %s and depth %s/%.8s"
                        .formatted(
                            row.getLong(3), row.getString(0), row.getString(1), row.getString(2)))
            .collect(Collectors.joining(", "));
    return others.isEmpty() ? "there are no pairs yet" : "there are " + others;
  }

  static String[] on(String column) {
    return new String[] {column};
  }
}
