package org.isobath.jobs.evaluate.generations;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_intersect;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Judges;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Rule;
import org.isobath.jobs.RuleReasons;
import org.isobath.jobs.Severity;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.model.ModelCard;
import org.isobath.quality.FidelityProtocol;
import org.isobath.quality.FidelityScore;
import org.isobath.quality.PromptScore;

/**
 * What a policy says of generations, from their rows in {@code evaluations}: no picture is read, so
 * another policy costs next to nothing. A generation is kept when no rule says no to it by the word
 * of any judge. One that lacks a row of a configured judge has no verdict yet.
 */
final class Verdicts {
  /** {@code evaluations.judge} of a verdict; its protocol is the policy's name. */
  static final String JUDGE = "policy";

  /** Reason of a generation of which something could not be measured. */
  static final String NOT_EVALUATED = "not_evaluated";

  /** Reason of a generation whose terms do not allow commercial use, or are unknown. */
  static final String LICENSE_NOT_COMMERCIAL = "license_not_commercial";

  private static final List<String> SAID =
      List.of("keep", "reasons", "warnings", "policy_hash", "reference");

  private Verdicts() {}

  /**
   * Every stored generation once for each judge, with every name of {@link RuleNames}, and {@code
   * complete}: all its rows are there, {@code measured}: none of them was rejected.
   */
  static Dataset<Row> rows(Tables tables, Judges judges) {
    Dataset<Row> evaluations = tables.read(Table.EVALUATIONS);
    Dataset<Row> generations =
        tables
            .read(Table.GENERATIONS)
            .where("state = 'ok'")
            .selectExpr(RuleNames.OF_GENERATIONS.toArray(String[]::new))
            .withColumn("subject_id", concat_ws("/", col("request_id"), col("output_index")))
            .join(
                tables
                    .read(Table.REQUESTS)
                    .selectExpr(
                        Stream.concat(Stream.of("request_id"), RuleNames.OF_REQUESTS.stream())
                            .toArray(String[]::new)),
                "request_id")
            .withColumn("photo_id", Work.controlKey())
            .withColumn(
                "judge",
                explode(array(judges.ids().stream().map(id -> lit(id)).toArray(Column[]::new))));
    Dataset<Row> pictures =
        evaluations
            .where(
                col("subject")
                    .equalTo(Subject.GENERATION.label())
                    .and(col("judge").equalTo(Subject.NO_JUDGE))
                    .and(col("protocol").equalTo(Subject.PICTURE)))
            .select(
                col("subject_id"),
                col("state").as("picture_state"),
                col("control_width"),
                col("control_height"),
                col("image_metrics.*"));
    Dataset<Row> rows =
        generations
            .join(pictures, new String[] {"subject_id"}, "left")
            .join(
                scores(evaluations, judges, Subject.GENERATION, ""),
                new String[] {"subject_id", "judge"},
                "left")
            .join(
                scores(evaluations, judges, Subject.PHOTO, RuleNames.PHOTO)
                    .withColumnRenamed("subject_id", "photo_id")
                    .drop("protocols", "sound"),
                new String[] {"photo_id", "judge"},
                "left");
    rows = withPrompts(rows, evaluations, judges);
    int protocols = FidelityProtocol.values().length;
    rows =
        rows.withColumn(
                "complete",
                col("picture_state")
                    .isNotNull()
                    .and(col("prompt_state").isNotNull())
                    .and(coalesce(col("protocols"), lit(0)).equalTo(protocols)))
            .withColumn(
                "measured",
                col("picture_state")
                    .equalTo("ok")
                    .and(col("prompt_state").equalTo("ok"))
                    .and(coalesce(col("sound"), lit(0)).equalTo(protocols)));
    for (String name : RuleNames.OF_SIZE.keySet().stream().sorted().toList()) {
      rows = rows.withColumn(name, expr(RuleNames.OF_SIZE.get(name)));
    }
    return rows;
  }

  /** What the CLIP says; of generations that nobody holds against their prompts, nothing. */
  private static Dataset<Row> withPrompts(
      Dataset<Row> rows, Dataset<Row> evaluations, Judges judges) {
    if (judges.clip() == null) {
      Dataset<Row> silent = rows.withColumn("prompt_state", lit("ok"));
      for (PromptScore score : PromptScore.values()) {
        silent = silent.withColumn(score.label(), lit(null).cast("double"));
      }
      return silent;
    }
    Column ours =
        col("subject")
            .equalTo(Subject.GENERATION.label())
            .and(col("protocol").equalTo(Subject.PROMPT))
            .and(col("judge").equalTo(judges.clip().id()))
            .and(col("judge_params_hash").equalTo(judges.clip().paramsHash()));
    return rows.join(
        evaluations
            .where(ours)
            .select(col("subject_id"), col("state").as("prompt_state"), col("adherence.*")),
        new String[] {"subject_id"},
        "left");
  }

  /** The scores of all protocols of a picture and a judge in one row. */
  private static Dataset<Row> scores(
      Dataset<Row> evaluations, Judges judges, Subject subject, String prefix) {
    Column ours =
        judges.cards().stream()
            .map(Verdicts::by)
            .reduce(Column::or)
            .orElseThrow()
            .and(col("subject").equalTo(subject.label()));
    List<Column> wanted = new ArrayList<>();
    wanted.add(count(when(col("state").equalTo("ok"), lit(1))).as("sound"));
    for (FidelityScore score : FidelityScore.values()) {
      wanted.add(
          max(when(
                  col("protocol").equalTo(score.protocol().label()),
                  col("fidelity." + score.label())))
              .as(prefix + score.label()));
    }
    return evaluations
        .where(ours)
        .groupBy("subject_id", "judge")
        .agg(count(lit(1)).as("protocols"), wanted.toArray(Column[]::new));
  }

  private static Column by(ModelCard judge) {
    return col("judge")
        .equalTo(judge.id())
        .and(col("judge_params_hash").equalTo(judge.paramsHash()));
  }

  /**
   * One row of {@code evaluations} for each generation that is complete.
   *
   * @param rows as {@link #rows} gives them
   */
  static Dataset<Row> of(Policy policy, Dataset<Row> rows, Judges judges) {
    List<Column> causes = new ArrayList<>();
    if (policy.commercial()) {
      causes.add(
          when(not(coalesce(col("license_commercial"), lit(false))), lit(LICENSE_NOT_COMMERCIAL)));
    }
    causes.addAll(RuleReasons.of(policy, Severity.DROP));
    List<String> identity = new ArrayList<>(List.of("subject_id", "request_id", "output_index"));
    identity.addAll(List.of("generator", "image_id", "model_id", "params_hash"));
    return rows.select(
            Stream.concat(
                    identity.stream().map(name -> col(name)),
                    Stream.of(
                        col("complete"),
                        when(col("measured"), RuleReasons.distinct(causes))
                            .otherwise(array(lit(NOT_EVALUATED)))
                            .as("said"),
                        when(
                                col("measured"),
                                RuleReasons.distinct(RuleReasons.of(policy, Severity.WARN)))
                            .otherwise(array().cast("array<string>"))
                            .as("warned")))
                .toArray(Column[]::new))
        .groupBy(identity.stream().map(name -> col(name)).toArray(Column[]::new))
        .agg(
            count(when(col("complete"), lit(1))).as("judged"),
            array_intersect(
                    words(policy, Severity.DROP), array_distinct(flatten(collect_list("said"))))
                .as("reasons"),
            array_intersect(
                    words(policy, Severity.WARN), array_distinct(flatten(collect_list("warned"))))
                .as("warnings"))
        .where(col("judged").equalTo(judges.cards().size()))
        .drop("judged")
        .withColumn("keep", size(col("reasons")).equalTo(0))
        .withColumn("subject", lit(Subject.GENERATION.label()))
        .withColumn("judge", lit(JUDGE))
        .withColumn("protocol", lit(policy.name()))
        .withColumn("state", lit("ok"))
        .withColumn("policy_hash", lit(policy.hash()))
        .withColumn("reference", lit(String.join(", ", judges.ids())));
  }

  /** All reasons there can be, in the order in which they are listed. */
  private static Column words(Policy policy, Severity severity) {
    Stream<String> ofRules =
        policy.rules().stream().filter(rule -> rule.severity() == severity).map(Rule::reason);
    Stream<String> ours =
        severity == Severity.DROP ? Stream.of(NOT_EVALUATED, LICENSE_NOT_COMMERCIAL) : Stream.of();
    return array(
            Stream.concat(ours, ofRules).distinct().map(word -> lit(word)).toArray(Column[]::new))
        .cast("array<string>");
  }

  /** Those that are not stored, or are stored and say something else. */
  static Dataset<Row> changed(Dataset<Row> verdicts, Dataset<Row> evaluations) {
    Column same = lit(true);
    for (String column : SAID) {
      same = same.and(col("v." + column).eqNullSafe(col("e." + column)));
    }
    return verdicts
        .as("v")
        .join(
            evaluations
                .where(
                    col("subject")
                        .equalTo(Subject.GENERATION.label())
                        .and(col("judge").equalTo(JUDGE)))
                .as("e"),
            Tables.sameKey(Table.EVALUATIONS, "v", "e").and(same),
            "left_anti");
  }
}
