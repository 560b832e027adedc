package org.isobath.jobs.plan;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
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
  private static final String ATTRIBUTES = "attributes.";

  /**
   * Columns that prompts may name; the first two are of {@code pairs}, the next of images, the last
   * stands for every attribute of the picture's sources.
   */
  static final List<String> COLUMNS =
      List.of("caption", "license", "uri", "width", "height", ATTRIBUTES + "*");

  private static final int OF_PAIRS = 2;

  private Controls() {}

  /**
   * @return image_id, keep, and as text {@link #COLUMNS} with the attributes that prompts name
   * @throws UserError when the policy has changed since it judged
   */
  static Dataset<Row> of(Tables tables, Recipe recipe) {
    Dataset<Row> pairs = chosen(tables, recipe);
    requireCurrent(pairs, recipe);
    Column keep = recipe.keptOnly() ? col("keep") : lit(true);
    List<String> ofImages = COLUMNS.subList(OF_PAIRS, COLUMNS.size() - 1);
    List<String> named =
        recipe.grid().prompts().stream()
            .flatMap(prompt -> prompt.columns().stream())
            .distinct()
            .toList();
    boolean needed = named.stream().anyMatch(ofImages::contains);
    List<String> attributes =
        named.stream().filter(column -> column.startsWith(ATTRIBUTES)).toList();
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
    for (String column : COLUMNS.subList(0, COLUMNS.size() - 1)) {
      controls = controls.withColumn(column, col(column).cast("string"));
    }
    return attributes.isEmpty()
        ? controls
        : controls.join(attributes(tables, attributes), on("image_id"), "left");
  }

  /** Attributes of a picture: of the first of its sources, by source and uri, that has each. */
  private static Dataset<Row> attributes(Tables tables, List<String> names) {
    List<Column> values = new ArrayList<>();
    for (String name : names) {
      Column value = col("attributes").getItem(name.substring(ATTRIBUTES.length()));
      values.add(min_by(value, when(length(trim(value)).gt(0), struct("source", "uri"))).as(name));
    }
    return tables
        .read(Table.SOURCES)
        .where("state = 'ok'")
        .groupBy("image_id")
        .agg(values.get(0), values.subList(1, values.size()).toArray(Column[]::new));
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
