package org.isobath.jobs.curate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_append;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.not;
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
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.isobath.jobs.Policy;
import org.isobath.jobs.RuleReasons;
import org.isobath.jobs.Severity;
import org.isobath.jobs.Table;
import org.isobath.jobs.curate.duplicates.Quality;

/**
 * What curation says about every estimated image, as a plan over keys, metrics and texts; no column
 * of bytes is read.
 */
final class Verdicts {
  /** Reason of a picture whose pixels equal those of the copy that was preferred to it. */
  static final String DUPLICATE_PIXELS = "duplicate_pixels";

  /** Reason of a picture that is nearly the same as the copy that was preferred to it. */
  static final String NEAR_DUPLICATE = "near_duplicate";

  /** Reason of a depth map whose picture is no longer in {@code images}. */
  static final String MISSING_IMAGE = "missing_image";

  /** Reason of a picture in a commercial set whose licence is not known to allow that. */
  static final String LICENSE_NOT_COMMERCIAL = "license_not_commercial";

  private static final UserDefinedFunction LICENSE_RANK =
      udf((UDF1<String, Double>) LicenseTerms::rank, DataTypes.DoubleType);

  private static final UserDefinedFunction LICENSE_COMMERCIAL =
      udf((UDF1<String, Boolean>) LicenseTerms::commercial, DataTypes.BooleanType);

  private Verdicts() {}

  /**
   * What the sources of a cluster say together: the caption of the first, by source and uri, that
   * has one, the most restrictive licence, and the smallest name of a source.
   *
   * @return cluster_id, caption, license, source
   */
  static Dataset<Row> provenance(Dataset<Row> sources, Dataset<Row> duplicates) {
    return sources
        .where("state = 'ok'")
        .select("image_id", "source", "uri", "caption", "license")
        .join(duplicates, "image_id")
        .groupBy("cluster_id")
        .agg(
            min_by(
                    col("caption"),
                    when(length(trim(col("caption"))).gt(0), struct("source", "uri")))
                .as("caption"),
            min_by(col("license"), struct(LICENSE_RANK.apply(col("license")), col("license")))
                .as("license"),
            min("source").as("source"));
  }

  /**
   * Every depth map that there is, with all that rules may look at.
   *
   * @param dealt image_id, component_id, cluster_id, and split and bridges of {@link Splits#deal}
   * @return the same, present (NULL when the picture is no longer in {@code images}),
   *     image_metrics, depth_metrics and every name of {@link RuleColumns}
   */
  static Dataset<Row> rows(
      Dataset<Row> images, Dataset<Row> depth, Dataset<Row> sources, Dataset<Row> dealt) {
    List<Column> ofImages = new ArrayList<>(RuleColumns.of(Table.IMAGES, "i"));
    ofImages.add(col("i.metrics").as("image_metrics"));
    Dataset<Row> pictures = images.as("i").select(ofImages.toArray(Column[]::new));
    List<Column> ofDepth = new ArrayList<>(RuleColumns.of(Table.DEPTH, "d"));
    ofDepth.add(0, col("d.image_id"));
    ofDepth.add(col("d.metrics").as("depth_metrics"));
    return depth
        .where("state = 'ok'")
        .as("d")
        .select(ofDepth.toArray(Column[]::new))
        .join(pictures.withColumn("present", lit(true)), asSeq("image_id"), "left")
        .join(
            dealt.select("image_id", "component_id", "cluster_id", "split", "bridges"),
            asSeq("image_id"),
            "left")
        .withColumn("component_id", coalesce(col("component_id"), col("image_id")))
        .withColumn("cluster_id", coalesce(col("cluster_id"), col("image_id")))
        .join(provenance(sources, dealt), asSeq("cluster_id"), "left");
  }

  /**
   * The verdict of every policy on every row: one pass over the rows, however many policies.
   *
   * @param rows as {@link #rows} gives them
   * @return key of pairs, component_id, cluster_id, caption, license, keep, reasons, warnings,
   *     split, image_metrics, depth_metrics, policy_hash
   */
  static Dataset<Row> of(List<Policy> policies, ModelTerms terms, Dataset<Row> rows) {
    Column[] ruled = policies.stream().map(policy -> ruled(policy, terms)).toArray(Column[]::new);
    Dataset<Row> judged =
        rows.select(
                col("image_id"),
                col("model_id"),
                col("params_hash"),
                col("component_id"),
                col("cluster_id"),
                col("split"),
                col("caption"),
                col("license"),
                col("width"),
                col("height"),
                col("laplacian_variance").as("sharpness"),
                coalesce(col("pixel_hash"), col("image_id")).as("pixels"),
                col("image_metrics"),
                col("depth_metrics"),
                explode(array(ruled)).as("ruled"))
            .select(col("*"), col("ruled.*"))
            .drop("ruled");
    // of several copies the best one that passes the rules stands for the picture
    List<Column> order = new ArrayList<>(List.of(size(col("said")).gt(0).asc()));
    order.addAll(
        List.of(Quality.order(col("width"), col("height"), col("sharpness"), col("image_id"))));
    WindowSpec copies =
        Window.partitionBy("policy", "cluster_id", "model_id", "params_hash")
            .orderBy(order.toArray(Column[]::new));
    Column copy =
        when(col("pixels").equalTo(first("pixels").over(copies)), lit(DUPLICATE_PIXELS))
            .otherwise(lit(NEAR_DUPLICATE));
    Dataset<Row> single =
        judged
            .withColumn("place", row_number().over(copies))
            .withColumn("copy", copy)
            .withColumn(
                "reasons",
                when(col("place").gt(1), array_append(col("said"), col("copy")))
                    .otherwise(col("said")))
            .drop("said", "place", "copy", "pixels", "sharpness", "width", "height");
    return Strata.select(single, policies)
        .withColumn("keep", size(col("reasons")).equalTo(0))
        .withColumn("split", when(col("keep"), col("split")));
  }

  /** What one policy says of a row by itself. */
  private static Column ruled(Policy policy, ModelTerms terms) {
    return struct(
        lit(policy.name()).as("policy"),
        lit(policy.hash()).as("policy_hash"),
        RuleReasons.distinct(causes(policy, terms)).as("said"),
        RuleReasons.distinct(RuleReasons.of(policy, Severity.WARN)).as("warnings"),
        Strata.of(policy).as("selection"));
  }

  /**
   * Everything in a row itself that can keep it out: a reason or NULL each, the rules last and in
   * their order.
   */
  static List<Column> causes(Policy policy, ModelTerms terms) {
    List<Column> causes = new ArrayList<>();
    causes.add(when(col("present").isNull(), lit(MISSING_IMAGE)));
    causes.add(when(col("bridges"), lit(Splits.BRIDGES_SPLITS)));
    if (policy.commercial()) {
      causes.add(when(not(LICENSE_COMMERCIAL.apply(col("license"))), lit(LICENSE_NOT_COMMERCIAL)));
      causes.add(terms.reason());
    }
    causes.addAll(RuleReasons.of(policy, Severity.DROP));
    return causes;
  }

  private static scala.collection.immutable.Seq<String> asSeq(String column) {
    return scala.jdk.javaapi.CollectionConverters.asScala(List.of(column)).toSeq();
  }
}
