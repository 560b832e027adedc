package org.isobath.jobs.curate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Spark;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * A warehouse as {@code ingest} and {@code estimate} would leave it, without a byte of picture or
 * depth: what {@code curate} looks at, for as many pictures as wanted. Every value is a hash of the
 * row's number, so the same call makes the same tables. One picture in a hundred is a copy.
 */
public final class SyntheticTables {
  private static final String[] LICENSES = {"CC0-1.0", "CC-BY-4.0", "CC-BY-NC-4.0", null};

  /** Upper ends of metrics that are no shares. */
  private static final Map<String, Double> ENDS =
      Map.of(
          "laplacian_variance", 2000.0,
          "luma_mean", 255.0,
          "luma_std", 100.0,
          "luma_entropy", 8.0,
          "colorfulness", 100.0,
          "depth_entropy", 6.0);

  private SyntheticTables() {}

  /** {@code SyntheticTables ROWS WAREHOUSE} */
  public static void main(String[] args) {
    Conf conf = Conf.reference().with("warehouse", args[1]);
    SparkSession spark = Spark.session(conf, "synthetic tables");
    fill(spark, Tables.open(spark, conf), Long.parseLong(args[0]));
    spark.stop();
  }

  static void fill(SparkSession spark, Tables tables, long rows) {
    Dataset<Row> ids =
        spark
            .range(rows)
            .toDF("n")
            .withColumn("image_id", sha2(col("n").cast("string").cast("binary"), 256));
    tables.append(
        Table.SOURCES,
        ids.select(
            col("image_id"),
            concat(lit("file:/synthetic/"), col("n")).as("uri"),
            concat(lit("source"), whole(1, 10)).as("source"),
            lit("ok").as("state"),
            concat(lit("picture number "), col("n")).as("caption"),
            element_at(
                    array(lit(LICENSES[0]), lit(LICENSES[1]), lit(LICENSES[2]), lit(LICENSES[3])),
                    whole(2, LICENSES.length).plus(1))
                .as("license")),
        "synthetic");
    Column pixels =
        when(pmod(col("n"), lit(100)).equalTo(99), col("n").minus(1)).otherwise(col("n"));
    tables.append(
        Table.IMAGES,
        ids.select(
            col("image_id"),
            whole(3, 4000).plus(40).as("width"),
            whole(4, 3000).plus(40).as("height"),
            xxhash64(pixels).as("phash"),
            sha2(concat(lit("pixels "), pixels).cast("binary"), 256).as("pixel_hash"),
            metrics(Table.IMAGES)),
        "synthetic");
    tables.append(
        Table.DEPTH,
        ids.select(
            col("image_id"),
            lit("isobath-tiny").as("model_id"),
            lit("synthetic").as("params_hash"),
            lit("ok").as("state"),
            lit("inverse_relative").as("kind"),
            metrics(Table.DEPTH)),
        "synthetic");
  }

  /** From 0 to {@code end}, exclusive. */
  private static Column whole(int seed, int end) {
    return pmod(xxhash64(col("n"), lit(seed)), lit(end)).cast("int");
  }

  /** The metrics of a table; each is undefined for one row in twenty. */
  private static Column metrics(Table table) {
    StructType metrics = (StructType) table.schema().apply("metrics").dataType();
    List<Column> values = new ArrayList<>();
    for (StructField metric : metrics.fields()) {
      int seed = metric.name().hashCode();
      values.add(
          when(
                  whole(seed, 20).gt(0),
                  whole(seed + 1, 1_000_000).multiply(ENDS.getOrDefault(metric.name(), 1.0) / 1e6))
              .as(metric.name()));
    }
    return struct(values.toArray(Column[]::new)).as("metrics");
  }
}
