package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.isobath.depth.ConditioningRecipe;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.image.Image;
import org.junit.jupiter.api.Test;

/** What the scores without a reference find, on maps broken in one way each. */
class DepthSignalsTest {
  private static final int WIDTH = 96;
  private static final int HEIGHT = 72;

  @Test
  void a_plane_is_planar_and_a_corner_is_not() {
    DepthMap wall = map((x, y) -> 2 + 0.01 * x - 0.02 * y);
    assertThat(score(DepthMetric.PLANARITY, wall)).isCloseTo(1, within(1e-9));
    DepthMap corner = map((x, y) -> 2 + 0.01 * Math.abs(x - 47.5));
    // a symmetric fold: no plane is better than the mean
    assertThat(score(DepthMetric.PLANARITY, corner)).isCloseTo(0, within(1e-6));
    DepthMap line = new DepthMap(5, 1, new float[] {1, 2, 3, 4, 5}, DepthKind.INVERSE_RELATIVE);
    assertThat(score(DepthMetric.PLANARITY, line)).as("one row").isCloseTo(1, within(1e-9));
  }

  @Test
  void sky_hangs_down_from_the_top() {
    // far above row 18; a far window in the wall below does not touch it
    DepthMap room = map((x, y) -> y < 18 || (x > 40 && x < 50 && y > 40 && y < 50) ? 0.001 : 1);
    assertThat(score(DepthMetric.SKY_SHARE, room)).isEqualTo(18.0 / HEIGHT);
    assertThat(score(DepthMetric.SKY_SHARE, map((x, y) -> y < 18 ? 0.02 : 1)))
        .as("above a hundredth of the near end")
        .isZero();
  }

  @Test
  void eight_bit_sources_have_few_levels_and_flat_steps() {
    DoubleBinaryOperator smooth = (x, y) -> Math.sin(x / 30) + Math.cos(y / 25) + 3;
    DepthMap fine = map(smooth);
    DepthMap coarse = map((x, y) -> Math.rint(smooth.applyAsDouble(x, y) * 40) / 40);
    assertThat(score(DepthMetric.VALUE_LEVELS, fine)).isGreaterThan(4000);
    assertThat(score(DepthMetric.VALUE_LEVELS, coarse)).isBetween(100.0, 170.0);
    assertThat(score(DepthMetric.BANDING, fine)).isLessThan(0.01);
    // sin'(x / 30) is at most 1 / 30 = 1.33 levels of 1 / 40
    assertThat(score(DepthMetric.BANDING, coarse)).isGreaterThan(0.2);
    DepthMap clipped = map((x, y) -> Math.max(3, smooth.applyAsDouble(x, y)));
    assertThat(score(DepthMetric.BANDING, clipped)).as("a clipped end is flat").isLessThan(0.01);
  }

  @Test
  void noise_is_measured_on_smooth_surfaces() {
    double[] scores = new double[2];
    for (int k = 0; k < 2; k++) {
      double deviation = 0.01 * (k + 1);
      Random random = new Random(5);
      // d' of a ramp from 0 to 1 keeps its scale, so noise of s gives sqrt(20) s
      DepthMap noisy = map((x, y) -> x / 95 + deviation * random.nextGaussian());
      scores[k] = score(DepthMetric.DEPTH_NOISE, noisy) / Math.sqrt(20);
      assertThat(scores[k]).isCloseTo(deviation, within(0.1 * deviation));
    }
    assertThat(score(DepthMetric.DEPTH_NOISE, map((x, y) -> x / 95))).isLessThan(1e-6);
  }

  @Test
  void a_frame_around_the_map_is_found() {
    DoubleBinaryOperator ramp = (x, y) -> x + y;
    assertThat(score(DepthMetric.BORDER_JUMP, map(ramp))).isCloseTo(0.5, within(0.05));
    DepthMap framed =
        map(
            (x, y) ->
                x < 1 || y < 1 || x >= WIDTH - 1 || y >= HEIGHT - 1 ? 0 : ramp.applyAsDouble(x, y));
    assertThat(score(DepthMetric.BORDER_JUMP, framed)).isGreaterThan(0.9);
  }

  @Test
  void paint_that_became_relief_is_told_from_edges_that_belong_there() {
    Random random = new Random(6);
    double[] paint = random.doubles((long) WIDTH * HEIGHT).toArray();
    DoubleBinaryOperator texture = (x, y) -> 60 * paint[(int) y * WIDTH + (int) x];
    DoubleBinaryOperator step = (x, y) -> x < 48 ? 1 : 2;
    Image picture = picture((x, y) -> texture.applyAsDouble(x, y) + 60 * step.applyAsDouble(x, y));
    DepthMap right = map((x, y) -> step.applyAsDouble(x, y) + 1e-3 * random.nextDouble());
    DepthMap copied = map((x, y) -> step.applyAsDouble(x, y) + 0.004 * texture.applyAsDouble(x, y));
    assertThat(DepthMetric.TEXTURE_COPYING.score(right, picture)).isCloseTo(0, within(0.1));
    assertThat(DepthMetric.TEXTURE_COPYING.score(copied, picture)).isGreaterThan(0.7);
    assertThat(DepthMetric.EDGE_CORRELATION.score(right, picture)).isGreaterThan(0.15);
    DepthMap elsewhere = map((x, y) -> y < 36 ? 1 : 2);
    assertThat(DepthMetric.EDGE_CORRELATION.score(elsewhere, picture)).isLessThan(0.1);
  }

  @Test
  void a_conditioning_picture_keeps_256_levels_between_its_percentiles() {
    float[] ramp = new float[40 * 25];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = i;
    }
    Image image = new Image(40, 25, new byte[3 * ramp.length]);
    DepthMap map = new DepthMap(40, 25, ramp, DepthKind.INVERSE_RELATIVE);
    // the picture itself, read back between the percentiles 9.99 and 989.01
    byte[] grey = ConditioningRecipe.PERCENTILE.render(map).rgb();
    double sum = 0;
    for (int i = 0; i < ramp.length; i++) {
      sum += Math.abs(9.99 + (grey[3 * i] & 0xff) / 255.0 * 979.02 - ramp[i]);
    }
    assertThat(PairMetric.CONDITIONING_LOSS.score(map, image))
        .isCloseTo(sum / ramp.length / 959.04, within(1e-6))
        .as("a quarter of a level, and 5.5 levels at ten pixels of either end")
        .isCloseTo((0.98 * 979.02 / 255 / 4 + 0.02 * 5.5) / 959.04, within(3e-5));
    ramp[5] = 1e6f;
    assertThat(PairMetric.CONDITIONING_LOSS.score(map, image))
        .as("one pixel far beyond")
        .isGreaterThan(1);
    DepthMap constant = new DepthMap(40, 25, new float[1000], DepthKind.INVERSE_RELATIVE);
    assertThat(PairMetric.CONDITIONING_LOSS.score(constant, image)).isNaN();
  }

  @Test
  void a_second_look_that_is_affine_in_the_first_agrees_exactly() {
    Random random = new Random(7);
    DepthMap map = map((x, y) -> 1 + random.nextDouble());
    DepthMap affine = copy(map, 3, 0.5f);
    assertThat(Consistency.residual(map, affine)).isCloseTo(0, within(1e-6));
    assertThat(ConsistencyMetric.FLIP_CONSISTENCY.score(map, Consistency.mirrored(affine)))
        .isCloseTo(0, within(1e-6));
    assertThat(ConsistencyMetric.FLIP_CONSISTENCY.score(map, affine))
        .as("not mirrored")
        .isGreaterThan(0.2);
    assertThat(ConsistencyMetric.CROP_CONSISTENCY.score(map, Consistency.middle(affine, 0.75)))
        .isCloseTo(0, within(1e-6));
    assertThat(ConsistencyMetric.MODEL_AGREEMENT.score(map, affine)).isCloseTo(1, within(1e-9));
  }

  @Test
  void a_reversed_second_look_explains_nothing() {
    // d = 0, 1, …, 9 ten times over: p2 0, p98 9, mean distance from the mean 2.5
    float[] values = new float[100];
    for (int i = 0; i < 100; i++) {
      values[i] = i % 10;
    }
    DepthMap map = new DepthMap(10, 10, values, DepthKind.INVERSE_RELATIVE);
    assertThat(Consistency.residual(map, copy(map, -1, 9))).isCloseTo(2.5 / 9, within(1e-6));
    assertThat(Consistency.residual(map, copy(map, 0, 1))).isCloseTo(2.5 / 9, within(1e-6));
    assertThat(Consistency.rankAgreement(map, copy(map, -1, 9))).isCloseTo(-1, within(1e-9));
    assertThat(Consistency.residual(copy(map, 0, 1), map)).as("a constant map").isNaN();
  }

  @Test
  void a_residual_is_the_mean_distance_over_the_range() {
    // by hand: fitting 0, 0, 2, 2 by 0, 1, 1, 2 gives s = 1, t = 0: residuals 0, 1, 1, 0
    DepthMap map = new DepthMap(4, 1, new float[] {0, 0, 2, 2}, DepthKind.INVERSE_RELATIVE);
    DepthMap second = new DepthMap(4, 1, new float[] {0, 1, 1, 2}, DepthKind.INVERSE_RELATIVE);
    assertThat(Consistency.residual(map, second)).isCloseTo(0.5 / 2, within(1e-9));
  }

  @Test
  void ranks_share_their_mean_when_values_are_equal() {
    // scipy.stats.spearmanr([1, 2, 2, 3], [1, 3, 2, 4])
    assertThat(Correlation.ofRanks(new double[] {1, 2, 2, 3}, new double[] {1, 3, 2, 4}))
        .isCloseTo(0.9486832980505138, within(1e-12));
    assertThat(
            Correlation.ofRanks(
                new double[] {1, Double.NaN, 5, Double.POSITIVE_INFINITY},
                new double[] {9, 1, 5, 3}))
        .isCloseTo(-1, within(1e-12));
    assertThat(Correlation.ofRanks(new double[] {-0.0, 0.0}, new double[] {1, 2})).isNaN();
  }

  private static double score(DepthMetric metric, DepthMap map) {
    return metric.score(map, new Image(1, 1, new byte[3]));
  }

  private static DepthMap copy(DepthMap map, float scale, float shift) {
    float[] values = map.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * values[i] + shift;
    }
    return new DepthMap(map.width(), map.height(), values, map.kind());
  }

  /** Inverse depth by column and row. */
  private static DepthMap map(DoubleBinaryOperator value) {
    float[] values = new float[WIDTH * HEIGHT];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) value.applyAsDouble(i % WIDTH, i / WIDTH);
    }
    return new DepthMap(WIDTH, HEIGHT, values, DepthKind.INVERSE_RELATIVE);
  }

  private static Image picture(DoubleBinaryOperator level) {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      Arrays.fill(rgb, 3 * i, 3 * i + 3, (byte) level.applyAsDouble(i % WIDTH, i / WIDTH));
    }
    return new Image(WIDTH, HEIGHT, rgb);
  }
}
