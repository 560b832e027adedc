package org.isobath.jobs.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.isobath.quality.Metric;
import org.isobath.quality.Metrics;
import org.isobath.quality.TrueError;

/**
 * A picture with its depth, every metric that needs no reference, and how wrong the depth is: a row
 * of what metrics are calibrated on.
 */
final class Sample {
  /** What is calibrated: of the picture, of the map and its second looks, of the two together. */
  static final List<Metric> METRICS =
      Stream.of(Metrics.OF_PICTURE, Metrics.OF_DEPTH).flatMap(List::stream).toList();

  static final StructType SCHEMA = schema();

  private Sample() {}

  private static StructType schema() {
    StructType schema =
        new StructType()
            .add("judge", DataTypes.StringType)
            .add("model_id", DataTypes.StringType)
            .add("params_hash", DataTypes.StringType)
            .add("uri", DataTypes.StringType)
            .add("degradation", DataTypes.StringType)
            .add("width", DataTypes.IntegerType)
            .add("height", DataTypes.IntegerType);
    for (TrueError error : TrueError.values()) {
      schema = schema.add(column(error), DataTypes.DoubleType);
    }
    for (Metric metric : METRICS) {
      schema = schema.add(metric.label(), DataTypes.DoubleType);
    }
    return schema;
  }

  /** The column with an error. */
  static String column(TrueError error) {
    return "error_" + error.label();
  }

  /** A row; what is not named is null. */
  static Row row(Map<String, Object> values) {
    return RowFactory.create(Arrays.stream(SCHEMA.fieldNames()).map(values::get).toArray());
  }

  /** Puts scores under the names of their metrics, in whose order they come. */
  static void put(Map<String, Object> row, List<? extends Metric> metrics, double[] scores) {
    for (int i = 0; i < scores.length; i++) {
      row.put(metrics.get(i).label(), Double.isNaN(scores[i]) ? null : (Object) scores[i]);
    }
  }
}
