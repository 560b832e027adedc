package org.isobath.jobs.report;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile_approx;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Rule;
import org.isobath.jobs.Severity;
import org.isobath.jobs.report.Findings.Distribution;
import org.isobath.jobs.report.Findings.Threshold;
import org.isobath.quality.Metric;
import org.isobath.quality.Metrics;

/** Histograms of sizes and of every metric in the lists, in two passes over narrow columns. */
final class Distributions {
  /** What can be drawn: a number that SQL can work out from a judged row. */
  record Quantity(String name, String sql, String unit, String description) {}

  static final List<Quantity> QUANTITIES = quantities();

  private static final int BINS = 24;
  private static final Pattern SIMPLE =
      Pattern.compile("(.+?)\\s*(>=|<=|>|<)\\s*(-?[0-9.]+(?:[eE][+-]?[0-9]+)?)");

  private Distributions() {}

  private static List<Quantity> quantities() {
    List<Quantity> all = new ArrayList<>();
    all.add(
        new Quantity("short side", "least(width, height)", "pixels", "Short side of the picture."));
    all.add(
        new Quantity(
            "aspect",
            "greatest(width, height) / least(width, height)",
            "1",
            "Long side over short side."));
    List<Metric> metrics = new ArrayList<>(Metrics.OF_PICTURE);
    metrics.addAll(Metrics.OF_DEPTH);
    for (Metric metric : metrics) {
      all.add(new Quantity(metric.label(), metric.label(), metric.unit(), metric.description()));
    }
    return List.copyOf(all);
  }

  /**
   * @param judged rows with width, height, every metric flat, and keep (null when not judged)
   */
  static List<Distribution> of(Dataset<Row> judged, Policy policy) {
    List<Column> ends = new ArrayList<>();
    for (Quantity quantity : QUANTITIES) {
      // the outermost hundredths would squeeze everything else into one bin
      ends.add(
          percentile_approx(
              expr(quantity.sql()).cast("double"),
              array(lit(0.005), lit(0.5), lit(0.995)),
              lit(10_000)));
    }
    Row range = judged.agg(ends.get(0), ends.subList(1, ends.size()).toArray(Column[]::new)).head();
    List<Distribution> distributions = new ArrayList<>();
    List<Column> bins = new ArrayList<>();
    for (int i = 0; i < QUANTITIES.size(); i++) {
      if (range.isNullAt(i)) {
        continue;
      }
      Quantity quantity = QUANTITIES.get(i);
      List<Double> marks = range.getList(i);
      Distribution empty = empty(quantity, marks, policy);
      bins.add(struct(lit(distributions.size()).as("index"), bin(quantity, empty).as("bin")));
      distributions.add(empty);
    }
    if (!bins.isEmpty()) {
      count(judged, bins, distributions);
    }
    return distributions;
  }

  private static Distribution empty(Quantity quantity, List<Double> marks, Policy policy) {
    double low = marks.get(0);
    double high = marks.get(2);
    if (!(high > low)) {
      // one value only: one bar in the middle
      double margin = low == 0 ? 0.5 : Math.abs(low) / 2;
      low -= margin;
      high += margin;
    }
    return new Distribution(
        quantity.name(),
        quantity.unit(),
        quantity.description(),
        low,
        marks.get(1),
        high,
        new long[BINS],
        new long[BINS],
        thresholds(quantity, policy));
  }

  private static Column bin(Quantity quantity, Distribution range) {
    Column value = expr(quantity.sql()).cast("double");
    Column place =
        floor(value.minus(range.low()).divide(range.high() - range.low()).multiply(BINS))
            .cast("int");
    return when(value.isNotNull(), least(greatest(place, lit(0)), lit(BINS - 1)));
  }

  private static void count(Dataset<Row> judged, List<Column> bins, List<Distribution> into) {
    judged
        .select(
            coalesce(col("keep"), lit(true)).as("keep"),
            explode(array(bins.toArray(Column[]::new))).as("at"))
        .where("at.bin IS NOT NULL")
        .groupBy("at.index", "at.bin", "keep")
        .count()
        .collectAsList()
        .forEach(
            row -> {
              Distribution distribution = into.get(row.getInt(0));
              long[] counts = row.getBoolean(2) ? distribution.kept() : distribution.dropped();
              counts[row.getInt(1)] += row.getLong(3);
            });
  }

  /** Of the rules that drop by comparing this quantity with a number; others cannot be drawn. */
  static List<Threshold> thresholds(Quantity quantity, Policy policy) {
    List<Threshold> thresholds = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      Matcher parts = SIMPLE.matcher(rule.predicate());
      if (rule.severity() == Severity.DROP
          && parts.matches()
          && plain(parts.group(1)).equals(plain(quantity.sql()))) {
        thresholds.add(
            new Threshold(
                rule.keep() ? parts.group(2) : opposite(parts.group(2)),
                Double.parseDouble(parts.group(3))));
      }
    }
    return thresholds;
  }

  private static String plain(String sql) {
    return sql.replaceAll("\\s+", "").toLowerCase(Locale.ROOT);
  }

  private static String opposite(String operator) {
    return switch (operator) {
      case ">=" -> "<";
      case "<=" -> ">";
      case ">" -> "<=";
      default -> ">=";
    };
  }
}
