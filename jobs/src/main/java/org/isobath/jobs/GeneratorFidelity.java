package org.isobath.jobs;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.generate.Bill;
import org.isobath.quality.FidelityScore;
import org.isobath.quality.PromptScore;

/**
 * What became of the requests to one generator, for how much money, and how close its pictures came
 * to their controls.
 *
 * @param pictures stored
 * @param judged of those, with a verdict of the policy
 * @param kept of those
 * @param usd spent on all its requests, refused ones included
 * @param refusals requests without a picture and what they cost, by reason
 * @param byJudge means over pictures, a judge after the other
 * @param byClip how well they show what their prompts asked for, means over pictures, a CLIP after
 *     the other; none where nobody asked for it
 */
public record GeneratorFidelity(
    String generator,
    long pictures,
    long judged,
    long kept,
    BigDecimal usd,
    Map<String, Refused> refusals,
    Map<String, Means> byJudge,
    Map<String, Map<PromptScore, Double>> byClip) {

  /** Requests without a picture. */
  public record Refused(long requests, BigDecimal usd) {}

  /**
   * What a judge says.
   *
   * @param scores of the generations, those that are defined for any
   * @param photo of the photographs behind them, each counted once for each of its generations
   */
  public record Means(Map<FidelityScore, Double> scores, Map<FidelityScore, Double> photo) {}

  /** What fits a line. */
  public static final List<FidelityScore> HEADLINE =
      List.of(
          FidelityScore.EDGE_F1,
          FidelityScore.SPEARMAN,
          FidelityScore.ABS_REL,
          FidelityScore.RMSE_255);

  /**
   * By generator; none without generations.
   *
   * @param policy name of the policy whose verdicts count
   */
  public static List<GeneratorFidelity> of(Tables tables, String policy) {
    Dataset<Row> generations = tables.read(Table.GENERATIONS);
    Dataset<Row> evaluations = tables.read(Table.EVALUATIONS);
    Map<String, Long> pictures = new TreeMap<>();
    Map<String, BigDecimal> usd = new LinkedHashMap<>();
    Map<String, Map<String, Refused>> refusals = new LinkedHashMap<>();
    generations
        .groupBy("generator", "reason")
        .agg(
            count(when(col("state").equalTo("ok"), lit(1))),
            count(when(col("state").notEqual("ok"), lit(1))),
            coalesce(sum("price_usd"), lit(BigDecimal.ZERO)))
        .orderBy("generator", "reason")
        .collectAsList()
        .forEach(
            row -> {
              String generator = row.getString(0);
              pictures.merge(generator, row.getLong(2), Long::sum);
              usd.merge(generator, row.getDecimal(4), BigDecimal::add);
              if (row.getLong(3) > 0) {
                refusals
                    .computeIfAbsent(generator, none -> new LinkedHashMap<>())
                    .put(row.getString(1), new Refused(row.getLong(3), row.getDecimal(4)));
              }
            });
    Map<String, long[]> verdicts = new LinkedHashMap<>();
    Map<String, Map<String, Map<PromptScore, Double>>> adherence = new LinkedHashMap<>();
    Column ofPolicy = col("judge").equalTo("policy");
    Column judged = ofPolicy.and(col("protocol").equalTo(policy));
    Column prompted = not(ofPolicy).and(col("protocol").equalTo("prompt"));
    evaluations
        .where(col("subject").equalTo("generation").and(judged.or(prompted)))
        .groupBy("generator", "judge")
        .agg(
            count(when(judged, lit(1))),
            Stream.concat(
                    Stream.of(count(when(col("keep"), lit(1)))),
                    Arrays.stream(PromptScore.values())
                        .map(score -> avg("adherence." + score.label())))
                .toArray(Column[]::new))
        .orderBy("generator", "judge")
        .collectAsList()
        .forEach(
            row -> {
              if (row.getLong(2) > 0) {
                verdicts.put(row.getString(0), new long[] {row.getLong(2), row.getLong(3)});
              } else {
                adherence
                    .computeIfAbsent(row.getString(0), none -> new LinkedHashMap<>())
                    .put(row.getString(1), prompts(row, 4));
              }
            });
    Map<String, Map<String, Means>> means = means(evaluations);
    List<GeneratorFidelity> all = new ArrayList<>();
    pictures.forEach(
        (generator, count) -> {
          long[] verdict = verdicts.getOrDefault(generator, new long[2]);
          all.add(
              new GeneratorFidelity(
                  generator,
                  count,
                  verdict[0],
                  verdict[1],
                  usd.get(generator),
                  refusals.getOrDefault(generator, Map.of()),
                  means.getOrDefault(generator, Map.of()),
                  adherence.getOrDefault(generator, Map.of())));
        });
    return all;
  }

  private static Map<String, Map<String, Means>> means(Dataset<Row> evaluations) {
    Dataset<Row> ok = evaluations.where("state = 'ok' AND fidelity IS NOT NULL");
    Dataset<Row> photos =
        ok.where("subject = 'photo'")
            .select(
                col("image_id"),
                col("model_id"),
                col("params_hash"),
                col("judge"),
                col("judge_params_hash"),
                col("protocol"),
                col("fidelity").as("photo"));
    List<Column> wanted = new ArrayList<>();
    for (FidelityScore score : FidelityScore.values()) {
      wanted.add(avg("fidelity." + score.label()));
      wanted.add(avg("photo." + score.label()));
    }
    Map<String, Map<String, Means>> means = new LinkedHashMap<>();
    ok.where("subject = 'generation'")
        .join(
            photos,
            new String[] {
              "image_id", "model_id", "params_hash", "judge", "judge_params_hash", "protocol"
            },
            "left")
        .groupBy("generator", "judge")
        .agg(count(lit(1)), wanted.toArray(Column[]::new))
        .orderBy("generator", "judge")
        .collectAsList()
        .forEach(
            row ->
                means
                    .computeIfAbsent(row.getString(0), none -> new LinkedHashMap<>())
                    .put(row.getString(1), new Means(scores(row, 3), scores(row, 4))));
    return means;
  }

  private static Map<FidelityScore, Double> scores(Row row, int first) {
    Map<FidelityScore, Double> scores = new EnumMap<>(FidelityScore.class);
    for (FidelityScore score : FidelityScore.values()) {
      int at = first + 2 * score.ordinal();
      if (!row.isNullAt(at)) {
        scores.put(score, row.getDouble(at));
      }
    }
    return scores;
  }

  private static Map<PromptScore, Double> prompts(Row row, int first) {
    Map<PromptScore, Double> scores = new EnumMap<>(PromptScore.class);
    for (PromptScore score : PromptScore.values()) {
      if (!row.isNullAt(first + score.ordinal())) {
        scores.put(score, row.getDouble(first + score.ordinal()));
      }
    }
    return scores;
  }

  /** Dollars spent for each picture that is kept; null when none is. */
  public BigDecimal usdPerKept() {
    return kept == 0 ? null : usd.divide(BigDecimal.valueOf(kept), 4, RoundingMode.HALF_UP);
  }

  /** For {@code --json}. */
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("generator", generator);
    figures.put("pictures", pictures);
    figures.put("judged", judged);
    figures.put("kept", kept);
    figures.put("usd", usd);
    if (kept > 0) {
      figures.put("usd_per_kept", usdPerKept());
    }
    refusals.forEach(
        (reason, refused) ->
            figures.put(reason, Map.of("requests", refused.requests(), "usd", refused.usd())));
    byJudge.forEach(
        (judge, means) -> {
          Map<String, Object> numbers = new LinkedHashMap<>();
          means.scores().forEach((score, mean) -> numbers.put(score.label(), mean));
          means.photo().forEach((score, mean) -> numbers.put("photo_" + score.label(), mean));
          figures.put("judge " + judge, numbers);
        });
    byClip.forEach(
        (clip, scores) -> {
          Map<String, Object> numbers = new LinkedHashMap<>();
          scores.forEach((score, mean) -> numbers.put(score.label(), mean));
          figures.put("clip " + clip, numbers);
        });
    return figures;
  }

  /** For a person: a line for the money, and one for what each judge and each CLIP says. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "  %s: %d of %d pictures kept, %s spent%s"
            .formatted(
                generator,
                kept,
                pictures,
                Bill.dollars(usd),
                kept == 0 ? "" : ", %s a kept picture".formatted(Bill.dollars(usdPerKept()))));
    refusals.forEach(
        (reason, refused) ->
            lines.add(
                "    %s: %d requests, %s"
                    .formatted(reason, refused.requests(), Bill.dollars(refused.usd()))));
    byJudge.forEach(
        (judge, means) ->
            lines.add(
                "    by %s: %s"
                    .formatted(
                        judge,
                        String.join(
                            ", ", HEADLINE.stream().map(score -> said(score, means)).toList()))));
    byClip.forEach(
        (clip, scores) ->
            scores.forEach(
                (score, mean) ->
                    lines.add("    by %s: %s %s".formatted(clip, score.label(), number(mean)))));
    return lines;
  }

  private static String said(FidelityScore score, Means means) {
    return "%s %s (photo %s)"
        .formatted(
            score.label(), number(means.scores().get(score)), number(means.photo().get(score)));
  }

  private static String number(Double mean) {
    return mean == null ? "-" : String.format(Locale.ROOT, mean < 10 ? "%.3f" : "%.1f", mean);
  }
}
