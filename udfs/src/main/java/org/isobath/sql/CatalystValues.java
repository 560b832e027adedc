package org.isobath.sql;

import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What kernels return, as Spark holds it: {@code String}, {@code float[]}, {@code Object[]} for a
 * struct or an array, boxed numbers and {@code byte[]}.
 */
final class CatalystValues {
  private CatalystValues() {}

  static Object of(Object value, DataType type) {
    if (value instanceof String text) {
      return UTF8String.fromString(text);
    }
    if (value instanceof float[] floats) {
      return UnsafeArrayData.fromPrimitiveArray(floats);
    }
    if (value instanceof Object[] values && type instanceof StructType struct) {
      Object[] row = new Object[values.length];
      for (int i = 0; i < row.length; i++) {
        row[i] = of(values[i], struct.fields()[i].dataType());
      }
      return new GenericInternalRow(row);
    }
    if (value instanceof Object[] values && type instanceof ArrayType array) {
      Object[] elements = new Object[values.length];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = of(values[i], array.elementType());
      }
      return new GenericArrayData(elements);
    }
    return value;
  }

  /** Scores as fields of a struct: a score that is not defined is NULL. */
  static Object[] scores(double[] scores) {
    Object[] row = new Object[scores.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = Double.isNaN(scores[i]) ? null : (Double) scores[i];
    }
    return row;
  }
}
