package org.isobath.jobs;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.stddev_samp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.quality.DepthScore;
import org.isobath.quality.MeanInterval;

/**
 * The stored scores of one model with one set of parameters against one judge under one protocol:
 * means over pictures with their intervals. Mean of per-picture scores, as depth is reported.
 *
 * @param images pictures that were scored; a score may be undefined for some
 * @param means every score that is defined for at least one picture
 */
public record MeanScores(
    String judge,
    String protocol,
    String modelId,
    String paramsHash,
    long images,
    Map<DepthScore, MeanInterval> means) {
  /** Rows that the driver takes to resample them; of more, the mean is normally distributed. */
  private static final long COLLECTED = 50_000;

  private static final List<String> GROUP = List.of("judge", "protocol", "model_id", "params_hash");

  /** What fits a line: the scores that papers report first. */
  private static final List<DepthScore> HEADLINE =
      List.of(DepthScore.ABS_REL, DepthScore.RMSE, DepthScore.DELTA_1, DepthScore.BOUNDARY_F1);

  /** The confidence of the intervals: {@code evaluate.confidence}. */
  public static double confidence(Conf conf) {
    return conf.number("evaluate.confidence", 0.5, 0.999);
  }

  /** All that is stored, by judge, protocol and model. */
  public static List<MeanScores> of(Tables tables, double confidence) {
    Dataset<Row> ok =
        tables
            .read(Table.EVALUATIONS)
            .where("subject = 'depth' AND state = 'ok'")
            .select("judge", "protocol", "model_id", "params_hash", "subject_id", "scores");
    Map<List<String>, Long> sizes = new LinkedHashMap<>();
    ok.groupBy(columns(GROUP))
        .agg(count(lit(1)))
        .orderBy(columns(GROUP))
        .collectAsList()
        .forEach(row -> sizes.put(group(row), row.getLong(GROUP.size())));
    long rows = sizes.values().stream().mapToLong(Long::longValue).sum();
    Map<List<String>, List<Row>> collected =
        rows > COLLECTED
            ? Map.of()
            : ok.orderBy("subject_id").collectAsList().stream()
                .collect(Collectors.groupingBy(MeanScores::group));
    List<MeanScores> all = new ArrayList<>();
    sizes.forEach(
        (group, images) ->
            all.add(
                new MeanScores(
                    group.get(0),
                    group.get(1),
                    group.get(2),
                    group.get(3),
                    images,
                    collected.containsKey(group)
                        ? resampled(collected.get(group), confidence)
                        : normal(ok.where(of(group)), images, confidence))));
    return all;
  }

  private static List<String> group(Row row) {
    return GROUP.stream().map(name -> row.<String>getAs(name)).toList();
  }

  private static Column of(List<String> group) {
    return IntStream.range(0, GROUP.size())
        .mapToObj(i -> col(GROUP.get(i)).equalTo(group.get(i)))
        .reduce(Column::and)
        .orElseThrow();
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(name -> col(name)).toArray(Column[]::new);
  }

  /**
   * @param rows in an order of their own, so that the interval is always the same
   */
  private static Map<DepthScore, MeanInterval> resampled(List<Row> rows, double confidence) {
    Map<DepthScore, MeanInterval> means = new EnumMap<>(DepthScore.class);
    for (DepthScore score : DepthScore.values()) {
      double[] values =
          rows.stream()
              .mapToDouble(
                  row -> {
                    Double value = row.<Row>getAs("scores").getAs(score.label());
                    return value == null ? Double.NaN : value;
                  })
              .toArray();
      put(means, score, MeanInterval.bootstrap(values, confidence, 0));
    }
    return means;
  }

  private static Map<DepthScore, MeanInterval> normal(
      Dataset<Row> rows, long images, double confidence) {
    Dataset<Row> scores = rows.select("scores.*");
    Column[] wanted =
        Arrays.stream(DepthScore.values())
            .map(DepthScore::label)
            .flatMap(
                name ->
                    Arrays.stream(new Column[] {count(col(name)), avg(name), stddev_samp(name)}))
            .toArray(Column[]::new);
    Row row = scores.agg(wanted[0], Arrays.copyOfRange(wanted, 1, wanted.length)).head();
    Map<DepthScore, MeanInterval> means = new EnumMap<>(DepthScore.class);
    for (DepthScore score : DepthScore.values()) {
      int at = 3 * score.ordinal();
      long defined = row.getLong(at);
      if (defined > 1) {
        put(
            means,
            score,
            MeanInterval.normal(
                defined,
                images - defined,
                row.getDouble(at + 1),
                row.getDouble(at + 2),
                confidence));
      }
    }
    return means;
  }

  private static void put(
      Map<DepthScore, MeanInterval> means, DepthScore score, MeanInterval mean) {
    if (mean.images() > 0) {
      means.put(score, mean);
    }
  }

  /** For {@code --json}: the group, and for every score {@code {mean, low, high, images}}. */
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("judge", judge);
    figures.put("protocol", protocol);
    figures.put("model_id", modelId);
    figures.put("params_hash", paramsHash);
    figures.put("images", images);
    means.forEach(
        (score, mean) -> {
          Map<String, Object> numbers = new LinkedHashMap<>();
          numbers.put("mean", mean.mean());
          if (mean.images() > 1) {
            numbers.put("low", mean.low());
            numbers.put("high", mean.high());
          }
          numbers.put("images", mean.images());
          figures.put(score.label(), numbers);
        });
    return figures;
  }

  /** A line per group with the scores that are reported most; none without a group. */
  public static List<String> table(List<MeanScores> groups) {
    List<List<String>> cells = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("judge", "protocol", "model", "params", "images"));
    HEADLINE.forEach(score -> head.add(score.label()));
    cells.add(head);
    for (MeanScores group : groups) {
      if (group.means.keySet().stream().noneMatch(HEADLINE::contains)) {
        continue;
      }
      List<String> row =
          new ArrayList<>(
              List.of(
                  group.judge,
                  group.protocol,
                  group.modelId,
                  group.paramsHash.substring(0, Math.min(8, group.paramsHash.length())),
                  String.valueOf(group.images)));
      HEADLINE.forEach(score -> row.add(text(group.means.get(score))));
      cells.add(row);
    }
    return cells.size() == 1 ? List.of() : aligned(cells);
  }

  /** {@code mean [low, high]}, or as much of it as there is. */
  public static String text(MeanInterval mean) {
    if (mean == null) {
      return "-";
    }
    return mean.images() < 2
        ? String.format(Locale.ROOT, "%.3f", mean.mean())
        : String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", mean.mean(), mean.low(), mean.high());
  }

  private static List<String> aligned(List<List<String>> cells) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder(" ");
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = cells.stream().mapToInt(other -> other.get(column).length()).max().orElse(0);
        line.append(' ').append(row.get(i)).append(" ".repeat(width - row.get(i).length()));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
