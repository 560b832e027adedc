package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntBinaryOperator;
import org.isobath.depth.DepthConversion;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.scene.SceneUri;
import org.junit.jupiter.api.Test;

class FidelityScoreTest {
  private interface Value {
    double at(int x, int y);
  }

  private static DepthMap map(int width, int height, Value value) {
    float[] values = new float[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) value.at(i % width, i / width);
    }
    return new DepthMap(width, height, values, DepthKind.INVERSE_RELATIVE);
  }

  private static DepthMap whole(int width, int height, IntBinaryOperator value) {
    return map(width, height, value::applyAsInt);
  }

  private static DepthMap smooth(double sign) {
    return map(
        60, 40, (x, y) -> sign * (Math.sqrt(x * x + 3.0 * y + 1) + 0.25 * ((x * 5 + y * 3) % 7)));
  }

  private static final DepthMap CONTROL = map(60, 40, (x, y) -> (x * x + 3.0 * y) / 64);

  /** By the lines of its eval.py with NumPy and Pillow, which rounds twice on its way. */
  @Test
  void rmse_of_levels_is_that_of_the_code_of_controlnet_plus_plus() {
    DepthMap control = whole(60, 40, (x, y) -> (x * x + 3 * y) % 97);
    DepthMap judged = whole(96, 64, (x, y) -> (x + y * y) % 89 + 5);
    assertThat(FidelityScore.RMSE_255.score(control, judged)).isCloseTo(94.358, within(0.05));
  }

  /** Levels of the control 0, 63, 127, 255 (cut off), of the judge 255 everywhere. */
  @Test
  void the_two_maps_of_controlnet_plus_plus_are_not_normalised_alike() {
    DepthMap control = new DepthMap(2, 2, new float[] {0, 1, 2, 4}, DepthKind.INVERSE_RELATIVE);
    DepthMap judged = new DepthMap(2, 2, new float[] {7, 7, 7, 7}, DepthKind.INVERSE_RELATIVE);
    assertThat(FidelityScore.RMSE_255.score(control, judged))
        .isCloseTo(Math.sqrt((255 * 255 + 192 * 192 + 128 * 128) / 4.0), within(1e-4));
  }

  /** NumPy: percentile, lstsq, clip. */
  @Test
  void errors_after_the_fit_are_those_of_numpy() {
    DepthMap judged = smooth(1);
    assertThat(FidelityScore.ABS_REL.score(CONTROL, judged)).isCloseTo(0.112736, within(1e-4));
    assertThat(FidelityScore.DELTA_1.score(CONTROL, judged)).isCloseTo(0.955, within(1e-3));
    assertThat(FidelityScore.INVERSE_RMSE.score(CONTROL, judged))
        .isCloseTo(0.0552664, within(1e-5));
    assertThat(FidelityScore.EDGE_F1.score(CONTROL, judged)).isCloseTo(0.301887, within(1e-5));
  }

  @Test
  void a_map_that_runs_against_its_control_counts_as_the_best_constant() {
    DepthMap reversed = smooth(-1);
    assertThat(FidelityScore.ABS_REL.score(CONTROL, reversed)).isCloseTo(0.581674, within(1e-4));
    assertThat(FidelityScore.DELTA_1.score(CONTROL, reversed)).isCloseTo(0.170417, within(1e-4));
    assertThat(FidelityScore.INVERSE_RMSE.score(CONTROL, reversed))
        .isCloseTo(0.307592, within(1e-5));
    assertThat(FidelityScore.SPEARMAN.score(CONTROL, reversed)).isLessThan(-0.9);
  }

  @Test
  void scale_and_shift_of_inverse_depth_and_the_kind_of_depth_make_no_difference() {
    DepthMap metric = new SceneUri(5, 96, 72).render().depth();
    DepthMap inverse = DepthConversion.toInverse(metric);
    float[] values = inverse.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = DepthMap.finite(values[i]) ? 3 * values[i] + 2 : values[i];
    }
    DepthMap relative = new DepthMap(96, 72, values, DepthKind.INVERSE_RELATIVE);
    double[] scores = FidelityScore.all(FidelityProtocol.LSQ_INVERSE_1_TO_10, metric, relative);
    assertThat(scores[FidelityScore.ABS_REL.ordinal()]).isCloseTo(0, within(1e-4));
    assertThat(scores[FidelityScore.DELTA_1.ordinal()]).isGreaterThan(0.99);
    assertThat(scores[FidelityScore.SPEARMAN.ordinal()]).isCloseTo(1, within(1e-6));
    assertThat(scores[FidelityScore.EDGE_F1.ordinal()]).isCloseTo(1, within(1e-2));
    assertThat(scores[FidelityScore.RMSE_255.ordinal()]).as("of the other protocol").isNaN();
  }

  @Test
  void nothing_is_said_of_a_control_that_is_flat() {
    DepthMap flat = whole(20, 20, (x, y) -> 3);
    for (FidelityScore score : FidelityScore.values()) {
      assertThat(score.score(flat, CONTROL)).as(score.label()).isNaN();
    }
  }

  @Test
  void a_generation_without_relief_has_errors_and_no_rank() {
    DepthMap flat = whole(20, 20, (x, y) -> 3);
    assertThat(FidelityScore.SPEARMAN.score(CONTROL, flat)).isNaN();
    assertThat(FidelityScore.EDGE_F1.score(CONTROL, flat)).isZero();
    assertThat(FidelityScore.ABS_REL.score(CONTROL, flat)).isCloseTo(0.581674, within(1e-4));
  }
}
