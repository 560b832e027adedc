package org.isobath.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Conf;
import org.isobath.jobs.MetricWorth;
import org.isobath.jobs.Options;
import org.isobath.jobs.Originals;
import org.isobath.jobs.Table;
import org.isobath.jobs.Warehouse;
import org.isobath.jobs.estimate.EstimateJob;
import org.isobath.jobs.ingest.IngestJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real models, pictures with measured depth, and the published scores of both. */
class EvaluateAssetsIT {
  private static final List<String> MODELS = List.of("depth_indoor", "inverse_depth_tiny");

  @TempDir Path folder;

  private static Path assets() {
    String property = System.getProperty("isobath.assets");
    Path at = Path.of("").toAbsolutePath();
    while (at.getParent() != null && !Files.exists(at.resolve("LICENSE"))) {
      at = at.getParent();
    }
    Path assets = property != null ? Path.of(property) : at.resolve("../shared/assets");
    assumeTrue(Files.isDirectory(assets), "no test assets at " + assets);
    return assets.normalize();
  }

  private void card(String id, Path file, String input, String output) throws Exception {
    Files.writeString(
        folder.resolve(id + ".conf"),
        """
        id = %s
        title = "for tests"
        verified = true
        licence { name = none, commercial = false }
        source = "%s"
        sha256 = "%s"
        input { %s, interpolation = linear, antialias = pillow }
        output { %s }
        """
            .formatted(
                id, file.toUri(), Originals.sha256(Files.readAllBytes(file)), input, output));
  }

  /** Each model looks at every picture, twice more, and is held against the other. */
  private Warehouse estimated(Path assets) throws Exception {
    card(
        "depth_indoor",
        assets.resolve("models/depth_indoor.onnx"),
        "name = image, size { rule = stretch, width = 320, height = 256 }",
        "depth = depth, kind = metric, zero-invalid = true");
    card(
        "inverse_depth_tiny",
        assets.resolve("models/inverse_depth_tiny.onnx"),
        "name = input, size { rule = stretch, width = 48, height = 48 }",
        "depth = output, kind = inverse_relative, upsampling = linear");
    String file =
        "{ kind = files, judge = %s, pattern = \"%s\", replacement = \"$1_depth.%s\", format = %s }";
    Conf conf =
        Conf.reference()
            .with(
                """
                warehouse = "%s"
                models { path = [ "%s" ], cache = "%s" }
                estimate.consistency = [ flip, crop ]
                ingest.sources = [ { kind = files, path = "%s" } ]
                evaluate { protocols = [ raw, median, median_cap_80 ], references = [ %s ] }
                """
                    .formatted(
                        folder.resolve("warehouse").toUri(),
                        folder.toUri(),
                        folder.resolve("cache"),
                        assets.resolve("rgbd").toUri() + "*_rgb.*",
                        String.join(
                            ", ",
                            file.formatted("driving", "(pair_0[12])_rgb.*", "png", "kitti"),
                            file.formatted("rooms", "(pair_0[34])_rgb.*", "png", "millimetres"),
                            file.formatted("frame", "(pair_05)_rgb.*", "pgm", "millimetres"),
                            file.formatted("desk", "(pair_06)_rgb.*", "png", "tum"))));
    Warehouse warehouse = new Warehouse(conf);
    warehouse.run(new IngestJob(), conf, Options.NONE);
    for (int i = 0; i < MODELS.size(); i++) {
      Conf both =
          conf.with("estimate.model", MODELS.get(i))
              .with("estimate.second-model", MODELS.get(1 - i));
      warehouse.run(new EstimateJob(), both, Options.NONE);
    }
    return warehouse;
  }

  @Test
  void real_models_and_pairs_say_what_was_published_of_them_and_what_metrics_are_worth()
      throws Exception {
    Path assets = assets();
    Warehouse warehouse = estimated(assets);
    Conf conf = warehouse.conf();
    assertThat(warehouse.run(new EvaluateJob(), conf, Options.NONE).out()).isEqualTo(6 * 2 * 3);

    Map<String, double[]> wanted = published(assets.resolve("README.md"));
    assertThat(wanted).hasSize(6);
    List<String> seen = new ArrayList<>();
    for (Row row :
        warehouse
            .tables()
            .read(Table.EVALUATIONS)
            .select(
                "model_id",
                "protocol",
                "reference",
                "scores.abs_rel",
                "scores.delta_1",
                "scores.rank_correlation")
            .collectAsList()) {
      Matcher pair = Pattern.compile("pair_\\d+").matcher(row.getString(2));
      assertThat(pair.find()).isTrue();
      String key = pair.group() + " " + row.getString(0);
      double[] scores = wanted.get(key);
      // what was published of driving counts points nearer than 80 m
      String scaled = row.getString(0).equals("depth_indoor") ? "median" : "median_cap_80";
      int at = row.getString(1).equals("raw") ? 0 : row.getString(1).equals(scaled) ? 3 : -1;
      if (scores != null && at >= 0 && !Double.isNaN(scores[at])) {
        seen.add(key + " " + row.getString(1));
        for (int i = 0; i < 3; i++) {
          assertThat(row.getDouble(3 + i))
              .as("%s %s, column %d", key, row.getString(1), i)
              .isCloseTo(scores[at + i], within(0.01));
        }
      }
    }
    // indoors raw and scaled, outdoors scaled
    assertThat(seen).hasSize(4 * 2 + 2);
    calibrate(warehouse);
  }

  private static void calibrate(Warehouse warehouse) throws Exception {
    Conf conf =
        warehouse
            .conf()
            .with("evaluate.calibration.scenes", "0")
            .with("estimate.model", "depth_indoor");
    List<String> lines =
        warehouse.run(new EvaluateJob(), conf, Options.NONE.with("--calibrate", "")).lines();
    for (String model : MODELS) {
      assertThat(lines)
          .anyMatch(line -> line.endsWith("(all_pairs of " + model + ", up to 6 pictures)"));
    }
    List<MetricWorth> worth = MetricWorth.of(warehouse.tables());
    assertThat(worth).extracting(MetricWorth::set).contains("driving", "rooms", "all_pairs");
    for (String model : MODELS) {
      for (String metric :
          List.of(
              "flip_consistency",
              "crop_consistency",
              "model_difference",
              "model_agreement",
              "edge_agreement",
              "edge_offset")) {
        assertThat(worth)
            .filteredOn(
                one ->
                    one.set().equals("all_pairs")
                        && one.modelId().equals(model)
                        && one.metric().equals(metric))
            .as("%s of %s, against both errors", metric, model)
            .hasSize(2)
            .allSatisfy(one -> assertThat(one.pictures()).isEqualTo(6))
            .allSatisfy(one -> assertThat(one.correlation()).isBetween(-1.0, 1.0))
            .allSatisfy(one -> assertThat(one.halfError()).isPositive());
      }
    }
  }

  /**
   * AbsRel, share within 1.25 and rank correlation, raw and after median scaling, by pair and
   * model.
   */
  private static Map<String, double[]> published(Path readme) throws Exception {
    Map<String, double[]> rows = new TreeMap<>();
    for (String line : Files.readAllLines(readme)) {
      String[] cells = line.split("\\|");
      if (cells.length == 9 && cells[1].strip().startsWith("pair_")) {
        double[] scores = new double[6];
        for (int i = 0; i < scores.length; i++) {
          String cell = cells[3 + i].strip();
          scores[i] = cell.equals("-") ? Double.NaN : Double.parseDouble(cell);
        }
        rows.put(cells[1].strip() + " " + cells[2].strip().split(" ")[0], scores);
      }
    }
    return rows;
  }
}
