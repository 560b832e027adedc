package org.isobath.jobs.curate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_append;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Rule;
import org.isobath.jobs.Table;

/**
 * What curation says about every estimated image, as a plan over keys, metrics and texts; no column
 * of bytes is read.
 */
final class Verdicts {
  /** Reason of all copies of a picture but one. */
  static final String DUPLICATE_PIXELS = "duplicate_pixels";

  /** Reason of a depth map whose picture is no longer in {@code images}. */
  static final String MISSING_IMAGE = "missing_image";

  private static final UserDefinedFunction LICENSE_RANK =
      udf((UDF1<String, Double>) LicenseTerms::rank, DataTypes.DoubleType);

  private Verdicts() {}

  /**
   * Every image with the component it belongs to: the images with the same pixels, named by the
   * smallest image_id among them.
   *
   * @return image_id, component_id
   */
  static Dataset<Row> components(Dataset<Row> images) {
    Column pixels = coalesce(col("pixel_hash"), col("image_id"));
    return images
        .select(col("image_id"), pixels.as("pixels"))
        .select(
            col("image_id"), min("image_id").over(Window.partitionBy("pixels")).as("component_id"));
  }

  /**
   * What the sources of a component say together: the caption of the first, by source and uri, that
   * has one, and the most restrictive licence.
   *
   * @return component_id, caption, license
   */
  static Dataset<Row> provenance(Dataset<Row> sources, Dataset<Row> components) {
    return sources
        .where("state = 'ok'")
        .select("image_id", "source", "uri", "caption", "license")
        .join(components, "image_id")
        .groupBy("component_id")
        .agg(
            min_by(
                    col("caption"),
                    when(length(trim(col("caption"))).gt(0), struct("source", "uri")))
                .as("caption"),
            min_by(col("license"), struct(LICENSE_RANK.apply(col("license")), col("license")))
                .as("license"));
  }

  /**
   * @return key of pairs, component_id, caption, license, keep, reasons, image_metrics,
   *     depth_metrics
   */
  static Dataset<Row> of(
      Policy policy,
      Dataset<Row> images,
      Dataset<Row> depth,
      Dataset<Row> sources,
      Dataset<Row> components) {
    List<Column> ofImages = new ArrayList<>(RuleColumns.of(Table.IMAGES, "i"));
    ofImages.add(col("i.metrics").as("image_metrics"));
    Dataset<Row> pictures = images.as("i").select(ofImages.toArray(Column[]::new));
    List<Column> ofDepth = new ArrayList<>(RuleColumns.of(Table.DEPTH, "d"));
    ofDepth.add(0, col("d.image_id"));
    ofDepth.add(col("d.metrics").as("depth_metrics"));
    Dataset<Row> joined =
        depth
            .where("state = 'ok'")
            .as("d")
            .select(ofDepth.toArray(Column[]::new))
            .join(pictures.withColumn("present", lit(true)), asSeq("image_id"), "left")
            .join(components, asSeq("image_id"), "left")
            .withColumn("component_id", coalesce(col("component_id"), col("image_id")))
            .join(provenance(sources, components), asSeq("component_id"), "left");
    Dataset<Row> ruled =
        joined.select(
            col("image_id"),
            col("model_id"),
            col("params_hash"),
            col("component_id"),
            col("caption"),
            col("license"),
            col("width"),
            col("height"),
            reasons(policy).as("said"),
            col("image_metrics"),
            col("depth_metrics"));
    // of several copies the one that passes the rules stands for the picture
    Column place =
        row_number()
            .over(
                Window.partitionBy("component_id", "model_id", "params_hash")
                    .orderBy(
                        size(col("said")).gt(0).asc(),
                        col("width").cast("bigint").multiply(col("height")).desc(),
                        col("image_id").asc()));
    return ruled
        .withColumn("place", place)
        .withColumn(
            "reasons",
            when(col("place").gt(1), array_append(col("said"), lit(DUPLICATE_PIXELS)))
                .otherwise(col("said")))
        .withColumn("keep", size(col("reasons")).equalTo(0))
        .drop("said", "place", "width", "height");
  }

  private static Column reasons(Policy policy) {
    List<Column> said = new ArrayList<>();
    said.add(when(col("present").isNull(), lit(MISSING_IMAGE)));
    for (Rule rule : policy.rules()) {
      said.add(when(expr(rule.drops()), lit(rule.reason())));
    }
    return array_distinct(array_compact(array(said.toArray(Column[]::new))));
  }

  private static scala.collection.immutable.Seq<String> asSeq(String column) {
    return scala.jdk.javaapi.CollectionConverters.asScala(List.of(column)).toSeq();
  }
}
