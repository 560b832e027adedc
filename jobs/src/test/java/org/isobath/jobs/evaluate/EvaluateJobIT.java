package org.isobath.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;
import org.apache.spark.sql.Row;
import org.isobath.UserError;
import org.isobath.depth.DepthConversion;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.jobs.EmptyTables;
import org.isobath.jobs.MeanScores;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Table;
import org.isobath.jobs.Warehouse;
import org.isobath.quality.DepthScore;
import org.isobath.scene.SceneUri;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateJobIT {
  private static final Options AGAIN =
      new Options(List.of(), OptionalLong.empty(), false, false, true);

  @TempDir Path folder;
  private Warehouse warehouse;

  @BeforeEach
  void open() {
    warehouse = new Warehouse(folder.resolve("warehouse"));
    EmptyTables.in(folder.resolve("warehouse"), Table.EVALUATIONS);
  }

  private void picture(String id, String uri, int width, int height) {
    warehouse.add(Table.SOURCES, Map.of("uri", uri, "source", "s", "state", "ok", "image_id", id));
    warehouse.add(Table.IMAGES, Map.of("image_id", id, "width", width, "height", height));
  }

  private void depth(String id, String model, DepthMap map) {
    Map<String, Object> row = new HashMap<>();
    row.put("image_id", id);
    row.put("model_id", model);
    row.put("params_hash", "p");
    row.put("state", "ok");
    row.put("depth", DepthPng.encode(map, Map.of()).png());
    warehouse.add(Table.DEPTH, row);
  }

  /** A scene whose depth two models estimate: one exactly, one by a fifth too far. */
  private void scene(long seed) {
    SceneUri uri = new SceneUri(seed, 64, 48);
    DepthMap truth = uri.render().depth();
    picture("s" + seed, uri.toString(), 64, 48);
    depth("s" + seed, "exact", truth);
    depth("s" + seed, "far", map(truth, DepthKind.METRIC, value -> 1.2 * value));
  }

  private static DepthMap map(DepthMap map, DepthKind kind, DoubleUnaryOperator change) {
    float[] values = map.values().clone();
    for (int i = 0; i < values.length; i++) {
      if (DepthMap.finite(values[i])) {
        values[i] = (float) change.applyAsDouble(values[i]);
      }
    }
    return new DepthMap(map.width(), map.height(), values, kind);
  }

  private Outcome evaluate(String conf, Options options) throws Exception {
    return warehouse.run(new EvaluateJob(), warehouse.conf().with(conf), options);
  }

  private double score(String model, String protocol, DepthScore score) {
    return MeanScores.of(warehouse.tables(), 0.95).stream()
        .filter(m -> m.modelId().equals(model) && m.protocol().equals(protocol))
        .findFirst()
        .orElseThrow()
        .means()
        .get(score)
        .mean();
  }

  @Test
  void models_are_scored_side_by_side_and_once() throws Exception {
    scene(1);
    scene(2);
    Outcome first = evaluate("", Options.NONE);
    // two pictures, two models, three protocols
    assertThat(first.in()).isEqualTo(12);
    assertThat(first.out()).isEqualTo(12);
    assertThat(score("exact", "raw", DepthScore.ABS_REL)).isCloseTo(0, within(1e-3));
    assertThat(score("exact", "raw", DepthScore.DELTA_1)).isEqualTo(1);
    assertThat(score("far", "raw", DepthScore.ABS_REL)).isCloseTo(0.2, within(1e-3));
    assertThat(score("far", "median", DepthScore.ABS_REL)).isCloseTo(0, within(1e-3));
    assertThat(score("exact", "raw", DepthScore.NORMAL_MEAN))
        .as("the camera of a scene is known")
        .isCloseTo(0, within(1.0));
    assertThat(first.lines())
        .anyMatch(
            line -> line.matches("  scenes +raw +far +p +2 +0\\.200 \\[0\\.\\d+, 0\\.\\d+\\].*"));
    List<String> rows = warehouse.rows(Table.EVALUATIONS);

    Outcome more =
        evaluate("evaluate { protocols = [ raw, lsq_depth ], models = [ far ] }", Options.NONE);
    assertThat(more.out()).as("a protocol that is new, for one model").isEqualTo(2);
    assertThat(more.skipped()).as("what has its score").isEqualTo(2);
    assertThat(warehouse.rows(Table.EVALUATIONS)).hasSize(14).containsAll(rows);
  }

  @Test
  void nothing_is_stored_of_a_model_that_is_upside_down() throws Exception {
    for (int seed = 1; seed <= 2; seed++) {
      SceneUri uri = new SceneUri(seed, 64, 48);
      DepthMap truth = uri.render().depth();
      picture("s" + seed, uri.toString(), 64, 48);
      DepthMap inverse = DepthConversion.toInverse(truth);
      depth("s" + seed, "reversed", map(inverse, DepthKind.INVERSE_RELATIVE, value -> 9 - value));
    }
    assertThatThrownBy(() -> evaluate("", Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "Depth of reversed runs against the reference on 2 of 2 images: near and far are exchanged.");
    assertThat(warehouse.tables().read(Table.EVALUATIONS).count()).isZero();
  }

  @Test
  void files_are_found_beside_pictures_and_what_is_wrong_with_them_is_told() throws Exception {
    DepthMap metres = new DepthMap(4, 3, values(12), DepthKind.METRIC);
    for (String name : List.of("good", "missing", "broken", "cropped")) {
      picture(name, folder.resolve(name + "_rgb.jpg").toUri().toString(), 8, 6);
      depth(name, "m", metres);
    }
    picture("other", folder.resolve("other.jpg").toUri().toString(), 8, 6);
    depth("other", "m", metres);
    Files.write(folder.resolve("good_depth.png"), DepthPng.encode(metres, Map.of()).png());
    Files.writeString(folder.resolve("broken_depth.png"), "P");
    Files.write(
        folder.resolve("cropped_depth.png"),
        DepthPng.encode(new DepthMap(4, 4, values(16), DepthKind.METRIC), Map.of()).png());
    String conf =
        """
        evaluate { protocols = [ raw ], references = [
          { kind = files, judge = mine, pattern = "_rgb\\\\.jpg$", replacement = "_depth.png", format = isobath }
        ] }
        """;
    assertThat(evaluate(conf, Warehouse.dryRun()).lines())
        .containsExactly(
            "evaluate would compute 4 of 4 scores (one per depth map, reference and protocol)");
    Outcome outcome = evaluate(conf, Options.NONE);
    assertThat(outcome.in()).isEqualTo(4);
    assertThat(outcome.out()).isEqualTo(1);
    assertThat(outcome.rejected()).isEqualTo(2);
    assertThat(outcome.figures()).containsEntry("without_reference", 1L);
    assertThat(outcome.lines().get(1))
        .startsWith(
            "  1 depth maps have no reference where evaluate.references says, such as file:")
        .endsWith("missing_depth.png");
    Map<String, Object> good = warehouse.row(Table.EVALUATIONS, "state = 'ok'");
    assertThat(good)
        .containsEntry("subject_id", "good/m/p")
        .containsEntry("judge", "mine")
        .containsEntry("width", 4);
    assertThat((Double) ((Row) good.get("scores")).getAs("abs_rel")).isCloseTo(0, within(1e-3));
    assertThat(warehouse.row(Table.EVALUATIONS, "image_id = 'cropped'"))
        .containsEntry("reason", "reference_mismatch")
        .containsEntry(
            "message",
            "the reference is of 4x4 pixels and the picture of 8x6: one of them is cropped or turned");
    assertThat(warehouse.tables().rejects().where("table = 'evaluations'").count()).isEqualTo(2);

    Files.write(folder.resolve("broken_depth.png"), DepthPng.encode(metres, Map.of()).png());
    assertThat(evaluate(conf, Options.NONE).out()).as("not unless asked to").isZero();
    Outcome again = evaluate(conf, AGAIN);
    assertThat(again.out()).isEqualTo(1);
    assertThat(again.rejected()).isEqualTo(1);
    assertThat(warehouse.tables().read(Table.EVALUATIONS).count()).isEqualTo(3);
  }

  private static float[] values(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = 1 + i;
    }
    return values;
  }

  @Test
  void patterns_that_find_nothing_are_shown_what_they_were_held_against() throws Exception {
    picture("a", "file:/photos/a.jpg", 8, 6);
    depth("a", "m", new DepthMap(4, 3, values(12), DepthKind.METRIC));
    assertThat(evaluate("", Options.NONE).lines())
        .containsExactly(
            "evaluate: 0 scores (one per depth map, reference and protocol), 0 rejected, 0 needed nothing",
            "  no depth map has a place where its reference should be. Run isobath ingest and estimate, and check"
                + " evaluate.references: there are 1 pictures, such as file:/photos/a.jpg.");
  }
}
