package org.isobath.sql;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What is said about a function, in {@code DESCRIBE FUNCTION EXTENDED} and in {@code
 * udfs/README.md}.
 *
 * @param lenient true for the {@code try_} variant
 */
record FunctionText(SqlFunction function, boolean lenient) {
  String name() {
    return lenient ? "try_" + function.label() : function.label();
  }

  /** {@code name(a, b[, c])}. */
  String signature() {
    StringBuilder text = new StringBuilder(name()).append('(');
    for (Parameter parameter : function.parameters()) {
      String separator = text.charAt(text.length() - 1) == '(' ? "" : ", ";
      text.append(
          parameter.optional().isEmpty()
              ? separator + parameter.name()
              : "[" + separator + parameter.name() + "]");
    }
    return text.append(')').toString();
  }

  String sentence() {
    return lenient
        ? "As " + function.label() + ", but NULL where the arguments of a row cannot be used"
        : function.sentence();
  }

  /** The type of the result, without the fields of a struct. */
  String type() {
    return type(function.result());
  }

  /** The fields of the result; empty when it is no struct. */
  List<StructField> fields() {
    return function.result() instanceof StructType struct ? List.of(struct.fields()) : List.of();
  }

  static String type(DataType type) {
    if (type instanceof StructType) {
      return "struct";
    }
    if (type instanceof ArrayType array) {
      return "array<" + type(array.elementType()) + ">";
    }
    return type.catalogString().toLowerCase(Locale.ROOT);
  }

  /** The example as a query, and its result. */
  String query() {
    return lenient ? "SELECT " + badCall() : function.example().query(call(name()));
  }

  String result() {
    return lenient ? "NULL" : function.example().result();
  }

  /** A call with the samples of all parameters that must be given. */
  private String call(String name) {
    return function.parameters().stream()
        .filter(parameter -> parameter.optional().isEmpty())
        .map(Parameter::sample)
        .collect(Collectors.joining(", ", name + "(", ")"));
  }

  private String badCall() {
    Parameter first = function.parameters().get(0);
    String bad = first.type() == SqlType.BINARY ? "X'00'" : "array()";
    return function.parameters().stream()
        .filter(parameter -> parameter.optional().isEmpty())
        .map(parameter -> parameter.equals(first) ? bad : parameter.sample())
        .collect(Collectors.joining(", ", name() + "(", ")"));
  }

  /** In the layout that Spark's own functions have. */
  ExpressionInfo info() {
    return new ExpressionInfo(
        KernelExpression.class.getName(),
        null,
        name(),
        signature() + " - " + sentence() + ".",
        arguments() + results(),
        "\n    Examples:\n      > " + query() + ";\n       " + result() + "\n",
        function.note().isEmpty() ? "" : "\n    " + function.note() + "\n  ",
        "misc_funcs",
        function.since(),
        "",
        "java_udf");
  }

  private String arguments() {
    StringBuilder text = new StringBuilder("\n    Arguments:\n");
    for (Parameter parameter : function.parameters()) {
      text.append(
          "      * %s (%s) - %s\n"
              .formatted(parameter.name(), type(parameter.type().dataType()), parameter.text()));
    }
    return text.toString();
  }

  private String results() {
    StringBuilder text = new StringBuilder("\n    Result: ").append(type()).append('\n');
    for (StructField field : fields()) {
      text.append(
          "      * %s (%s) - %s\n"
              .formatted(field.name(), type(field.dataType()), field.getComment().get()));
    }
    return text.toString();
  }
}
