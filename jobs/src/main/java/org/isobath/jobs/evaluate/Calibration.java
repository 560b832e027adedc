package org.isobath.jobs.evaluate;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.isobath.jobs.Conf;
import org.isobath.jobs.JobOption;
import org.isobath.jobs.MetricWorth;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Progress;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.quality.BetterHalf;
import org.isobath.quality.Correlation;
import org.isobath.quality.Metric;
import org.isobath.quality.TrueError;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How well each metric without a reference predicts how wrong depth is: over rendered scenes, over
 * scenes that were degraded, over both, and over the stored pairs that have a reference. And what
 * the policy makes of them.
 */
final class Calibration {
  static final JobOption OPTION =
      JobOption.flag(
          "--calibrate",
          "say how well each metric predicts error, over rendered scenes and stored pairs; score nothing");

  /** Scenes as they are and degraded ones together. */
  static final String MIXED = "mixed_" + SceneTrial.JUDGE;

  /** Stored pairs of all judges together, where there are several. */
  static final String ALL_PAIRS = "all_pairs";

  /** Pairs of all judges that the driver takes; ids are hashes, so these are any. */
  private static final int MOST_PAIRS = 50_000;

  /** Tasks, so that a core that has little to do takes more of them. */
  private static final int PARTS = 64;

  private Calibration() {}

  static void check(Conf conf) {
    CalibrationRecipe.of(conf, Long.MAX_VALUE);
    Policy.load(conf);
  }

  static Outcome run(Run run) {
    CalibrationRecipe recipe = CalibrationRecipe.of(run.conf(), run.options().limitOrAll());
    if (run.options().dryRun()) {
      return Outcome.of(
          Map.of("scenes", recipe.scenes(), "inferences_per_scene", recipe.inferences()),
          List.of(
              String.format(
                  Locale.ROOT,
                  "evaluate --calibrate would render %d scenes and look at each for about %.1f inferences",
                  recipe.scenes(),
                  recipe.inferences())));
    }
    LongAccumulator done = run.spark().sparkContext().longAccumulator("calibrated scenes");
    LongAccumulator rejected = run.spark().sparkContext().longAccumulator("rejected scenes");
    Dataset<Row> samples =
        run.spark()
            .range(0, recipe.scenes(), 1, Math.max(1, Math.min(recipe.scenes(), PARTS)))
            .flatMap(new SceneTrial(recipe, done, rejected), Encoders.row(Sample.SCHEMA))
            .union(pairs(run))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try (Progress progress =
        Progress.start(
            run,
            new Progress.Step(
                "evaluate",
                recipe.card().id(),
                "scenes",
                recipe.scenes(),
                done::value,
                rejected::value))) {
      return outcome(run, recipe, samples);
    } finally {
      samples.unpersist();
    }
  }

  /** Stored depth of pictures that have a reference which is no scene. */
  private static Dataset<Row> pairs(Run run) {
    Recipe all = Recipe.of(run.conf());
    Recipe recipe =
        new Recipe(
            all.references().stream().filter(r -> !(r instanceof SceneReference)).toList(),
            List.of("lsq_inverse"),
            all.models(),
            all.maxBytes());
    if (recipe.references().isEmpty()) {
      return run.spark().createDataFrame(List.of(), Sample.SCHEMA);
    }
    Tables tables = run.tables();
    Dataset<Row> images =
        tables.read(Table.IMAGES).select(col("image_id"), col("metrics").as("image_metrics"));
    Dataset<Row> work =
        Work.all(tables, recipe)
            .orderBy("subject_id", "judge")
            .limit(MOST_PAIRS)
            .join(images, "image_id");
    return tables
        .read(Table.DEPTH)
        .select(
            col("image_id"),
            col("model_id"),
            col("params_hash"),
            col("depth"),
            col("metrics").as("depth_metrics"))
        .join(broadcast(work), CollectionConverters.asScala(EvaluateJob.KEYS).toSeq())
        .flatMap(new PairTrial(recipe), Encoders.row(Sample.SCHEMA));
  }

  private static Outcome outcome(Run run, CalibrationRecipe recipe, Dataset<Row> samples) {
    List<MetricWorth> worth = worth(samples.collectAsList());
    store(run, recipe, worth);
    String folder = run.conf().string("evaluate.calibration.rows");
    if (!folder.isEmpty()) {
      samples.coalesce(1).write().option("header", true).csv(folder);
    }
    PolicyTrial trial = PolicyTrial.of(Policy.load(run.conf()), samples);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("model", recipe.card().id());
    figures.put("params_hash", recipe.paramsHash());
    figures.put("pictures", samples.count());
    figures.put("policy", trial.figures());
    List<String> lines = new ArrayList<>();
    lines.add(
        "evaluate --calibrate: %d numbers about %d metrics, over %s"
            .formatted(
                worth.size(),
                worth.stream().map(MetricWorth::metric).distinct().count(),
                recipe.describe()));
    lines.addAll(tables(worth));
    if (recipe.scenes() > 0) {
      lines.addAll(trial.lines());
    }
    return Outcome.of(figures, lines);
  }

  /** Of every set, model, error and metric for which there is any. */
  static List<MetricWorth> worth(List<Row> samples) {
    boolean severalJudges =
        samples.stream()
                .filter(sample -> !ofScene(sample))
                .map(Calibration::judge)
                .distinct()
                .count()
            > 1;
    Map<List<String>, List<Row>> sets = new LinkedHashMap<>();
    for (Row sample : samples) {
      for (String set : sets(sample, severalJudges)) {
        sets.computeIfAbsent(
                List.of(set, sample.getAs("model_id"), sample.getAs("params_hash")),
                none -> new ArrayList<>())
            .add(sample);
      }
    }
    List<MetricWorth> all = new ArrayList<>();
    sets.forEach(
        (key, rows) -> {
          for (TrueError error : TrueError.values()) {
            double[] errors = column(rows, Sample.column(error));
            for (Metric metric : Sample.METRICS) {
              double[] scores = column(rows, metric.label());
              double correlation = Correlation.ofRanks(scores, errors);
              if (!Double.isNaN(correlation)) {
                all.add(
                    new MetricWorth(
                        key.get(0),
                        error.label(),
                        key.get(1),
                        key.get(2),
                        metric.label(),
                        IntStream.range(0, scores.length)
                            .filter(i -> !Double.isNaN(scores[i]) && !Double.isNaN(errors[i]))
                            .count(),
                        correlation,
                        BetterHalf.errorRatio(scores, errors, metric.better())));
              }
            }
          }
        });
    return all;
  }

  private static String judge(Row sample) {
    return sample.getAs("judge");
  }

  private static boolean ofScene(Row sample) {
    return judge(sample).equals(SceneTrial.JUDGE);
  }

  private static List<String> sets(Row sample, boolean severalJudges) {
    String judge = judge(sample);
    if (!ofScene(sample)) {
      return severalJudges ? List.of(judge, ALL_PAIRS) : List.of(judge);
    }
    return List.of(sample.getAs("degradation") == null ? judge : "degraded_" + judge, MIXED);
  }

  private static double[] column(List<Row> rows, String name) {
    return rows.stream()
        .mapToDouble(
            row -> {
              Double value = row.getAs(name);
              return value == null ? Double.NaN : value;
            })
        .toArray();
  }

  private static void store(Run run, CalibrationRecipe recipe, List<MetricWorth> worth) {
    List<Row> rows = new ArrayList<>();
    for (MetricWorth one : worth) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("subject", MetricWorth.SUBJECT);
      row.put("subject_id", one.subjectId());
      row.put("judge", one.set());
      row.put("protocol", one.error());
      row.put("state", "ok");
      row.put("model_id", one.modelId());
      row.put("params_hash", one.paramsHash());
      row.put("reference", one.set().endsWith(SceneTrial.JUDGE) ? recipe.describe() : null);
      row.put("pictures", one.pictures());
      row.put("rank_correlation", one.correlation());
      row.put("half_error", one.halfError());
      row.put("run_id", run.id());
      rows.add(
          RowFactory.create(
              Arrays.stream(Table.EVALUATIONS.schema().fieldNames()).map(row::get).toArray()));
    }
    if (!rows.isEmpty()) {
      run.tables()
          .merge(
              Table.EVALUATIONS,
              run.spark().createDataFrame(rows, Table.EVALUATIONS.schema()),
              run.id());
    }
  }

  /** For the mixed scenes, and for stored pairs of each model. */
  private static List<String> tables(List<MetricWorth> worth) {
    boolean severalJudges = worth.stream().anyMatch(one -> one.set().equals(ALL_PAIRS));
    Map<List<String>, List<MetricWorth>> tables = new LinkedHashMap<>();
    for (MetricWorth one : worth) {
      boolean pairs = !one.set().endsWith(SceneTrial.JUDGE);
      if (one.set().equals(MIXED) || pairs && one.set().equals(ALL_PAIRS) == severalJudges) {
        tables
            .computeIfAbsent(
                List.of(one.set(), one.modelId(), one.paramsHash()), none -> new ArrayList<>())
            .add(one);
      }
    }
    return tables.values().stream().flatMap(table -> table(table).stream()).toList();
  }

  /** Of one set and model, the metrics that say most first. */
  private static List<String> table(List<MetricWorth> worth) {
    MetricWorth any = worth.get(0);
    List<String> lines = new ArrayList<>();
    lines.add(
        "  %-22s %s   (%s of %s, up to %d pictures)"
            .formatted(
                "metric",
                Arrays.stream(TrueError.values())
                    .map(error -> "rho and better half, " + error.label())
                    .collect(Collectors.joining("   ")),
                any.set(),
                any.modelId(),
                worth.stream().mapToLong(MetricWorth::pictures).max().orElse(0)));
    worth.stream()
        .filter(one -> one.error().equals(TrueError.INVERSE_RANGE.label()))
        .sorted((a, b) -> Double.compare(Math.abs(b.correlation()), Math.abs(a.correlation())))
        .forEach(
            one ->
                lines.add(
                    "  %-22s %s"
                        .formatted(
                            one.metric(),
                            Arrays.stream(TrueError.values())
                                .map(error -> cell(worth, one.metric(), error))
                                .collect(Collectors.joining("   ")))));
    return lines;
  }

  private static String cell(List<MetricWorth> worth, String metric, TrueError error) {
    return worth.stream()
        .filter(one -> one.error().equals(error.label()) && one.metric().equals(metric))
        .findFirst()
        .map(one -> String.format(Locale.ROOT, "%+.2f  %.3f", one.correlation(), one.halfError()))
        .orElse("-");
  }
}
