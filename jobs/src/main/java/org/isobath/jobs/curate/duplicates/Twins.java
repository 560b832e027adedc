package org.isobath.jobs.curate.duplicates;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.isobath.image.PerceptualHash;

/**
 * Pictures that are the same without looking further. Equal pixels have equal hashes, so pictures
 * with one hash are one node from here on, be they two or a hundred thousand. A hash that says
 * little is shared by unrelated pictures: there, and without a hash, only equal pixels count.
 */
final class Twins {
  private static final UserDefinedFunction LOW_INFORMATION =
      udf((UDF1<Long, Boolean>) PerceptualHash::lowInformation, DataTypes.BooleanType);

  private Twins() {}

  /** The columns by which {@link #of} orders, under the names it gives them. */
  static Column[] quality() {
    return Quality.order(col("width"), col("height"), col("sharpness"), col("image_id"));
  }

  /**
   * The hash when it counts: it is there and not of low information.
   *
   * @param near false: it never does
   */
  static Column telling(boolean near) {
    return near ? when(not(low(col("phash"))), col("phash")) : lit(null).cast("bigint");
  }

  private static Column low(Column phash) {
    return phash.isNotNull().and(LOW_INFORMATION.apply(coalesce(phash, lit(0L))));
  }

  /**
   * @return image_id, width, height, sharpness, low_information; hash (NULL where it does not
   *     count); best_id and first_id, the best of the twins and the one with the smallest image_id
   */
  static Dataset<Row> of(Dataset<Row> images, boolean near) {
    WindowSpec all =
        Window.partitionBy("hash", "pixels")
            .orderBy(quality())
            .rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing());
    return images
        .select(
            col("image_id"),
            col("width"),
            col("height"),
            col("metrics.laplacian_variance").as("sharpness"),
            (near ? low(col("phash")) : lit(false)).as("low_information"),
            telling(near).as("hash"),
            coalesce(col("pixel_hash"), col("image_id")).as("pixels"))
        .withColumn("pixels", when(col("hash").isNull(), col("pixels")))
        .withColumn("best_id", first("image_id").over(all))
        .withColumn("first_id", min("image_id").over(all))
        .drop("pixels");
  }
}
