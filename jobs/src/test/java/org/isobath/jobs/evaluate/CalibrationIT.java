package org.isobath.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.MetricWorth;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Table;
import org.isobath.jobs.Warehouse;
import org.isobath.quality.Correlation;
import org.isobath.quality.TrueError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationIT {
  private static final Options CALIBRATE = Options.NONE.with("--calibrate", "");

  @TempDir Path folder;
  private Warehouse warehouse;

  @BeforeEach
  void open() {
    warehouse = new Warehouse(folder.resolve("warehouse"));
  }

  private MetricWorth worth(String set, TrueError error, String metric) {
    return MetricWorth.of(warehouse.tables()).stream()
        .filter(
            one ->
                one.set().equals(set)
                    && one.error().equals(error.label())
                    && one.metric().equals(metric))
        .findFirst()
        .orElseThrow();
  }

  /** A picture whose stored depth is off by {@code wrong}, beside its reference. */
  private void pair(int number, double wrong, double flip) throws Exception {
    float[] metres = new float[12];
    float[] estimated = new float[12];
    for (int i = 0; i < metres.length; i++) {
      metres[i] = 1 + i;
      estimated[i] = (float) (1 / (1.0 + i) + wrong * (i % 2));
    }
    Files.write(
        folder.resolve(number + "_depth.png"),
        DepthPng.encode(new DepthMap(4, 3, metres, DepthKind.METRIC), Map.of()).png());
    String id = "p" + number;
    Map<String, Object> row = new HashMap<>();
    row.put("uri", folder.resolve(number + "_rgb.jpg").toUri().toString());
    row.put("source", "s");
    row.put("state", "ok");
    row.put("image_id", id);
    row.put("width", 4);
    row.put("height", 3);
    row.put("model_id", "m");
    row.put("params_hash", "p");
    row.put("flip_consistency", flip);
    row.put("luma_mean", 100.0 - number);
    row.put(
        "depth",
        DepthPng.encode(new DepthMap(4, 3, estimated, DepthKind.INVERSE_RELATIVE), Map.of()).png());
    warehouse.add(Table.SOURCES, row);
    warehouse.add(Table.IMAGES, row);
    warehouse.add(Table.DEPTH, row);
  }

  @Test
  void scenes_and_stored_pairs_say_what_each_metric_is_worth() throws Exception {
    pair(1, 0.02, 0.3);
    pair(2, 0.05, 0.5);
    pair(3, 0.10, 0.4);
    Path rows = folder.resolve("rows");
    String conf =
        """
        evaluate.references = [ { kind = scenes }
          { kind = files, judge = mine, pattern = "_rgb.jpg$", replacement = "_depth.png", format = isobath } ]
        evaluate.calibration { scenes = 16, width = 96, height = 72, rows = "%s" }
        """
            .formatted(rows);

    Outcome outcome = warehouse.run(new EvaluateJob(), warehouse.conf().with(conf), CALIBRATE);

    assertThat(outcome.figures()).containsEntry("pictures", 19L);
    MetricWorth flip = worth("mine", TrueError.INVERSE_RANGE, "flip_consistency");
    assertThat(flip.correlation()).as("ranks 1 3 2 of 1 2 3").isCloseTo(0.5, within(1e-12));
    assertThat(flip.pictures()).isEqualTo(3);
    assertThat(flip.modelId()).isEqualTo("m");
    assertThat(worth("mine", TrueError.ABS_REL, "luma_mean").correlation())
        .isCloseTo(-1, within(1e-12));
    assertThat(MetricWorth.of(warehouse.tables()))
        .extracting(MetricWorth::set)
        .contains("scenes", "degraded_scenes", "mixed_scenes", "mine");

    List<Row> written =
        LocalSpark.session()
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv(rows.toString())
            .where("judge = 'scenes'")
            .collectAsList();
    assertThat(written).hasSize(16);
    assertThat(written).filteredOn(row -> row.getAs("degradation") != null).hasSize(8);
    for (String metric :
        List.of(
            "flip_consistency",
            "edge_agreement",
            "laplacian_variance",
            "edge_offset",
            "conditioning_loss")) {
      MetricWorth stored = worth("mixed_scenes", TrueError.INVERSE_RANGE, metric);
      assertThat(stored.correlation())
          .as(metric)
          .isCloseTo(
              Correlation.ofRanks(column(written, metric), column(written, "error_inverse_range")),
              within(1e-9));
      assertThat(stored.pictures()).isEqualTo(16);
    }
    assertThat(worth("scenes", TrueError.ABS_REL, "crop_consistency").pictures()).isEqualTo(8);

    @SuppressWarnings("unchecked")
    Map<String, Object> policy = (Map<String, Object>) outcome.figures().get("policy");
    assertThat(policy).containsEntry("name", "default").containsEntry("scenes", 16L);
    assertThat((long) policy.get("kept")).isBetween(0L, 16L);
  }

  private static double[] column(List<Row> rows, String name) {
    return rows.stream().mapToDouble(row -> row.<Double>getAs(name)).toArray();
  }

  @Test
  void a_dry_run_says_the_price_and_renders_nothing() throws Exception {
    Options dry =
        new Options(List.of(), java.util.OptionalLong.of(8), true, false, false, CALIBRATE.own());
    assertThat(warehouse.run(new EvaluateJob(), warehouse.conf(), dry).lines())
        .containsExactly(
            "evaluate --calibrate would render 8 scenes and look at each for about 3.6 inferences");
    assertThat(warehouse.tables().exists(Table.EVALUATIONS)).isFalse();
  }
}
