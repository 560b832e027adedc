package org.isobath.jobs.estimate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.isobath.jobs.CarefulMode;
import org.isobath.jobs.CellMemory;
import org.isobath.jobs.Conf;
import org.isobath.jobs.HadoopSettings;
import org.isobath.jobs.Job;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.jobs.SmallQueries;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.model.DepthModel;
import org.isobath.model.DepthModels;
import org.isobath.model.ModelCard;
import org.isobath.model.OutputSize;
import org.isobath.onnx.Device;

/** Estimates depth for every picture that has none yet from this model with these parameters. */
public final class EstimateJob implements Job {
  /** Three channels, and what a reduced copy takes besides. */
  private static final int PIXEL_BYTES = 6;

  /** Per pixel of a depth map: values twice, codes, the PNG as it grows, and its row. */
  private static final int DEPTH_BYTES = 24;

  @Override
  public String verb() {
    return "estimate";
  }

  @Override
  public String summary() {
    return "Estimate depth for every new image with a model";
  }

  /** Card, file, graph and device are held against each other before a picture is read. */
  @Override
  public void check(Conf conf, Options options) {
    recipe(conf);
  }

  private static Recipe recipe(Conf conf) {
    ModelCard card = ModelSettings.cards(conf).get(conf.string("estimate.model"));
    Recipe recipe = Recipe.of(conf, card);
    conf.bytes("estimate.batch-bytes");
    conf.bytes("estimate.partition-bytes");
    try (DepthModel model = open(conf, recipe, card)) {
      recipe.fusion().check(model);
      recipe.crossCheck().check(model);
    }
    for (ModelCard other : recipe.cards()) {
      if (!other.equals(card)) {
        open(conf, recipe, other).close();
      }
    }
    return recipe;
  }

  /**
   * The model on this machine, whose device need not be the executors': a CPU tells as much about
   * the graph.
   */
  private static DepthModel open(Conf conf, Recipe recipe, ModelCard card) {
    Path file = ModelSettings.of(conf).store().fetch(card, HadoopSettings.of(conf));
    Device here = local(conf) ? recipe.device() : Device.CPU;
    return DepthModels.open(card, file, here, 0, recipe.threads().intraOp(), recipe.batching());
  }

  private static boolean local(Conf conf) {
    return new SparkConf().get("spark.master", conf.string("spark.master")).startsWith("local");
  }

  @Override
  public Outcome run(Run run) throws Exception {
    return SmallQueries.during(run.spark(), () -> estimate(run));
  }

  private static Outcome estimate(Run run) throws Exception {
    Recipe recipe = recipe(run.conf());
    requireDevice(run, recipe);
    Tables tables = run.tables();
    long version = tables.version(Table.IMAGES);
    if (version < 0) {
      return nothing(recipe);
    }
    if (run.options().dryRun()) {
      return DryRun.of(run, recipe, version, totals(run, version).getLong(0));
    }
    tables.create(Table.DEPTH);
    if (run.options().retryRejects()) {
      DepthUpdate.forgetRejects(run, recipe);
    }
    OptionalLong settled = DepthUpdate.settled(tables, recipe);
    if (settled.isPresent()) {
      return outcome(
          recipe, settled.getAsLong(), List.of(), new Tally(run.spark().sparkContext()), 0);
    }
    Row totals = totals(run, version);
    DeltaFiles images = DeltaFiles.of(run.spark(), tables, Table.IMAGES, version);
    ReadSize size = ReadSize.of(run.conf(), images.bytes(), totals.getLong(1));
    Tally tally = new Tally(run.spark().sparkContext());
    long start = System.nanoTime();
    try (CarefulMode careful = CarefulMode.begin(run, work(recipe))) {
      DepthUpdate update = new DepthUpdate(run, recipe, tally, size, careful.orders());
      size.during(
          run.spark(),
          () ->
              CellMemory.during(
                  run.spark(),
                  totals.getLong(2),
                  heap(recipe, totals.getLong(2), totals.getLong(3)),
                  () -> {
                    OptionalLong limit = run.options().limit();
                    if (limit.isPresent()) {
                      update.some(version, limit.getAsLong());
                    } else {
                      update.complete(version, totals.getLong(0));
                      careful.done();
                    }
                    return null;
                  }));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return run.describe(
        "estimate: count outcomes",
        () -> outcome(run, recipe, version, totals.getLong(0), tally, seconds));
  }

  /**
   * Has one executor look for the device before anything is read, where it was asked for by name:
   * what the driver has, says nothing of a cluster.
   */
  private static void requireDevice(Run run, Recipe recipe) {
    Device device = recipe.device();
    if (device.gpu() && !local(run.conf())) {
      run.describe(
          "estimate: look for " + device.label(),
          () -> {
            JavaSparkContext.fromSparkContext(run.spark().sparkContext())
                .parallelize(List.of(device), 1)
                .foreach(Device::resolve);
            return null;
          });
    }
  }

  /** What a task needs for one picture: the encoded bytes, its pixels, and its depth. */
  private static long heap(Recipe recipe, long encoded, long pixels) {
    int depth = recipe.size() == OutputSize.IMAGE ? DEPTH_BYTES : 0;
    return CellMemory.heap(encoded) + pixels * (PIXEL_BYTES + depth);
  }

  /** Number of pictures, encoded bytes of all and of the largest, and the most pixels. */
  private static Row totals(Run run, long version) {
    return run.describe(
        "estimate: count images",
        () ->
            run.tables()
                .read(Table.IMAGES, version)
                .agg(
                    functions.count(functions.lit(1)),
                    functions.coalesce(functions.sum("length"), functions.lit(0L)),
                    functions.coalesce(functions.max("length"), functions.lit(0L)),
                    functions.coalesce(
                        functions.max(functions.expr("1L * width * height")), functions.lit(0L)))
                .head());
  }

  private static String work(Recipe recipe) {
    return "estimate-%s-%.16s".formatted(recipe.card().id(), recipe.paramsHash());
  }

  private static Outcome nothing(Recipe recipe) {
    return new Outcome(
        0,
        0,
        0,
        0,
        models(recipe),
        Map.of(),
        List.of("estimate: there are no images yet. Run isobath ingest first."));
  }

  private static Map<String, String> models(Recipe recipe) {
    return recipe.cards().stream()
        .collect(Collectors.toMap(ModelCard::id, card -> card.hash().orElseThrow()));
  }

  private static Outcome outcome(
      Run run, Recipe recipe, long version, long images, Tally tally, double seconds) {
    Tables tables = run.tables();
    Dataset<Row> mine =
        tables
            .read(Table.DEPTH)
            .where(DepthUpdate.ours(recipe).and(functions.col("run_id").equalTo(run.id())));
    List<Row> counts =
        mine.groupBy("state", "reason", "device").count().orderBy("reason").collectAsList();
    return outcome(recipe, images + later(tables, version, mine), counts, tally, seconds);
  }

  /**
   * @param in pictures that were there, in the end
   * @param counts of this run's outcomes: state, reason, device, number
   */
  private static Outcome outcome(
      Recipe recipe, long in, List<Row> counts, Tally tally, double seconds) {
    long out = 0;
    long rejected = 0;
    Map<String, Long> reasons = new LinkedHashMap<>();
    List<String> devices = new ArrayList<>();
    for (Row row : counts) {
      if (!devices.contains(row.getString(2))) {
        devices.add(row.getString(2));
      }
      if (row.getString(0).equals("ok")) {
        out += row.getLong(3);
      } else {
        rejected += row.getLong(3);
        reasons.merge(row.getString(1), row.getLong(3), Long::sum);
      }
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    double rate = (out + rejected) / Math.max(1e-9, seconds);
    figures.put("model", recipe.card().id());
    figures.put("params_hash", recipe.paramsHash());
    figures.put("device", String.join(", ", devices));
    figures.put("images_per_second", rate);
    figures.put("inferences_per_image", recipe.inferences());
    figures.put("decoded", tally.handled());
    figures.put("encoded_bytes", tally.bytes());
    figures.put("reject_reasons", reasons);
    return new Outcome(
        in,
        out,
        rejected,
        in - out - rejected,
        models(recipe),
        figures,
        lines(recipe, out, rejected, in, rate, reasons, devices));
  }

  /** Pictures of this run that were ingested while it ran. */
  private static long later(Tables tables, long version, Dataset<Row> mine) {
    if (tables.version(Table.IMAGES) == version) {
      return 0;
    }
    Dataset<Row> before = tables.read(Table.IMAGES, version).select("image_id");
    return mine.select("image_id").except(before).count();
  }

  private static List<String> lines(
      Recipe recipe,
      long out,
      long rejected,
      long in,
      double rate,
      Map<String, Long> reasons,
      List<String> devices) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "estimate: %d images with %s%s, %d rejected, %d needed nothing, %.1f images/s",
            out,
            recipe.card().id(),
            devices.isEmpty() ? "" : " on " + String.join(", ", devices),
            rejected,
            in - out - rejected,
            rate));
    reasons.forEach((reason, count) -> lines.add("  rejected, " + reason + ": " + count));
    return lines;
  }
}
