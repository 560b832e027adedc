package org.isobath.sql;

import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import scala.Option;

/**
 * Types of parameters, and what else a call may pass for them. Numbers are taken for numbers, as
 * {@code x div 2} is a bigint and {@code 0.5} a decimal; one that does not fit is an error, not
 * another number. Nothing else is converted: Spark would take a path for the bytes of a picture.
 */
enum SqlType {
  BINARY(DataTypes.BinaryType) {
    @Override
    boolean takes(DataType given) {
      return given instanceof BinaryType;
    }
  },
  STRING(DataTypes.StringType) {
    @Override
    boolean takes(DataType given) {
      return given instanceof StringType;
    }
  },
  INT(DataTypes.IntegerType) {
    @Override
    boolean takes(DataType given) {
      return given instanceof IntegralType;
    }
  },
  BIGINT(DataTypes.LongType) {
    @Override
    boolean takes(DataType given) {
      return given instanceof IntegralType;
    }
  },
  DOUBLE(DataTypes.DoubleType) {
    @Override
    boolean takes(DataType given) {
      return given instanceof NumericType;
    }
  },
  FLOATS(DataTypes.createArrayType(DataTypes.FloatType)) {
    @Override
    boolean takes(DataType given) {
      return given instanceof ArrayType array
          && (array.elementType() instanceof NumericType
              || array.elementType() instanceof NullType);
    }
  },
  DOUBLES(DataTypes.createArrayType(DataTypes.DoubleType)) {
    @Override
    boolean takes(DataType given) {
      return FLOATS.takes(given);
    }
  },
  BINARIES(DataTypes.createArrayType(DataTypes.BinaryType)) {
    @Override
    boolean takes(DataType given) {
      return given instanceof ArrayType array
          && (array.elementType() instanceof BinaryType || array.elementType() instanceof NullType);
    }
  };

  private final DataType dataType;

  SqlType(DataType dataType) {
    this.dataType = dataType;
  }

  DataType dataType() {
    return dataType;
  }

  /** True for every type whose values a call may pass, beside the untyped NULL. */
  abstract boolean takes(DataType given);

  /** The argument as this type; one that is not taken stays as it is, for the error message. */
  Expression convert(Expression argument) {
    DataType given = argument.dataType();
    if (given.equals(dataType) || !(takes(given) || given instanceof NullType)) {
      return argument;
    }
    return new Cast(argument, dataType, Option.empty(), EvalMode.ANSI());
  }
}
