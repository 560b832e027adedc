package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.isobath.UserError;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.junit.jupiter.api.Test;

class MeanIntervalTest {
  @Test
  void images_without_the_score_are_counted_and_left_out() {
    MeanInterval mean = MeanInterval.normal(new double[] {1, Double.NaN, 3}, 0.95);
    assertThat(mean.images()).isEqualTo(2);
    assertThat(mean.undefined()).isEqualTo(1);
    assertThat(mean.mean()).isEqualTo(2);
    // deviation sqrt(2), standard error 1: 2 ± 1.96
    assertThat(mean.low()).isCloseTo(2 - 1.959964, within(1e-3));
    assertThat(mean.high()).isCloseTo(2 + 1.959964, within(1e-3));
  }

  @Test
  void nothing_and_one_image_have_no_interval() {
    for (double[] scores : new double[][] {{}, {Double.NaN}, {0.5}}) {
      for (MeanInterval mean :
          new MeanInterval[] {
            MeanInterval.normal(scores, 0.9), MeanInterval.bootstrap(scores, 0.9, 1)
          }) {
        assertThat(mean.low()).isNaN();
        assertThat(mean.high()).isNaN();
        assertThat(mean.mean()).isEqualTo(mean.images() == 1 ? (Double) 0.5 : (Double) Double.NaN);
      }
    }
  }

  @Test
  void both_intervals_cover_the_truth_as_often_as_they_say() {
    Random random = new Random(9);
    int[] covered = new int[2];
    int rounds = 400;
    for (int round = 0; round < rounds; round++) {
      double[] scores = new double[40];
      for (int i = 0; i < scores.length; i++) {
        // exponential, mean 1: skewed as errors are
        scores[i] = -Math.log(1 - random.nextDouble());
      }
      covered[0] += covers(MeanInterval.normal(scores, 0.9)) ? 1 : 0;
      covered[1] += covers(MeanInterval.bootstrap(scores, 0.9, round)) ? 1 : 0;
    }
    // 90 % less the skew's two or three, give or take 1.5 % of chance
    assertThat(covered[0] / (double) rounds).as("normal").isBetween(0.83, 0.94);
    assertThat(covered[1] / (double) rounds).as("bootstrap").isBetween(0.83, 0.94);
  }

  private static boolean covers(MeanInterval mean) {
    return mean.low() <= 1 && 1 <= mean.high();
  }

  @Test
  void one_seed_gives_one_interval_inside_the_scores() {
    double[] scores = new Random(4).doubles(50, 0.1, 0.9).toArray();
    MeanInterval first = MeanInterval.bootstrap(scores, 0.95, 7);
    assertThat(MeanInterval.bootstrap(scores, 0.95, 7)).isEqualTo(first);
    assertThat(MeanInterval.bootstrap(scores, 0.95, 8)).isNotEqualTo(first);
    assertThat(first.low()).isBetween(0.1, first.mean());
    assertThat(first.high()).isBetween(first.mean(), 0.9);
    double[] constant = new double[6];
    Arrays.fill(constant, 0.25);
    assertThat(MeanInterval.bootstrap(constant, 0.95, 7))
        .isEqualTo(new MeanInterval(6, 0, 0.25, 0.25, 0.25));
  }

  @Test
  void exchanged_near_and_far_is_refused_with_the_remedy() {
    DepthMap truth = map(DepthKind.METRIC, 1, 2, 4, 8);
    // depth, declared as inverse depth
    DepthMap wrong = map(DepthKind.INVERSE_RELATIVE, 1, 2, 4, 8);
    DepthMap right = map(DepthKind.INVERSE_RELATIVE, 8, 4, 2, 1);
    double against = Semantics.scale(wrong, truth);
    double with = Semantics.scale(right, truth);
    assertThat(against).isNegative();
    assertThat(with).isCloseTo(1 / 8.0, within(1e-6));
    assertThatThrownBy(
            () ->
                Semantics.requireForward("tiny", new double[] {against, against, with, Double.NaN}))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "Depth of tiny runs against the reference on 2 of 3 images: near and far are exchanged. Set the output kind");
    assertThatCode(() -> Semantics.requireForward("tiny", new double[] {against, with, with}))
        .as("one weak map of three")
        .doesNotThrowAnyException();
    assertThatCode(() -> Semantics.requireForward("tiny", new double[] {Double.NaN}))
        .doesNotThrowAnyException();
  }

  private static DepthMap map(DepthKind kind, float... values) {
    return new DepthMap(values.length, 1, values, kind);
  }
}
