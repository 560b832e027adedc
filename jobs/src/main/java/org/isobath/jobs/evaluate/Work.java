package org.isobath.jobs.evaluate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sort_array;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * Which depth maps have a place where a reference should be, by keys alone: {@code subject_id,
 * judge, image_id, model_id, params_hash, reference (index), uri, width, height, focal_px} and the
 * {@code protocol}.
 */
final class Work {
  /** {@code evaluations.subject} of stored depth. */
  static final String SUBJECT = "depth";

  private static final StructType LOCATED =
      new StructType()
          .add("image_id", DataTypes.StringType)
          .add("reference", DataTypes.IntegerType)
          .add("judge", DataTypes.StringType)
          .add("uri", DataTypes.StringType);

  private Work() {}

  /** All of it, a row per protocol. */
  static Dataset<Row> all(Tables tables, Recipe recipe) {
    List<Reference> references = recipe.references();
    Dataset<Row> located =
        tables
            .read(Table.SOURCES)
            .where("state = 'ok'")
            .select("image_id", "uri", "source")
            .flatMap(
                (FlatMapFunction<Row, Row>) row -> located(row, references).iterator(),
                Encoders.row(LOCATED))
            .groupBy("image_id", "reference", "judge")
            // the same bytes at several places: one of them, always the same
            .agg(min("uri").as("uri"));
    Dataset<Row> pictures =
        tables.read(Table.IMAGES).select("image_id", "width", "height", "focal_px");
    Dataset<Row> depth =
        tables
            .read(Table.DEPTH)
            .where("state = 'ok'")
            .select("image_id", "model_id", "params_hash");
    if (!recipe.models().isEmpty()) {
      depth = depth.where(col("model_id").isin(recipe.models().toArray()));
    }
    Column protocols = array(recipe.protocols().stream().map(p -> lit(p)).toArray(Column[]::new));
    return depth
        .join(located, "image_id")
        .join(pictures, "image_id")
        .withColumn(
            "subject_id", concat_ws("/", col("image_id"), col("model_id"), col("params_hash")))
        .withColumn("protocol", explode(protocols));
  }

  private static List<Row> located(Row picture, List<Reference> references) {
    List<Row> rows = new ArrayList<>();
    String uri = picture.getString(1);
    for (int i = 0; i < references.size(); i++) {
      Reference reference = references.get(i);
      if ((reference.source() == null || reference.source().equals(picture.getString(2)))
          && reference.locate(uri) != null) {
        rows.add(RowFactory.create(picture.getString(0), i, reference.judge(), uri));
      }
    }
    return rows;
  }

  /**
   * What has no row yet, with the protocols of a depth map in one row.
   *
   * @param again true to take up what was rejected
   */
  static Dataset<Row> open(Tables tables, Dataset<Row> all, boolean again) {
    Dataset<Row> done = tables.read(Table.EVALUATIONS).where(col("subject").equalTo(SUBJECT));
    if (again) {
      done = done.where("state = 'ok'");
    }
    return all.as("all")
        .join(
            done.select("subject_id", "judge", "protocol").as("done"),
            col("all.subject_id")
                .equalTo(col("done.subject_id"))
                .and(col("all.judge").equalTo(col("done.judge")))
                .and(col("all.protocol").equalTo(col("done.protocol"))),
            "left_anti")
        .groupBy("subject_id", "judge", "image_id", "model_id", "params_hash", "reference")
        .agg(
            first("uri").as("uri"),
            first("width").as("width"),
            first("height").as("height"),
            first("focal_px").as("focal_px"),
            sort_array(collect_list("protocol")).as("protocols"));
  }
}
