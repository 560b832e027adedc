package org.isobath.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.jobs.report.Findings.Judgement;
import org.isobath.jobs.report.Findings.Lane;
import org.isobath.jobs.report.Findings.Step;

/** The way of the inputs: which models estimated them, and what became of them at each station. */
final class Lanes {
  private Lanes() {}

  /**
   * The policy that the page is about: {@code preferred}, unless only others have pairs: then the
   * first of them by name.
   */
  static String policy(Tables tables, String preferred) {
    List<String> names =
        tables
            .read(Table.PAIRS)
            .select("policy")
            .where("policy IS NOT NULL")
            .distinct()
            .orderBy("policy")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    return names.isEmpty() || names.contains(preferred) ? preferred : names.get(0);
  }

  /** All lanes with the verdicts of {@code policy}; first those of {@code model}, then by size. */
  static List<Lane> of(Tables tables, String model, String policy) {
    Map<List<String>, long[]> verdicts = new LinkedHashMap<>();
    tables
        .read(Table.PAIRS)
        .where(col("policy").equalTo(policy))
        .groupBy("model_id", "params_hash")
        .agg(times(col("keep")), times(not(col("keep"))))
        .collectAsList()
        .forEach(
            row ->
                verdicts.put(
                    List.of(row.getString(0), row.getString(1)),
                    new long[] {row.getLong(2), row.getLong(3)}));
    Column ok = col("state").equalTo("ok");
    return tables
        .read(Table.DEPTH)
        .groupBy("model_id", "params_hash")
        .agg(times(ok), times(not(ok)), min("kind"))
        .collectAsList()
        .stream()
        .map(
            row -> {
              long[] verdict =
                  verdicts.getOrDefault(List.of(row.getString(0), row.getString(1)), new long[2]);
              return new Lane(
                  row.getString(0),
                  row.getString(1),
                  row.getString(4),
                  row.getLong(2),
                  row.getLong(3),
                  verdict[0],
                  verdict[1]);
            })
        .sorted(
            Comparator.comparing((Lane lane) -> !lane.modelId().equals(model))
                .thenComparing(Comparator.comparingLong(Lane::ok).reversed())
                .thenComparing(Lane::modelId)
                .thenComparing(Lane::paramsHash))
        .toList();
  }

  /**
   * From input locations to kept pairs of {@code lane}.
   *
   * @param lane null when nothing was estimated
   * @param judgements those of the lane; the first is of the policy that the page is about
   */
  static List<Step> funnel(Tables tables, Lane lane, List<Judgement> judgements) {
    Dataset<Row> sources = tables.read(Table.SOURCES);
    long locations = sources.count();
    Map<String, Long> refused = reasons(sources.where("state = 'rejected'"), col("reason"));
    long refusedLocations = refused.values().stream().mapToLong(Long::longValue).sum();
    long pictures = tables.read(Table.IMAGES).count();
    Map<String, Long> again = new LinkedHashMap<>();
    put(again, "same bytes at another place", locations - refusedLocations - pictures);
    Lane at = lane == null ? new Lane("", "", null, 0, 0, 0, 0) : lane;
    Map<String, Long> failed =
        reasons(of(tables, Table.DEPTH, at).where("state = 'rejected'"), col("reason"));
    put(failed, "not estimated yet", pictures - at.ok() - at.rejected());
    Map<String, Long> dropped = new LinkedHashMap<>();
    String by = "";
    if (!judgements.isEmpty()) {
      dropped.putAll(judgements.get(0).reasons());
      by = "by the policy " + judgements.get(0).policy() + "; ";
    }
    put(dropped, "not curated yet", at.ok() - at.kept() - at.dropped());
    return List.of(
        new Step("locations", "rows of sources", locations, refused),
        new Step("pictures", "distinct and decodable", pictures, again),
        new Step("depth maps", "of the model", at.ok(), failed),
        new Step(
            "pairs kept", by + "a pair may be dropped for several reasons", at.kept(), dropped));
  }

  /** What each policy made of {@code lane}, {@code first} first, then by name. */
  static List<Judgement> judgements(Tables tables, Lane lane, String first) {
    Dataset<Row> pairs = of(tables, Table.PAIRS, lane).where("policy IS NOT NULL");
    Map<String, Map<String, Long>> reasons = reasons(pairs, "reasons");
    Map<String, Map<String, Long>> warnings = reasons(pairs, "warnings");
    return pairs
        .groupBy("policy")
        .agg(times(col("keep")), times(not(col("keep"))), min("policy_hash"))
        .collectAsList()
        .stream()
        .map(
            row ->
                new Judgement(
                    row.getString(0),
                    row.getString(3),
                    row.getLong(1),
                    row.getLong(2),
                    reasons.getOrDefault(row.getString(0), Map.of()),
                    warnings.getOrDefault(row.getString(0), Map.of())))
        .sorted(
            Comparator.comparing((Judgement judgement) -> !judgement.policy().equals(first))
                .thenComparing(Judgement::policy))
        .toList();
  }

  /** Rows per policy and entry of {@code column}, most frequent first. */
  private static Map<String, Map<String, Long>> reasons(Dataset<Row> pairs, String column) {
    Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
    pairs
        .select(col("policy"), explode(col(column)).as("reason"))
        .groupBy("policy", "reason")
        .count()
        .orderBy(col("count").desc(), col("reason").asc())
        .collectAsList()
        .forEach(
            row ->
                counts
                    .computeIfAbsent(row.getString(0), none -> new LinkedHashMap<>())
                    .put(row.getString(1), row.getLong(2)));
    return counts;
  }

  /** The rows of {@code lane}. */
  static Dataset<Row> of(Tables tables, Table table, Lane lane) {
    return tables
        .read(table)
        .where(
            col("model_id")
                .equalTo(lane.modelId())
                .and(col("params_hash").equalTo(lane.paramsHash())));
  }

  private static Map<String, Long> reasons(Dataset<Row> rows, Column reason) {
    Map<String, Long> counts = new LinkedHashMap<>();
    rows.groupBy(reason.as("reason"))
        .count()
        .orderBy(col("count").desc(), col("reason").asc())
        .collectAsList()
        .forEach(row -> counts.put(String.valueOf(row.getString(0)), row.getLong(1)));
    return counts;
  }

  private static void put(Map<String, Long> losses, String name, long count) {
    if (count > 0) {
      losses.put(name, count);
    }
  }

  private static Column times(Column condition) {
    return count(when(condition, lit(1)));
  }
}
