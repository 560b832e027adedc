package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.scene.SceneUri;
import org.junit.jupiter.api.Test;

class CalibrationKernelsTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  /** The example of scipy.stats.spearmanr, and ranks with ties worked by hand. */
  @Test
  void rank_correlation_is_that_of_scipy() {
    assertThat(Correlation.ofRanks(new double[] {1, 2, 3, 4, 5}, new double[] {5, 6, 7, 8, 7}))
        .isCloseTo(0.8207826816681233, within(1e-12));
    // ranks 1, 2.5, 2.5, 4 and 1, 3, 2, 4: 4.5 / sqrt(4.5 * 5)
    assertThat(Correlation.ofRanks(new double[] {1, 2, 2, 3}, new double[] {1, 3, 2, 4}))
        .isCloseTo(4.5 / Math.sqrt(22.5), within(1e-12));
    // ranks 1.5, 1.5, 3.5, 3.5 and 4, 2, 2, 2: -2 / sqrt(4 * 3)
    assertThat(Correlation.ofRanks(new double[] {0, -0.0, 7, 7}, new double[] {9, 1, 1, 1}))
        .isCloseTo(-2 / Math.sqrt(4 * 3), within(1e-12));
    assertThat(Correlation.ofRanks(new double[] {1, NAN, 2, 2, 3}, new double[] {1, 8, 3, 2, INF}))
        .as("what is not defined is left out, and infinity is the greatest")
        .isCloseTo(4.5 / Math.sqrt(22.5), within(1e-12));
    assertThat(Correlation.ofRanks(new double[] {1, 1}, new double[] {1, 2})).isNaN();
  }

  @Test
  void the_better_half_is_the_one_that_the_metric_likes() {
    double[] scores = {4, 1, 3, 2};
    double[] errors = {40, 10, 30, 20};
    assertThat(BetterHalf.errorRatio(scores, errors, Better.LOWER)).isEqualTo(15 / 25.0);
    assertThat(BetterHalf.errorRatio(scores, errors, Better.NEITHER)).isEqualTo(15 / 25.0);
    assertThat(BetterHalf.errorRatio(scores, errors, Better.HIGHER)).isEqualTo(35 / 25.0);
    // 1 and half of the three that are equal: 10 + 30 / 2, of a mean of 25
    assertThat(BetterHalf.errorRatio(new double[] {5, 1, 5, 5}, errors, Better.LOWER))
        .isCloseTo((10 + 30) / 2 / 25.0, within(1e-12));
    assertThat(
            BetterHalf.errorRatio(
                new double[] {4, 1, NAN, 3, 2, 0},
                new double[] {40, 10, 1000, 30, 20, NAN},
                Better.LOWER))
        .isEqualTo(15 / 25.0);
    assertThat(BetterHalf.errorRatio(new double[] {7, 7, 7}, new double[] {1, 2, 9}, Better.LOWER))
        .as("a constant says nothing")
        .isCloseTo(1, within(1e-12));
    assertThat(BetterHalf.errorRatio(new double[] {1}, new double[] {1}, Better.LOWER)).isNaN();
    assertThat(BetterHalf.errorRatio(new double[] {1, 2}, new double[2], Better.LOWER)).isNaN();
  }

  @Test
  void errors_are_as_worked_by_hand() {
    // inverse depth 1, 1/2, 1/4; the map says 0, 1, 2: it runs against it, so 7/12 everywhere
    DepthMap reference = metres(1, 2, 4);
    DepthMap reversed = relative(0, 1, 2);
    double mean = (1 + .5 + .25) / 3;
    double range = (.5 + .96 * .5) - (.25 + .04 * .25);
    assertThat(TrueError.INVERSE_RANGE.of(reversed, reference))
        .isCloseTo(((1 - mean) + (mean - .5) + (mean - .25)) / 3 / range, within(1e-6));
    double depth = 1 / mean;
    assertThat(TrueError.ABS_REL.of(reversed, reference))
        .isCloseTo(((depth - 1) + (2 - depth) / 2 + (4 - depth) / 4) / 3, within(1e-6));
    // exact up to scale and shift
    DepthMap affine = relative(1 + 3 * 1, 1 + 3 * .5f, 1 + 3 * .25f);
    for (TrueError error : TrueError.values()) {
      assertThat(error.of(affine, reference)).as(error.label()).isCloseTo(0, within(1e-6));
    }
    assertThat(TrueError.INVERSE_RANGE.of(relative(1, 1, 1), reference))
        .as("a constant map is the mean too")
        .isEqualTo(TrueError.INVERSE_RANGE.of(reversed, reference));
    assertThat(TrueError.INVERSE_RANGE.of(affine, metres(2, 2, 2))).as("no range").isNaN();
    assertThat(TrueError.ABS_REL.of(affine, metres(Float.NaN, -1, Float.POSITIVE_INFINITY)))
        .as("no reference")
        .isNaN();
    assertThat(TrueError.ABS_REL.of(affine, metres(1, 2, 4000)))
        .as("beyond 40 m nothing is scored")
        .isCloseTo((0.0345 + 0.2724) / 2, within(2e-4));
  }

  /** Where an alignment exists, the first is the score that is reported. */
  @Test
  void abs_rel_is_that_of_the_protocol() {
    DepthMap truth = new SceneUri(7, 64, 48).render().depth();
    float[] values = new float[truth.values().length];
    for (int i = 0; i < values.length; i++) {
      float g = truth.values()[i];
      values[i] = DepthMap.finite(g) ? (float) (1 / (g + .3 * Math.sin(i))) : 0;
    }
    DepthMap map = new DepthMap(64, 48, values, DepthKind.INVERSE_RELATIVE);
    ReferenceMetric reported =
        new ReferenceMetric(DepthScore.ABS_REL, EvaluationProtocol.of("lsq_inverse"));
    DepthMap near = cut(truth);
    assertThat(TrueError.ABS_REL.of(map, near))
        .isPositive()
        .isCloseTo(reported.score(map, near), within(0.02));
  }

  private static DepthMap cut(DepthMap truth) {
    float[] values = truth.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] < 40 ? values[i] : Float.NaN;
    }
    return new DepthMap(truth.width(), truth.height(), values, truth.kind());
  }

  private static DepthMap metres(float... depth) {
    return new DepthMap(depth.length, 1, depth, DepthKind.METRIC);
  }

  private static DepthMap relative(float... inverse) {
    return new DepthMap(inverse.length, 1, inverse, DepthKind.INVERSE_RELATIVE);
  }
}
