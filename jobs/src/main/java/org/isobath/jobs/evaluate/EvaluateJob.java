package org.isobath.jobs.evaluate;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Job;
import org.isobath.jobs.JobOption;
import org.isobath.jobs.MeanScores;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.jobs.evaluate.generations.GenerationEvaluation;
import org.isobath.quality.Semantics;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Scores stored depth against reference depth, per picture and in the mean, and stored generations
 * against the depth of their controls ({@link GenerationEvaluation}); or says what metrics without
 * a reference are worth ({@link Calibration}).
 */
public final class EvaluateJob implements Job {
  static final List<String> KEYS = List.of("image_id", "model_id", "params_hash");

  @Override
  public String verb() {
    return "evaluate";
  }

  @Override
  public String summary() {
    return "Score depth against reference depth, and generations against their controls";
  }

  @Override
  public List<JobOption> options() {
    return List.of(Calibration.OPTION);
  }

  @Override
  public void check(Conf conf, Options options) {
    Recipe.of(conf);
    MeanScores.confidence(conf);
    GenerationEvaluation.check(conf);
    if (options.own(Calibration.OPTION.name()).isPresent()) {
      Calibration.check(conf);
    }
  }

  @Override
  public Outcome run(Run run) {
    if (run.options().own(Calibration.OPTION.name()).isPresent()) {
      return Calibration.run(run);
    }
    Outcome depth = depth(run);
    return GenerationEvaluation.run(run)
        .map(generations -> together(depth, generations))
        .orElse(depth);
  }

  /** Depth that has no reference is no news where there are generations. */
  private static Outcome together(Outcome depth, Outcome generations) {
    Map<String, Object> figures = new LinkedHashMap<>(depth.figures());
    figures.put("generations", generations.figures());
    List<String> lines = new ArrayList<>(depth.in() == 0 ? List.of() : depth.lines());
    lines.addAll(generations.lines());
    return new Outcome(
        depth.in() + generations.in(),
        depth.out() + generations.out(),
        depth.rejected() + generations.rejected(),
        depth.skipped() + generations.skipped(),
        generations.models(),
        figures,
        lines);
  }

  private static Outcome depth(Run run) {
    Recipe recipe = Recipe.of(run.conf());
    Tables tables = run.tables();
    Dataset<Row> all = Work.all(tables, recipe);
    Dataset<Row> open =
        Work.open(tables, all, run.options().retryRejects())
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long rows = all.count();
      long todo = scores(open);
      if (run.options().dryRun()) {
        return dryRun(rows, todo);
      }
      Dataset<Row> work = open;
      if (run.options().limit().isPresent()) {
        int limit = (int) Math.min(Integer.MAX_VALUE, run.options().limit().getAsLong());
        work = open.orderBy("subject_id", "judge").limit(limit);
      }
      Scored scored = todo == 0 ? Scored.NONE : run(run, recipe, work);
      return outcome(run, rows, scored);
    } finally {
      open.unpersist();
    }
  }

  private static long scores(Dataset<Row> work) {
    return work.agg(coalesce(sum(size(col("protocols"))), lit(0L)).cast("long")).head().getLong(0);
  }

  private static Outcome dryRun(long rows, long todo) {
    return new Outcome(
        rows,
        0,
        0,
        rows,
        Map.of(),
        Map.of("scores_to_compute", todo),
        List.of(
            "evaluate would compute %d of %d scores (one per depth map, reference and protocol)"
                .formatted(todo, rows)));
  }

  /**
   * @param missing depth maps whose picture has no reference where it should be
   * @param example such a place; null when there is none
   */
  private record Scored(long out, long rejected, long missing, String example) {
    static final Scored NONE = new Scored(0, 0, 0, null);
  }

  private static Scored run(Run run, Recipe recipe, Dataset<Row> work) {
    Tables tables = run.tables();
    Dataset<Row> rows =
        tables
            .read(Table.DEPTH)
            .select("image_id", "model_id", "params_hash", "depth")
            .join(broadcast(work), CollectionConverters.asScala(KEYS).toSeq())
            .flatMap(new Scorer(recipe, run.id()), Encoders.row(Table.EVALUATIONS.schema()))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      requireForward(rows);
      Map<String, Long> states = new LinkedHashMap<>();
      rows.groupBy("state")
          .count()
          .collectAsList()
          .forEach(row -> states.put(row.getString(0), row.getLong(1)));
      long missing = states.getOrDefault(Scorer.MISSING, 0L);
      String example =
          missing == 0
              ? null
              : rows.where(col("state").equalTo(Scorer.MISSING))
                  .orderBy("reference")
                  .head()
                  .getAs("reference");
      tables.merge(Table.EVALUATIONS, rows.where(col("state").notEqual(Scorer.MISSING)), run.id());
      return new Scored(
          states.getOrDefault("ok", 0L), states.getOrDefault("rejected", 0L), missing, example);
    } finally {
      rows.unpersist();
    }
  }

  /** Nothing is stored of a model that is upside down. */
  private static void requireForward(Dataset<Row> rows) {
    rows.where("state = 'ok'")
        .dropDuplicates("subject_id", "judge")
        .groupBy("judge", "model_id", "params_hash")
        .agg(count(col("direction")), count(when(col("direction").lt(0), lit(1))))
        .orderBy("judge", "model_id", "params_hash")
        .collectAsList()
        .forEach(row -> Semantics.requireForward(row.getString(1), row.getLong(4), row.getLong(3)));
  }

  private static Outcome outcome(Run run, long rows, Scored scored) {
    List<MeanScores> means = MeanScores.of(run.tables(), MeanScores.confidence(run.conf()));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("without_reference", scored.missing());
    figures.put("scores", means.stream().map(MeanScores::figures).toList());
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "evaluate: %d scores (one per depth map, reference and protocol), %d rejected, %d needed nothing",
            scored.out(),
            scored.rejected(),
            rows - scored.out() - scored.rejected()));
    if (scored.missing() > 0) {
      lines.add(
          "  %d depth maps have no reference where evaluate.references says, such as %s"
              .formatted(scored.missing(), scored.example()));
    }
    if (rows == 0) {
      lines.add(
          "  no depth map has a place where its reference should be. Run isobath ingest and estimate, and check"
              + " evaluate.references: "
              + pictures(run.tables()));
    }
    lines.addAll(MeanScores.table(means));
    return new Outcome(
        rows,
        scored.out(),
        scored.rejected(),
        rows - scored.out() - scored.rejected(),
        Map.of(),
        figures,
        lines);
  }

  /** What the patterns were held against, for whom none of them matched. */
  private static String pictures(Tables tables) {
    Row row =
        tables
            .read(Table.SOURCES)
            .where("state = 'ok'")
            .agg(countDistinct("image_id"), org.apache.spark.sql.functions.min("uri"))
            .head();
    return row.getLong(0) == 0
        ? "there are no pictures yet."
        : "there are %d pictures, such as %s.".formatted(row.getLong(0), row.getString(1));
  }
}
