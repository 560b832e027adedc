package org.isobath.jobs.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Rule;
import org.isobath.jobs.Run;
import org.isobath.jobs.Severity;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * What another policy would do to the tables as they are, rule by rule, and how its set would
 * differ from the one of the policy in use. Reads what a curation reads and writes nothing.
 */
final class WhatIf {
  private static final String BEFORE = "before";
  private static final String AFTER = "after";

  /**
   * What became of the rows by one rule, or by one reason that curate adds.
   *
   * @param rule name; empty for a reason that is no rule's
   * @param severity drop or warn
   * @param saysNo rows it says no to, whatever others say
   * @param onlyIt rows that nothing else in the row would drop
   * @param undefined rows it does not apply to, being NULL
   */
  private record Effect(
      String rule, String reason, String severity, long saysNo, long onlyIt, long undefined) {
    Map<String, Object> figures() {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("rule", rule);
      figures.put("reason", reason);
      figures.put("severity", severity);
      figures.put("says_no", saysNo);
      figures.put("only_it", onlyIt);
      figures.put("undefined", undefined);
      return figures;
    }
  }

  private WhatIf() {}

  /**
   * @param inUse the configured policies; the one with the name of {@code other} is compared with
   *     it, else the first
   * @param dealt as {@link Splits#deal} gives them
   */
  static Outcome of(Run run, List<Policy> inUse, Policy other, Dataset<Row> dealt) {
    Tables tables = run.tables();
    Policy current =
        inUse.stream()
            .filter(policy -> policy.name().equals(other.name()))
            .findFirst()
            .orElse(inUse.get(0));
    // both may have one name
    List<Policy> both = List.of(current.named(BEFORE), other.named(AFTER));
    ModelTerms terms = ModelTerms.of(run.conf(), both);
    Dataset<Row> rows =
        Verdicts.rows(
            tables.read(Table.IMAGES), tables.read(Table.DEPTH), tables.read(Table.SOURCES), dealt);
    Change change = Change.of(Verdicts.of(both, terms, rows));
    List<Effect> effects = effects(rows, other, terms);
    List<String> ofRules = other.rules().stream().map(Rule::reason).toList();
    change.reasons.forEach(
        (reason, counts) -> {
          if (!ofRules.contains(reason)) {
            effects.add(new Effect("", reason, "drop", counts[0], counts[1], 0));
          }
        });
    return Outcome.of(
        figures(current, other, effects, change), lines(current, other, effects, change));
  }

  private static List<Effect> effects(Dataset<Row> rows, Policy policy, ModelTerms terms) {
    if (policy.rules().isEmpty()) {
      return new ArrayList<>();
    }
    Column causes =
        Verdicts.causes(policy, terms).stream()
            .map(cause -> when(cause.isNotNull(), lit(1)).otherwise(lit(0)))
            .reduce(Column::plus)
            .orElseThrow();
    List<Column> counts = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      Column no = expr(rule.saysNo());
      int others = rule.severity() == Severity.DROP ? 1 : 0;
      counts.add(count_if(no));
      counts.add(count_if(no.and(col("causes").equalTo(others))));
      counts.add(count_if(expr(rule.undefined())));
    }
    Row row =
        rows.withColumn("causes", causes)
            .agg(counts.get(0), counts.subList(1, counts.size()).toArray(Column[]::new))
            .head();
    List<Effect> effects = new ArrayList<>();
    for (int i = 0; i < policy.rules().size(); i++) {
      Rule rule = policy.rules().get(i);
      effects.add(
          new Effect(
              rule.name(),
              rule.reason(),
              rule.severity().label(),
              row.getLong(3 * i),
              row.getLong(3 * i + 1),
              row.getLong(3 * i + 2)));
    }
    return effects;
  }

  /** How two sets differ, and the reasons of the second: rows with each, and rows with it alone. */
  private static final class Change {
    private long keptBefore;
    private long keptAfter;
    private long newlyKept;
    private long newlyDropped;
    private long rows;
    private final Map<String, long[]> reasons = new TreeMap<>();

    /** In one pass: what two policies say of a row are few kinds. */
    static Change of(Dataset<Row> verdicts) {
      Change change = new Change();
      verdicts
          .groupBy("image_id", "model_id", "params_hash")
          .agg(
              max(when(col("policy").equalTo(BEFORE), col("keep"))).as(BEFORE),
              max(when(col("policy").equalTo(AFTER), col("keep"))).as(AFTER),
              max(when(col("policy").equalTo(AFTER), col("reasons"))).as("reasons"))
          .groupBy(BEFORE, AFTER, "reasons")
          .count()
          .collectAsList()
          .forEach(
              kind ->
                  change.add(
                      kind.getBoolean(0), kind.getBoolean(1), kind.getList(2), kind.getLong(3)));
      return change;
    }

    private void add(boolean before, boolean after, List<String> because, long count) {
      rows += count;
      keptBefore += before ? count : 0;
      keptAfter += after ? count : 0;
      newlyKept += after && !before ? count : 0;
      newlyDropped += before && !after ? count : 0;
      for (String reason : because) {
        long[] counts = reasons.computeIfAbsent(reason, none -> new long[2]);
        counts[0] += count;
        counts[1] += because.size() == 1 ? count : 0;
      }
    }
  }

  private static Map<String, Object> figures(
      Policy current, Policy other, List<Effect> effects, Change change) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("policy", other.name());
    figures.put("policy_hash", other.hash());
    figures.put("compared_with", current.name());
    figures.put("effects", effects.stream().map(Effect::figures).toList());
    figures.put("kept", change.keptAfter);
    figures.put("dropped", change.rows - change.keptAfter);
    figures.put("kept_before", change.keptBefore);
    figures.put("dropped_before", change.rows - change.keptBefore);
    figures.put("newly_kept", change.newlyKept);
    figures.put("newly_dropped", change.newlyDropped);
    return figures;
  }

  private static List<String> lines(
      Policy current, Policy other, List<Effect> effects, Change change) {
    int rule = width("rule", effects.stream().map(Effect::rule).toList());
    int reason = width("reason", effects.stream().map(Effect::reason).toList());
    String format = "  %-" + rule + "s  %-" + reason + "s  %-8s  %10s  %10s  %10s";
    List<String> lines = new ArrayList<>();
    lines.add(
        "curate: what if %s (%s) took the place of %s (%s); nothing is written"
            .formatted(other.name(), other.origin(), current.name(), current.origin()));
    lines.add(format.formatted("rule", "reason", "severity", "says no", "only it", "undefined"));
    for (Effect effect : effects) {
      lines.add(
          format.formatted(
              effect.rule().isEmpty() ? "-" : effect.rule(),
              effect.reason(),
              effect.severity(),
              effect.saysNo(),
              effect.onlyIt(),
              effect.rule().isEmpty() ? "-" : effect.undefined()));
    }
    lines.add(
        "  together: kept %d of %d, dropped %d; before: kept %d, dropped %d"
            .formatted(
                change.keptAfter,
                change.rows,
                change.rows - change.keptAfter,
                change.keptBefore,
                change.rows - change.keptBefore));
    lines.add(
        "  newly kept: %d; newly dropped: %d".formatted(change.newlyKept, change.newlyDropped));
    return lines;
  }

  private static int width(String title, List<String> texts) {
    return texts.stream().mapToInt(String::length).reduce(title.length(), Math::max);
  }
}
