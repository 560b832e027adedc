package org.isobath.jobs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.isobath.generate.Bill;
import org.isobath.generate.ControlKind;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.GeneratorCards;
import org.isobath.generate.sandbox.Fault;

/** The parts of {@code jobs/README.md} that are written by the program, between markers. */
final class JobsReadme {
  private JobsReadme() {}

  /** {@code page} with its generated parts as they should be. */
  static String current(String page) {
    String verbs = replace(page, "verbs", verbs());
    String events = replace(verbs, "events", events());
    String metrics = replace(events, "metrics", metrics());
    String generators = replace(metrics, "generators", generators());
    String faults = replace(generators, "faults", faults());
    return replace(faults, "tables", tables());
  }

  private static String replace(String page, String name, String content) {
    String start = "<!-- generated: " + name + " -->\n";
    String end = "<!-- end: " + name + " -->";
    int from = page.indexOf(start);
    int to = page.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("jobs/README.md has lost its markers for " + name);
    }
    return page.substring(0, from + start.length()) + content + page.substring(to);
  }

  private static String verbs() {
    StringBuilder text = new StringBuilder("| verb | what it does |\n|---|---|\n");
    for (Verb verb : Verb.ALL) {
      String arguments =
          verb.arguments().isEmpty() ? "" : " " + verb.arguments().replace("|", "\\|");
      text.append("| `").append(verb.name()).append(arguments).append("` | ");
      text.append(verb.summary()).append(" |\n");
    }
    return text.toString();
  }

  private static String events() {
    StringBuilder text = new StringBuilder("| field | type | holds |\n|---|---|---|\n");
    for (EventField field : EventField.values()) {
      text.append("| `").append(field.label()).append("` | ").append(field.type()).append(" | ");
      text.append(field.sentence()).append(" |\n");
    }
    return text.toString();
  }

  private static String metrics() {
    StringBuilder text = new StringBuilder("| gauge | says |\n|---|---|\n");
    for (Metric metric : Metric.values()) {
      text.append("| `").append(metric.label()).append("` | ").append(metric.sentence());
      text.append(" |\n");
    }
    return text.toString();
  }

  private static String generators() {
    StringBuilder text =
        new StringBuilder(
            "| generator | its control | a picture | outputs last | lifecycle | unverified |\n|---|---|---|---|---|---|\n");
    for (GeneratorCard card : GeneratorCards.of(Map.of()).all()) {
      text.append("| `").append(card.id()).append("` | ").append(control(card)).append(" | ");
      text.append(card.priceUsd() == null ? "unknown" : Bill.dollars(card.priceUsd()));
      text.append(" | ").append(card.limits().outputLife().toMinutes()).append(" min | ");
      text.append(card.lifecycle().name().toLowerCase(Locale.ROOT)).append(" | ");
      text.append(String.join(" ", card.doubts()).replace("|", "\\|")).append(" |\n");
    }
    return text.toString();
  }

  private static String control(GeneratorCard card) {
    Set<ControlKind> documented = card.controls();
    if (documented.isEmpty()) {
      return "none is documented";
    }
    return documented.contains(ControlKind.DEPTH_MAP)
        ? "estimates depth of a photo, or takes a depth map as it is"
        : "always estimates depth, of a depth map too";
  }

  private static String faults() {
    StringBuilder text =
        new StringBuilder("| fault | on a bad day | what happens |\n|---|---|---|\n");
    for (Fault fault : Fault.values()) {
      text.append("| `").append(fault.label()).append("` | ");
      text.append(Math.round(100 * fault.usual())).append(" % | ");
      text.append(fault.description()).append(" |\n");
    }
    return text.toString();
  }

  private static String tables() {
    StringBuilder text = new StringBuilder();
    for (Table table : Table.values()) {
      text.append("### ").append(table.label()).append("\n\n").append(table.comment());
      text.append(" Key: ")
          .append(table.key().stream().map(k -> "`" + k + "`").collect(Collectors.joining(", ")));
      text.append(".\n\n| column | type | holds |\n|---|---|---|\n");
      for (StructField field : table.schema().fields()) {
        row(text, field.name(), field);
        if (field.dataType() instanceof StructType struct) {
          Arrays.stream(struct.fields()).forEach(f -> row(text, field.name() + "." + f.name(), f));
        }
      }
      text.append("\n");
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String name, StructField field) {
    text.append("| `").append(name).append("` | ").append(type(field.dataType())).append(" | ");
    text.append(field.getComment().getOrElse(() -> "").replace("|", "\\|")).append(" |\n");
  }

  private static String type(DataType type) {
    if (type instanceof ArrayType array) {
      return "array of " + type(array.elementType());
    }
    if (type instanceof MapType map) {
      return "map of " + type(map.keyType()) + " to " + type(map.valueType());
    }
    if (type instanceof StructType) {
      return "struct";
    }
    return type instanceof BinaryType ? "binary" : type.simpleString();
  }
}
