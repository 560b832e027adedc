package org.isobath.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructField;

/** The part of {@code udfs/README.md} that is written by the program, between markers. */
final class UdfsReadme {
  private static final String START = "<!-- generated: functions -->\n";
  private static final String END = "<!-- end: functions -->";

  private UdfsReadme() {}

  /** {@code page} with its generated part as it should be. */
  static String current(String page) {
    int from = page.indexOf(START);
    int to = page.indexOf(END);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("udfs/README.md has lost its markers");
    }
    return page.substring(0, from + START.length()) + functions() + page.substring(to);
  }

  private static String functions() {
    StringBuilder page = new StringBuilder("| function | gives | what |\n|---|---|---|\n");
    for (SqlFunction function : SqlFunction.values()) {
      FunctionText text = new FunctionText(function, false);
      String name = text.signature().substring(0, text.signature().indexOf('('));
      page.append(
          "| [`%s`](#%s) | %s | %s. |\n"
              .formatted(text.signature(), name, text.type(), text.sentence()));
    }
    for (SqlFunction function : SqlFunction.values()) {
      section(page, function);
    }
    return page.toString();
  }

  private static void section(StringBuilder page, SqlFunction function) {
    FunctionText text = new FunctionText(function, false);
    page.append("\n### ").append(text.name()).append("\n\n");
    List<String> parts =
        new ArrayList<>(List.of("`" + text.signature() + "`: " + text.sentence() + "."));
    if (!function.note().isEmpty()) {
      parts.add(function.note());
    }
    if (function.refuses()) {
      parts.add("Also `" + new FunctionText(function, true).name() + "`.");
    }
    page.append(String.join(" ", parts)).append("\n\n| argument | type | |\n|---|---|---|\n");
    for (Parameter parameter : function.parameters()) {
      row(page, parameter.name(), FunctionText.type(parameter.type().dataType()), parameter.text());
    }
    if (!text.fields().isEmpty()) {
      page.append("\n| field of the result | type | |\n|---|---|---|\n");
      for (StructField field : text.fields()) {
        row(page, field.name(), FunctionText.type(field.dataType()), field.getComment().get());
      }
    }
    page.append("\n```sql\n%s;\n-- %s\n```\n".formatted(text.query(), text.result()));
  }

  private static void row(StringBuilder page, String name, String type, String text) {
    page.append("| `%s` | %s | %s |\n".formatted(name, type, text.replace("|", "\\|")));
  }
}
