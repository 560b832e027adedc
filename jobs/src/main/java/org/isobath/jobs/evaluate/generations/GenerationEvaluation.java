package org.isobath.jobs.evaluate.generations;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.isobath.jobs.CellMemory;
import org.isobath.jobs.Conf;
import org.isobath.jobs.GeneratorFidelity;
import org.isobath.jobs.Judges;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Progress;
import org.isobath.jobs.RuleCheck;
import org.isobath.jobs.Run;
import org.isobath.jobs.SmallQueries;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * Measures generations, each once by each judge, and says which of them a policy keeps. Depth of a
 * generation is estimated again; the photograph behind it goes through the same judge, so that a
 * reader sees what the judge alone is to blame for.
 */
public final class GenerationEvaluation {
  private static final RuleCheck CHECK = new RuleCheck(RuleNames.all());

  private final Run run;
  private final Tables tables;
  private final Judges judges;
  private final Policy policy;

  private GenerationEvaluation(Run run) {
    this.run = run;
    this.tables = run.tables();
    this.judges = Judges.of(run.conf());
    this.policy = Policy.ofGenerations(run.conf());
  }

  /**
   * Policy and judges, before Spark starts.
   *
   * @throws org.isobath.UserError for the first mistake
   */
  public static void check(Conf conf) {
    CHECK.names(Policy.ofGenerations(conf));
    Judges.check(conf);
  }

  /**
   * Measures what has not been measured; or says, with {@code --dry-run}, what there is to do.
   *
   * @return empty where no generation is stored
   */
  public static Optional<Outcome> run(Run run) {
    return run.tables().read(Table.GENERATIONS).where("state = 'ok'").isEmpty()
        ? Optional.empty()
        : Optional.of(
            // keys and scores of what was bought with money: rows are few, and plans are wide
            SmallQueries.during(run.spark(), () -> new GenerationEvaluation(run).outcome()));
  }

  /** Rows written, and of what. */
  private record Measured(long ok, long rejected) {}

  private Outcome outcome() {
    CHECK.types(policy, run.spark());
    // narrow, and joined of four tables: planned and read once for all that is asked of it
    Dataset<Row> generations =
        Work.generations(tables, judges).persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> all = generations.unionByName(Work.photos(generations, judges));
    Dataset<Row> open =
        limited(Work.open(tables, all, run.options().retryRejects()))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long rows = all.count();
      Row subjects =
          open.agg(
                  count(when(ours(Subject.GENERATION), lit(1))),
                  count(when(ours(Subject.PHOTO), lit(1))))
              .head();
      long pictures = subjects.getLong(0);
      long photos = subjects.getLong(1);
      if (run.options().dryRun()) {
        return dryRun(rows, pictures, photos);
      }
      Measured measured =
          pictures + photos == 0 ? new Measured(0, 0) : measure(open, pictures, photos);
      long verdicts = run.describe("evaluate → evaluations: judge generations", this::judge);
      return outcome(rows, pictures, photos, measured, verdicts);
    } finally {
      open.unpersist();
      generations.unpersist();
    }
  }

  private static Column ours(Subject subject) {
    return col("subject").equalTo(subject.label());
  }

  /** {@code --limit} counts generations; their photographs come with them. */
  private Dataset<Row> limited(Dataset<Row> open) {
    if (run.options().limit().isEmpty()) {
      return open;
    }
    int limit = (int) Math.min(Integer.MAX_VALUE, run.options().limit().getAsLong());
    Dataset<Row> some = open.where(ours(Subject.GENERATION)).orderBy("subject_id").limit(limit);
    Dataset<Row> controls = some.select("image_id", "model_id", "params_hash").distinct();
    return some.unionByName(
        open.where(ours(Subject.PHOTO))
            .join(controls, Work.CONTROL.toArray(String[]::new), "left_semi")
            .select(columns(some)));
  }

  private static Column[] columns(Dataset<Row> like) {
    return Arrays.stream(like.columns()).map(name -> col(name)).toArray(Column[]::new);
  }

  private Outcome dryRun(long rows, long pictures, long photos) {
    return new Outcome(
        rows,
        0,
        0,
        rows,
        Map.of(),
        Map.of("generations_to_evaluate", pictures, "photos_to_evaluate", photos),
        List.of(
            "evaluate would estimate depth of %d generations and %d original photographs with %s%s"
                .formatted(
                    pictures,
                    photos,
                    String.join(", ", judges.ids()),
                    judges.clip() == null
                        ? ""
                        : ", and hold the generations against their prompts with "
                            + judges.clip().id())));
  }

  private Measured measure(Dataset<Row> open, long pictures, long photos) {
    judges.fetch(run.conf());
    judges.fetchClip(run.conf());
    ControlDepths controls =
        run.describe(
            "evaluate: lay out depth of controls",
            () ->
                ControlDepths.of(
                    run,
                    open.where("has_depth")
                        .select("image_id", "model_id", "params_hash")
                        .distinct()));
    LongAccumulator done = run.spark().sparkContext().longAccumulator("evaluated pictures");
    LongAccumulator rejected = run.spark().sparkContext().longAccumulator("rejected pictures");
    JudgeMapper mapper = new JudgeMapper(judges, controls, done, rejected, run.id());
    Dataset<Row> rows =
        generations(open)
            .flatMap(mapper, Encoders.row(Table.EVALUATIONS.schema()))
            .union(photos(open).flatMap(mapper, Encoders.row(Table.EVALUATIONS.schema())))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try (Progress progress =
        Progress.start(
            run,
            new Progress.Step(
                "evaluate",
                String.join(", ", judges.ids()),
                "pictures",
                pictures + photos,
                done::value,
                rejected::value))) {
      return run.describe(
          "evaluate → evaluations: estimate depth of generations",
          () ->
              CellMemory.during(
                  run.spark(),
                  Math.max(
                      CellMemory.largest(tables, Table.GENERATIONS),
                      CellMemory.largest(tables, Table.IMAGES)),
                  () -> stored(rows)));
    } finally {
      rows.unpersist();
      controls.remove(run.spark().sessionState().newHadoopConf());
    }
  }

  private Dataset<Row> generations(Dataset<Row> open) {
    return tables
        .read(Table.GENERATIONS)
        .where("state = 'ok'")
        .select(
            col("request_id"),
            col("output_index"),
            col("image").as("content"),
            lit(null).cast("string").as("uri"))
        .join(
            broadcast(open.where(ours(Subject.GENERATION))),
            new String[] {"request_id", "output_index"});
  }

  private Dataset<Row> photos(Dataset<Row> open) {
    return tables
        .read(Table.IMAGES)
        .select("image_id", "content", "uri")
        .join(broadcast(open.where(ours(Subject.PHOTO))), new String[] {"image_id"});
  }

  private Measured stored(Dataset<Row> rows) {
    Map<String, Long> states =
        rows.groupBy("state").count().collectAsList().stream()
            .collect(Collectors.toMap(row -> row.getString(0), row -> row.getLong(1)));
    tables.merge(Table.EVALUATIONS, rows, run.id());
    return new Measured(states.getOrDefault("ok", 0L), states.getOrDefault("rejected", 0L));
  }

  /** The policy's verdicts, as far as they are not stored like that. */
  private long judge() {
    Dataset<Row> changed =
        Verdicts.changed(
                Verdicts.of(policy, Verdicts.rows(tables, judges), judges),
                tables.read(Table.EVALUATIONS))
            .withColumn("run_id", lit(run.id()))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long verdicts = changed.count();
      if (verdicts > 0) {
        tables.merge(Table.EVALUATIONS, complete(changed), run.id());
      }
      return verdicts;
    } finally {
      changed.unpersist();
    }
  }

  /** With the columns that are for other subjects, so that a verdict anew says the same in all. */
  private static Dataset<Row> complete(Dataset<Row> verdicts) {
    List<String> has = List.of(verdicts.columns());
    return verdicts.select(
        Arrays.stream(Table.EVALUATIONS.schema().fields())
            .map(
                field ->
                    has.contains(field.name())
                        ? col(field.name())
                        : lit(null).cast(field.dataType()).as(field.name()))
            .toArray(Column[]::new));
  }

  private Outcome outcome(long rows, long pictures, long photos, Measured measured, long verdicts) {
    List<GeneratorFidelity> generators = GeneratorFidelity.of(tables, policy.name());
    long skipped = rows - measured.ok() - measured.rejected();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("generations_evaluated", pictures);
    figures.put("photos_evaluated", photos);
    figures.put("verdicts_written", verdicts);
    figures.put("policy", policy.name());
    figures.put("generators", generators.stream().map(GeneratorFidelity::figures).toList());
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "evaluate: %d generations and %d original photographs by %s, %d rows rejected, %d needed nothing; verdicts"
                + " of the policy %s written: %d",
            pictures,
            photos,
            String.join(", ", judges.ids()),
            measured.rejected(),
            skipped,
            policy.name(),
            verdicts));
    generators.forEach(generator -> lines.addAll(generator.lines()));
    selfJudged().ifPresent(lines::add);
    return new Outcome(rows, measured.ok(), measured.rejected(), skipped, models(), figures, lines);
  }

  private Map<String, String> models() {
    Map<String, String> models = new LinkedHashMap<>();
    judges.cards().forEach(card -> models.put(card.id(), card.hash().orElseThrow()));
    if (judges.clip() != null) {
      models.put(judges.clip().id(), judges.clip().paramsHash());
    }
    return models;
  }

  /** A judge that is alone and made the depth that it judges by. */
  private Optional<String> selfJudged() {
    if (judges.cards().size() > 1) {
      return Optional.empty();
    }
    String judge = judges.ids().get(0);
    Row row =
        tables
            .read(Table.GENERATIONS)
            .where("state = 'ok'")
            .join(tables.read(Table.REQUESTS).select("request_id", "model_id"), "request_id")
            .agg(
                coalesce(sum(col("model_id").equalTo(judge).cast("long")), lit(0L)),
                coalesce(sum(lit(1L)), lit(0L)))
            .head();
    return row.getLong(0) == 0
        ? Optional.empty()
        : Optional.of(
            "  warning: %s is the only judge and made the depth of the controls of %d of %d generations itself: what it is"
                    .formatted(judge, row.getLong(0), row.getLong(1))
                + " blind to counts as followed. Name another model in evaluate.generations.judges.");
  }
}
