package org.isobath.jobs.generate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.io.Closeable;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.isobath.generate.GeneratorCards;
import org.isobath.generate.LocalGeneratorCard;
import org.isobath.generate.Parameter;
import org.isobath.generate.local.PictureSize;
import org.isobath.generate.local.SharedGenerators;
import org.isobath.jobs.CellMemory;
import org.isobath.jobs.DecodeSettings;
import org.isobath.jobs.Progress;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;

/**
 * Makes pictures on the devices of the executors. Controls first, once each; then requests in
 * portions of about {@code generate.store-every}, each of which is one commit: a run that dies
 * loses the portion in hand, and the next one makes what has no row.
 */
final class LocalWork {
  /** Red, green and blue: a PNG is hardly larger. */
  private static final long PIXEL_BYTES = 3;

  /** Equal sizes side by side, and within them equal prompts, so that each is encoded once. */
  private static final Comparator<PlannedRequest> NEIGHBOURS =
      Comparator.<PlannedRequest, String>comparing(planned -> planned.card().id())
          .thenComparing(planned -> size(planned.request().parameters()))
          .thenComparing(planned -> planned.request().prompt())
          .thenComparing(planned -> planned.request().requestId());

  private final Run run;
  private final LedgerPlace place;
  private final GenerateSettings settings;
  private final LocalSettings local;
  private final List<PlannedRequest> requests;
  private final Map<String, LocalGeneratorCard> cards = new HashMap<>();
  private final LocalTally tally;
  private final Map<String, Long> rejected = new LinkedHashMap<>();
  private long unmade;
  private long stored;
  private long pictures;
  private double deviceSeconds;

  LocalWork(
      Run run,
      LedgerPlace place,
      GenerateSettings settings,
      GeneratorCards cards,
      List<PlannedRequest> requests) {
    this.run = run;
    this.place = place;
    this.settings = settings;
    this.local = settings.local();
    this.requests = requests.stream().sorted(NEIGHBOURS).toList();
    requests.forEach(
        planned -> this.cards.put(planned.card().id(), cards.local(planned.card().id())));
    this.tally = new LocalTally(run.spark().sparkContext());
  }

  private static String size(Map<Parameter, Object> parameters) {
    return Set.of(Parameter.WIDTH, Parameter.HEIGHT, Parameter.MEGAPIXELS, Parameter.STEPS).stream()
        .sorted()
        .map(parameter -> String.valueOf(parameters.get(parameter)))
        .collect(Collectors.joining(" "));
  }

  /**
   * Makes all of them.
   *
   * @throws org.isobath.UserError for components and devices that cannot be used, before a picture
   *     is made
   */
  void run() throws Exception {
    if (requests.isEmpty()) {
      return;
    }
    Configuration hadoop = run.spark().sessionState().newHadoopConf();
    cards.values().forEach(card -> card.components().keySet().forEach(card::folder));
    if (run.spark().sparkContext().isLocal()) {
      // elsewhere the first tasks find it out
      cards
          .values()
          .forEach(
              card ->
                  SharedGenerators.get(
                      card, folder -> local.store().store().fetch(folder, hadoop), local.place(0)));
    }
    try (Closeable lock = place.lock()) {
      List<ControlForm> forms = requests.stream().map(ControlForm::of).toList();
      unmade =
          run.describe(
              "generate: make controls ready",
              () -> NeededControls.make(run, place, place.controls(hadoop), forms));
      try (Progress lines = Progress.start(run, step())) {
        portions();
      }
    }
    countEnded();
  }

  private Progress.Step step() {
    return new Progress.Step(
        "generate",
        "on our own devices",
        "requests",
        requests.size(),
        tally::handled,
        tally::rejects,
        () -> tally.steps() + " steps of denoising");
  }

  private void portions() {
    int slots = run.spark().sparkContext().defaultParallelism();
    int size = slots * local.batch();
    for (int from = 0; from < requests.size(); ) {
      List<PlannedRequest> portion = requests.subList(from, Math.min(requests.size(), from + size));
      long start = System.nanoTime();
      make(portion, slots);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      from += portion.size();
      size = next(portion.size(), took, settings.storeEvery(), slots * local.batch());
    }
  }

  /**
   * Requests of the next portion: as many as are made in {@code every} at the pace of the last one,
   * but no more than four times as many, because the first one has loaded graphs.
   */
  static int next(int last, Duration took, Duration every, int least) {
    double fitting = last * (every.toMillis() / Math.max(1.0, took.toMillis()));
    return (int) Math.max(least, Math.min(fitting, 4.0 * last));
  }

  private void make(List<PlannedRequest> portion, int slots) {
    SparkSession spark = run.spark();
    int tasks = Math.max(1, Math.min(slots, portion.size() / local.batch()));
    // keys alone; slices keep neighbours together
    Dataset<Row> asked =
        spark.createDataFrame(
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(portion.stream().map(LocalRows::row).toList(), tasks),
            LocalRows.INPUT);
    LocalRows made =
        new LocalRows(
            local, new HashMap<>(cards), place, DecodeSettings.of(run.conf()), tally, run.id());
    Dataset<Row> rows = asked.mapPartitions(made, Encoders.row(Table.GENERATIONS.schema()));
    run.describe(
        "generate → generations: make pictures",
        () ->
            CellMemory.during(
                spark,
                largest(portion),
                () -> {
                  run.tables().append(Table.GENERATIONS, rows, run.id());
                  return null;
                }));
  }

  /** Bytes of the largest picture, about. */
  private static long largest(List<PlannedRequest> portion) {
    return portion.stream()
        .map(planned -> planned.request().parameters())
        .mapToLong(
            asked ->
                PIXEL_BYTES
                    * (Long) asked.getOrDefault(Parameter.WIDTH, 1L)
                    * (Long) asked.getOrDefault(Parameter.HEIGHT, PictureSize.TRAINED_PIXELS))
        .max()
        .orElse(0);
  }

  /** What the table has of this run; tasks that ran twice are in it once. */
  private void countEnded() {
    run.tables()
        .read(Table.GENERATIONS)
        .where(
            col("run_id")
                .equalTo(run.id())
                .and(col("generator").isin(cards.keySet().toArray(Object[]::new))))
        .groupBy(col("reason"))
        .agg(countDistinct("request_id"), count(lit(1)), coalesce(sum("device_seconds"), lit(0.0)))
        .collectAsList()
        .forEach(
            row -> {
              if (row.isNullAt(0)) {
                stored = row.getLong(1);
                pictures = row.getLong(2);
                deviceSeconds = row.getDouble(3);
              } else {
                rejected.put(row.getString(0), row.getLong(1));
              }
            });
  }

  int requests() {
    return requests.size();
  }

  /** Requests that ended with pictures. */
  long stored() {
    return stored;
  }

  long pictures() {
    return pictures;
  }

  /** Requests that ended without, by reason. */
  Map<String, Long> rejected() {
    return new TreeMap<>(rejected);
  }

  /** Time that pipelines worked. */
  double deviceSeconds() {
    return deviceSeconds;
  }

  /** Requests whose control is not there. */
  long left() {
    return tally.leftOver();
  }

  /** Controls that could not be made. */
  long unmade() {
    return unmade;
  }
}
