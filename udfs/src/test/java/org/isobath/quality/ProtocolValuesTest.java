package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.isobath.UserError;
import org.isobath.depth.CameraIntrinsics;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.scene.SceneGenerator;
import org.isobath.scene.SceneRenderer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every score under named protocols: against NumPy over rendered scenes, and worked by hand. */
class ProtocolValuesTest {
  private static final Config GOLDEN = ConfigFactory.parseResources("quality/protocols.json");

  /** Every score under every protocol, of every kind of prediction. */
  @TestFactory
  List<DynamicTest> scores_over_rendered_scenes_equal_those_of_numpy() {
    assertThat(GOLDEN.getStringList("scores"))
        .as("the golden numbers cover every score")
        .isEqualTo(Arrays.stream(DepthScore.values()).map(DepthScore::label).toList());
    List<DynamicTest> tests = new ArrayList<>();
    for (Config scene : GOLDEN.getConfigList("scenes")) {
      DepthMap truth = truth(scene);
      predictions(truth)
          .forEach(
              (kind, prediction) ->
                  EvaluationProtocol.ALL.forEach(
                      protocol ->
                          tests.add(
                              DynamicTest.dynamicTest(
                                  scene.getLong("seed") + " " + kind + " " + protocol.label(),
                                  () -> assertScores(protocol, prediction, truth, scene)))));
    }
    return tests;
  }

  private static DepthMap truth(Config scene) {
    int width = GOLDEN.getInt("width");
    int height = GOLDEN.getInt("height");
    return SceneRenderer.render(SceneGenerator.generate(scene.getLong("seed")), width, height, 1)
        .depth();
  }

  private static void assertScores(
      EvaluationProtocol protocol, DepthMap prediction, DepthMap truth, Config scene) {
    CameraIntrinsics camera =
        CameraIntrinsics.centred(truth.width(), truth.height(), GOLDEN.getDouble("focal"));
    double[] scores = ReferenceMetric.all(protocol, prediction, truth, camera);
    String path = "scores." + prediction.kind().label() + "." + protocol.label();
    if (!scene.hasPath(path)) {
      assertThat(scores[DepthScore.SCORED_SHARE.ordinal()])
          .as("the kind has no such depth")
          .isZero();
      scores[DepthScore.SCORED_SHARE.ordinal()] = Double.NaN;
      assertThat(scores).containsOnly(Double.NaN);
      return;
    }
    List<Object> expected = scene.getList(path).unwrapped();
    for (DepthScore score : DepthScore.values()) {
      if (expected.get(score.ordinal()) instanceof Number numpy) {
        assertThat(scores[score.ordinal()])
            .as(score.label())
            .isCloseTo(numpy.doubleValue(), near(numpy));
      } else {
        assertThat(scores[score.ordinal()]).as(score.label() + " is not defined").isNaN();
      }
    }
  }

  private static Offset<Double> near(Number value) {
    return within(1e-6 * Math.max(1, Math.abs(value.doubleValue())));
  }

  @Test
  void errors_that_metrics_are_calibrated_on_equal_those_of_numpy() {
    for (Config scene : GOLDEN.getConfigList("scenes")) {
      DepthMap truth = truth(scene);
      predictions(truth)
          .forEach(
              (kind, prediction) -> {
                for (TrueError error : TrueError.values()) {
                  double numpy = scene.getDouble("errors." + kind + "." + error.label());
                  assertThat(error.of(prediction, truth))
                      .as("%s of %s", error.label(), kind)
                      .isCloseTo(numpy, near(numpy));
                }
              });
    }
  }

  @Test
  void agreement_of_two_models_and_of_ranks_equals_that_of_numpy() {
    for (Config scene : GOLDEN.getConfigList("scenes")) {
      Map<String, DepthMap> maps = predictions(truth(scene));
      for (ConsistencyMetric metric :
          List.of(ConsistencyMetric.MODEL_DIFFERENCE, ConsistencyMetric.MODEL_AGREEMENT)) {
        assertThat(metric.score(maps.get("metric"), maps.get("inverse_relative")))
            .as(metric.label())
            .isCloseTo(scene.getDouble(metric.label()), within(1e-6));
      }
    }
    // the rows of rank_cases in protocols.py
    double[] a = new double[200];
    double[] b = new double[200];
    double[] gaps = new double[200];
    for (int k = 0; k < 200; k++) {
      a[k] = 37 * k % 199;
      b[k] = k * k % 83;
      gaps[k] =
          k % 9 == 0 ? Double.NaN : k % 11 == 0 ? Double.POSITIVE_INFINITY : Math.floor(a[k] / 7);
    }
    double[] tied = Arrays.stream(a).map(value -> Math.floor(value / 20)).toArray();
    double[] opposed = Arrays.stream(a).map(value -> -value).toArray();
    assertRanks("a b", a, b);
    assertRanks("a/20 b", tied, b);
    assertRanks("a/20 -a", tied, opposed);
    assertRanks("gaps b", gaps, b);
  }

  private static void assertRanks(String rows, double[] a, double[] b) {
    assertThat(Correlation.ofRanks(a, b))
        .as(rows)
        .isCloseTo(GOLDEN.getDouble("ranks.\"" + rows + "\""), within(1e-6));
  }

  /** As in protocols.py: wrong by a pattern, silhouettes of every other band one column off. */
  private static Map<String, DepthMap> predictions(DepthMap truth) {
    int width = truth.width();
    int height = truth.height();
    float[] metric = new float[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = y / 8 % 2 == 1 ? Math.max(0, x - 1) : x;
        float pattern = (7 * from + 13 * y) % 17 / 16f;
        float value = truth.at(from, y) * (0.875f + 0.25f * pattern);
        metric[y * width + x] = x == 3 && y == 3 ? Float.NaN : value;
      }
    }
    Map<String, DepthMap> kinds = new TreeMap<>();
    for (DepthKind kind : DepthKind.values()) {
      float[] values = metric.clone();
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (kind) {
              case METRIC -> metric[i];
              case INVERSE_METRIC -> 1 / metric[i];
              case RELATIVE -> 0.4f * metric[i];
              case INVERSE_RELATIVE -> 3 / metric[i] + 0.5f;
            };
      }
      kinds.put(kind.label(), new DepthMap(width, height, values, kind));
    }
    return kinds;
  }

  @Test
  void crops_cut_the_rows_and_columns_of_the_evaluation_programs() {
    // 640x480 NYU: rows 45 to 470, columns 41 to 600
    assertCrop(Benchmark.NYU_EIGEN, 640, 480, 45, 470, 41, 600);
    // 1242x375 KITTI, int(share * side): Garg's rows 153 to 370, Eigen's 124 to 341
    assertCrop(Benchmark.KITTI_GARG, 1242, 375, 153, 370, 44, 1196);
    assertCrop(Benchmark.KITTI_EIGEN, 1242, 375, 124, 341, 44, 1196);
    assertCrop(Benchmark.DIODE, 10, 10, 0, 9, 0, 9);
  }

  private static void assertCrop(
      Benchmark benchmark, int width, int height, int top, int bottom, int left, int right) {
    float[] ones = new float[width * height];
    Arrays.fill(ones, 1);
    float[] scored = benchmark.scored(ones, width, height);
    int[] ends = {height, -1, width, -1};
    for (int i = 0; i < scored.length; i++) {
      if (!Float.isNaN(scored[i])) {
        ends[0] = Math.min(ends[0], i / width);
        ends[1] = Math.max(ends[1], i / width);
        ends[2] = Math.min(ends[2], i % width);
        ends[3] = Math.max(ends[3], i % width);
      }
    }
    assertThat(ends).as(benchmark.label()).containsExactly(top, bottom, left, right);
  }

  @Test
  void a_cap_leaves_far_references_out_and_clamps_predictions() {
    DepthMap truth = metric(1, 2, 50, 30);
    DepthMap prediction = metric(1, 2, 3, 100);
    // 50 m is beyond 40 m; 100 m counts as 40 m: (40 - 30) / 30 over three pixels
    assertThat(score("abs_rel_raw_cap_40", prediction, truth))
        .isCloseTo(10 / 30.0 / 3, within(1e-9));
    assertThat(score("abs_rel_raw", prediction, truth))
        .isCloseTo((47 / 50.0 + 70 / 30.0) / 4, within(1e-9));
    // sky where the reference has ground is as far as the cap, not left out
    DepthMap sky = metric(1, 2, 3, Float.POSITIVE_INFINITY);
    assertThat(score("abs_rel_raw_cap_40", sky, truth)).isCloseTo(10 / 30.0 / 3, within(1e-9));
    assertThat(score("scored_share_raw", sky, truth)).isEqualTo(0.75);
    assertThat(score("scored_share_raw_cap_40", sky, truth)).isEqualTo(1);
  }

  @Test
  void each_alignment_undoes_its_own_change_only() {
    DepthMap truth = metric(1, 2, 4, 8);
    DepthMap twice = metric(2, 4, 8, 16);
    DepthMap shifted = metric(3, 5, 9, 17);
    assertThat(score("rmse_lsq_scale", twice, truth)).isCloseTo(0, within(1e-6));
    assertThat(score("scale_lsq_scale", twice, truth)).isEqualTo(0.5);
    assertThat(score("rmse_lsq_scale", shifted, truth)).isGreaterThan(0.1);
    assertThat(score("rmse_lsq_depth", shifted, truth)).isCloseTo(0, within(1e-6));
    assertThat(score("scale_lsq_depth", shifted, truth)).isCloseTo(0.5, within(1e-9));
    assertThat(score("shift_lsq_depth", shifted, truth)).isCloseTo(-0.5, within(1e-9));
    assertThat(score("rmse_lsq_inverse", shifted, truth)).isGreaterThan(0.1);
  }

  @Test
  void inverse_error_is_in_inverse_kilometres() {
    // 1 / 5 m and 1 / 4 m are 200 / km and 250 / km
    assertThat(score("irmse_raw", metric(5), metric(4))).isCloseTo(50, within(1e-9));
  }

  @Test
  void order_of_points_is_right_wrong_or_tied() {
    DepthMap inverse =
        new DepthMap(
            4, 1, new float[] {9, 1, 1, Float.POSITIVE_INFINITY}, DepthKind.INVERSE_RELATIVE);
    List<OrdinalAccuracy.Pair> pairs =
        List.of(pair(0, 1), pair(1, 0), pair(1, 2), pair(1, 3), pair(3, 1));
    assertThat(OrdinalAccuracy.of(inverse, pairs))
        .as("right, wrong, a tie is wrong, sky is farther, sky is not nearer")
        .isEqualTo(2 / 5.0);
    DepthMap depth = metric(1, 9, 9, Float.POSITIVE_INFINITY);
    assertThat(OrdinalAccuracy.of(depth, pairs)).isEqualTo(2 / 5.0);
    assertThat(OrdinalAccuracy.of(metric(Float.NaN, 1), List.of(pair(0, 1), pair(1, 0)))).isZero();
    assertThat(OrdinalAccuracy.of(depth, List.of())).isNaN();
  }

  private static OrdinalAccuracy.Pair pair(int nearer, int farther) {
    return new OrdinalAccuracy.Pair(nearer, 0, farther, 0);
  }

  @Test
  void order_needs_no_scale() {
    DepthMap truth = metric(1, 2, 4, 8, 16, 3);
    DepthMap squared = metric(1, 4, 16, 64, 256, 9);
    assertThat(score("ordinal_accuracy_raw", squared, truth)).isEqualTo(1);
    assertThat(score("ordinal_accuracy_raw", metric(16, 8, 4, 2, 1, 5), truth)).isZero();
    assertThat(score("ordinal_accuracy_raw", metric(1, 1.05f), metric(1, 1.05f)))
        .as("nothing more than 10 % apart")
        .isNaN();
  }

  @Test
  void boundaries_must_be_where_they_are() {
    float[] truth = new float[16 * 4];
    float[] late = new float[16 * 4];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = i % 16 < 8 ? 1 : 3;
      late[i] = i % 16 < 9 ? 1 : 3;
    }
    DepthMap reference = new DepthMap(16, 4, truth, DepthKind.METRIC);
    assertThat(score("boundary_f1_raw", reference, reference))
        .as("one of the four directions has edges: P and R are a quarter")
        .isEqualTo(0.25);
    assertThat(score("boundary_f1_raw", new DepthMap(16, 4, late, DepthKind.METRIC), reference))
        .isZero();
    assertThat(score("boundary_f1_raw", reference, metric16(2))).as("no edge to find").isNaN();
  }

  private static DepthMap metric16(float value) {
    float[] values = new float[16 * 4];
    Arrays.fill(values, value);
    return new DepthMap(16, 4, values, DepthKind.METRIC);
  }

  @Test
  void a_plane_turned_by_ten_degrees_has_normals_ten_degrees_off() {
    CameraIntrinsics camera = CameraIntrinsics.centred(20, 16, 30);
    DepthMap wall = plane(camera, 0);
    DepthMap turned = plane(camera, Math.toRadians(10));
    for (DepthScore score : List.of(DepthScore.NORMAL_MEAN, DepthScore.NORMAL_MEDIAN)) {
      assertThat(new ReferenceMetric(score, AlignmentProtocol.RAW).score(turned, wall, camera))
          .isCloseTo(10, within(1e-3));
    }
    double[] scores = ReferenceMetric.all(EvaluationProtocol.of("raw"), turned, wall, camera);
    assertThat(scores[DepthScore.NORMAL_WITHIN_11_25.ordinal()]).isEqualTo(1);
    assertThat(score("normal_mean_raw", turned, wall)).as("no camera").isNaN();
  }

  /** z of the plane through (0, 0, 3) whose normal is turned about the vertical axis. */
  private static DepthMap plane(CameraIntrinsics camera, double turn) {
    float[] z = new float[camera.width() * camera.height()];
    for (int i = 0; i < z.length; i++) {
      double x = camera.rayX(i % camera.width());
      z[i] = (float) (3 * Math.cos(turn) / (Math.cos(turn) + Math.sin(turn) * x));
    }
    return new DepthMap(camera.width(), camera.height(), z, DepthKind.METRIC);
  }

  @Test
  void names_are_read_back_and_unknown_ones_are_refused() {
    for (EvaluationProtocol protocol : EvaluationProtocol.ALL) {
      assertThat(EvaluationProtocol.of(protocol.label())).isEqualTo(protocol);
    }
    assertThatThrownBy(() -> EvaluationProtocol.of("lsq_kitti"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "Unknown protocol: lsq_kitti. Use one of raw, median, lsq_scale, lsq_inverse, lsq_depth, alone or followed"
                + " by one of _nyu_eigen, _kitti_garg");
  }

  @Test
  void every_alignment_and_benchmark_is_explained() throws Exception {
    String page = Files.readString(Path.of("README.md"));
    for (AlignmentProtocol alignment : AlignmentProtocol.values()) {
      assertThat(page).contains("\n| `" + alignment.label() + "` |");
    }
    for (Benchmark benchmark : Benchmark.values()) {
      if (benchmark != Benchmark.WHOLE) {
        assertThat(page).contains("\n| `" + benchmark.label() + "` |");
      }
    }
  }

  private static double score(String label, DepthMap prediction, DepthMap reference) {
    return ReferenceMetric.ALL.stream()
        .filter(metric -> metric.label().equals(label))
        .findFirst()
        .orElseThrow()
        .score(prediction, reference);
  }

  private static DepthMap metric(float... values) {
    return new DepthMap(values.length, 1, values, DepthKind.METRIC);
  }
}
