package org.isobath.sql;

import java.util.Arrays;
import java.util.Collection;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.isobath.quality.DepthScore;
import org.isobath.quality.Metric;

/**
 * What a function gives.
 *
 * @param mayBeNull true where the result can be NULL although no argument is
 */
record Returns(DataType type, boolean mayBeNull) {
  static final Returns BINARY = always(DataTypes.BinaryType);
  static final Returns INT = always(DataTypes.IntegerType);
  static final Returns BIGINT = always(DataTypes.LongType);

  static Returns always(DataType type) {
    return new Returns(type, false);
  }

  static Returns orNull(DataType type) {
    return new Returns(type, true);
  }

  static Returns struct(StructField... fields) {
    return always(new StructType(fields));
  }

  static Returns structOrNull(StructField... fields) {
    return orNull(new StructType(fields));
  }

  /** A struct with one double per metric, NULL where it is not defined. */
  static Returns scores(Collection<? extends Metric> metrics) {
    return struct(
        metrics.stream()
            .map(metric -> orNull(metric.label(), DataTypes.DoubleType, metric.description()))
            .toArray(StructField[]::new));
  }

  /** A struct with one double per score, NULL where it is not defined. */
  static Returns depthScores() {
    return struct(
        Arrays.stream(DepthScore.values())
            .map(score -> orNull(score.label(), DataTypes.DoubleType, score.formula()))
            .toArray(StructField[]::new));
  }

  /** A field that has a value in every row. */
  static StructField field(String name, DataType type, String text) {
    return DataTypes.createStructField(name, type, false).withComment(text);
  }

  /** A field that can be NULL. */
  static StructField orNull(String name, DataType type, String text) {
    return DataTypes.createStructField(name, type, true).withComment(text);
  }
}
