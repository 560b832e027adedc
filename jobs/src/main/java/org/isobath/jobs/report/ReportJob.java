package org.isobath.jobs.report;

import static org.apache.spark.sql.functions.col;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Conf;
import org.isobath.jobs.DecodeSettings;
import org.isobath.jobs.Job;
import org.isobath.jobs.MeanScores;
import org.isobath.jobs.MetricWorth;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.jobs.report.Findings.Accuracy;
import org.isobath.jobs.report.Findings.Judgement;
import org.isobath.jobs.report.Findings.Lane;
import org.isobath.jobs.report.Findings.Sample;

/**
 * Writes one self-contained HTML page about the warehouse: what came in, what became of it and why,
 * pictures to look at, what generators made of them and for how much, distributions, accuracy where
 * the truth is known, and how the runs went. It changes no table.
 */
public final class ReportJob implements Job {
  @Override
  public String verb() {
    return "report";
  }

  @Override
  public String summary() {
    return "Write one HTML page about the warehouse";
  }

  /** It only reads tables, so that a warehouse of others can be reported on. */
  @Override
  public boolean writes(Options options) {
    return false;
  }

  @Override
  public void check(Conf conf, Options options) {
    samples(conf);
    thumbnail(conf);
    worst(conf);
    scenes(conf);
    DecodeSettings.of(conf);
    Policy.all(conf);
    Policy.ofGenerations(conf);
  }

  private static int samples(Conf conf) {
    return conf.integer("report.samples", 0, 200);
  }

  private static int thumbnail(Conf conf) {
    return conf.integer("report.thumbnail", 16, 1024);
  }

  private static int worst(Conf conf) {
    return conf.integer("report.worst", 0, 200);
  }

  private static int scenes(Conf conf) {
    return conf.integer("report.scenes", 0, 5000);
  }

  @Override
  public Outcome run(Run run) {
    PageFile file = PageFile.of(run.conf(), run.tables());
    if (run.options().dryRun()) {
      return Outcome.of(Map.of(), List.of("report: would write " + file.shown()));
    }
    Findings findings = run.describe("report: gather", () -> gather(run));
    byte[] page = Page.of(findings).getBytes(StandardCharsets.UTF_8);
    file.write(page, run.spark().sessionState().newHadoopConf());
    return outcome(findings, file, page.length);
  }

  private static Findings gather(Run run) {
    Tables tables = run.tables();
    Conf conf = run.conf();
    String judge = Lanes.policy(tables, Policy.load(conf).name());
    List<Lane> lanes = Lanes.of(tables, conf.string("estimate.model"), judge);
    Lane lane = lanes.isEmpty() ? null : lanes.get(0);
    List<Judgement> judgements = lane == null ? List.of() : Lanes.judgements(tables, lane, judge);
    List<Sample> samples = List.of();
    List<Findings.Distribution> distributions = List.of();
    Accuracy accuracy = null;
    if (lane != null && lane.ok() > 0) {
      Dataset<Row> judged = judged(tables, lane, judge);
      run.progress().println("report: " + lane.ok() + " depth maps of " + lane.modelId());
      samples =
          ContactSheet.develop(
              ContactSheet.choose(judged, samples(conf)),
              tables,
              lane,
              DecodeSettings.of(conf),
              thumbnail(conf));
      distributions = Distributions.of(judged, configured(conf, judge));
      run.progress().println("report: comparing with exact depth where there is any");
      accuracy = SceneAccuracy.of(tables, lane, scenes(conf));
    }
    return new Findings(
        tables.warehouse(),
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(Instant.now()),
        rows(tables),
        lanes,
        Lanes.funnel(tables, lane, judgements),
        judgements,
        samples,
        distributions,
        Rejections.of(tables),
        accuracy,
        MeanScores.of(tables, MeanScores.confidence(conf)),
        MetricWorth.of(tables),
        GenerationSheet.of(run, worst(conf), thumbnail(conf)),
        RunTable.of(tables));
  }

  /**
   * The policy of that name; one without rules when the pairs are of a policy that is not at hand.
   */
  private static Policy configured(Conf conf, String name) {
    return Policy.all(conf).stream()
        .filter(policy -> policy.name().equals(name))
        .findFirst()
        .orElse(new Policy(name, List.of()));
  }

  /**
   * The estimated images of {@code lane} with everything narrow that is known about them, and the
   * verdict of {@code policy}.
   */
  private static Dataset<Row> judged(Tables tables, Lane lane, String policy) {
    Dataset<Row> images =
        tables.read(Table.IMAGES).select("image_id", "uri", "width", "height", "metrics.*");
    Dataset<Row> depth =
        Lanes.of(tables, Table.DEPTH, lane).where("state = 'ok'").select("image_id", "metrics.*");
    Dataset<Row> pairs =
        Lanes.of(tables, Table.PAIRS, lane)
            .where(col("policy").equalTo(policy))
            .select("image_id", "keep", "reasons", "split", "caption")
            .withColumnRenamed("image_id", "pair_id");
    return depth
        .join(
            images.withColumnRenamed("image_id", "picture_id"),
            col("image_id").equalTo(col("picture_id")),
            "left")
        .join(pairs, col("image_id").equalTo(col("pair_id")), "left")
        .drop("picture_id", "pair_id");
  }

  private static Map<String, Long> rows(Tables tables) {
    Map<String, Long> rows = new LinkedHashMap<>();
    for (Table table : Table.values()) {
      if (tables.exists(table)) {
        rows.put(table.label(), tables.read(table).count());
      }
    }
    return rows;
  }

  private static Outcome outcome(Findings findings, PageFile file, int bytes) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("report", file.shown());
    figures.put("report_bytes", bytes);
    figures.put("rows", findings.rows());
    List<String> lines = new ArrayList<>();
    lines.add(
        "rows: "
            + (findings.rows().isEmpty()
                ? "none, the warehouse has no tables yet"
                : findings.rows().entrySet().stream()
                    .map(e -> e.getKey() + " " + e.getValue())
                    .collect(Collectors.joining(", "))));
    Accuracy accuracy = findings.accuracy();
    if (accuracy != null) {
      figures.put("scenes", accuracy.scenes());
      put(figures, "absrel_lsq", accuracy.absRel());
      put(figures, "delta1_lsq", accuracy.delta1());
      put(figures, "baseline_absrel_lsq", accuracy.baselineAbsRel());
      put(figures, "baseline_delta1_lsq", accuracy.baselineDelta1());
      lines.add(
          String.format(
              Locale.ROOT,
              "accuracy against the exact depth of %d rendered scenes, aligned, up to 40 m: AbsRel %.3f (mean map %.3f), delta1 %.3f (mean map %.3f)",
              accuracy.scenes(),
              accuracy.absRel(),
              accuracy.baselineAbsRel(),
              accuracy.delta1(),
              accuracy.baselineDelta1()));
    }
    lines.add("report: " + file.shown());
    return Outcome.of(figures, lines);
  }

  /** JSON has no NaN: a figure that is not defined is left out. */
  private static void put(Map<String, Object> figures, String name, double value) {
    if (!Double.isNaN(value)) {
      figures.put(name, value);
    }
  }
}
