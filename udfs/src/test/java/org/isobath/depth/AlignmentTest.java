package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;

class AlignmentTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  @Test
  void leastSquaresFollowsTheWorkedExample() {
    // d = 1, 2, 3; y = 2, 4, 9: a = 14, b = 6, c = 3, u = 37, v = 15, det 6
    // s = (3·37 - 6·15) / 6 = 3.5, t = (14·15 - 6·37) / 6 = -2
    Alignment fit = Alignment.leastSquares(floats(1, 2, 3), floats(2, 4, 9), all(3));
    assertThat(fit.scale()).isCloseTo(3.5, within(1e-12));
    assertThat(fit.shift()).isCloseTo(-2, within(1e-12));
    assertThat(fit.pixels()).isEqualTo(3);
  }

  @Test
  void leastSquaresFindsAnAffineMapExactlyAlsoFarFromZero() {
    Random random = new Random(2);
    float[] d = new float[1000];
    float[] y = new float[1000];
    for (int i = 0; i < d.length; i++) {
      d[i] = 4096 + random.nextInt(64);
      y[i] = 0.25f * d[i] - 1000;
    }
    Alignment fit = Alignment.leastSquares(d, y, all(1000));
    assertThat(fit.scale()).isCloseTo(0.25, within(1e-9));
    assertThat(fit.shift()).isCloseTo(-1000, within(1e-5));
  }

  @Test
  void maskedAndLabelledPixelsTakeNoPart() {
    float[] d = floats(1, 2, 3, 100, NAN, 7, INF);
    float[] y = floats(2, 4, 9, -50, 1, INF, 1);
    boolean[] valid = all(7);
    valid[3] = false;
    assertThat(Alignment.leastSquares(d, y, valid))
        .isEqualTo(Alignment.leastSquares(floats(1, 2, 3), floats(2, 4, 9), all(3)));
    assertThat(Alignment.robust(d, y, valid))
        .isEqualTo(Alignment.robust(floats(1, 2, 3), floats(2, 4, 9), all(3)));
  }

  @Test
  void aConstantPredictionOrTooFewPixelsHaveNoFit() {
    for (Alignment fit :
        new Alignment[] {
          Alignment.leastSquares(floats(5, 5, 5), floats(1, 2, 3), all(3)),
          Alignment.leastSquares(floats(0, 0, 0), floats(1, 2, 3), all(3)),
          Alignment.leastSquares(floats(1000, Math.nextUp(1000f)), floats(1, 2), all(2)),
          Alignment.leastSquares(floats(5), floats(1), all(1)),
          Alignment.leastSquares(floats(), floats(), all(0)),
          Alignment.robust(floats(5, 5, 5), floats(1, 2, 3), all(3)),
          Alignment.robust(floats(), floats(), all(0)),
          Alignment.median(floats(), floats(), all(0)),
          Alignment.median(floats(0, 0, 1), floats(1, 2, 3), all(3))
        }) {
      assertThat(fit.scale()).isNaN();
      assertThat(fit.usable()).isFalse();
      assertThatThrownBy(() -> fit.apply(floats(1)))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("a fit on " + fit.pixels() + " pixels has no solution");
    }
  }

  @Test
  void aReversedPredictionReportsItsNegativeScaleAndIsNotApplied() {
    Alignment fit = Alignment.leastSquares(floats(1, 2, 3), floats(3, 2, 1), all(3));
    assertThat(fit.scale()).isCloseTo(-1, within(1e-12));
    assertThat(fit.usable()).isFalse();
    for (var use :
        new org.assertj.core.api.ThrowableAssert.ThrowingCallable[] {
          () -> fit.toDepth(floats(1), 10), () -> fit.apply(floats(1))
        }) {
      assertThatThrownBy(use)
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("Cannot align depth: the fitted scale is -1.0")
          .hasMessageContaining("output kind");
    }
  }

  @Test
  void robustFitIsThatOfTheMajorityWhenTheRestLiesElsewhere() {
    Random random = new Random(4);
    for (double astray : new double[] {0, 0.1, 0.2, 0.3}) {
      float[] d = new float[2000];
      float[] y = new float[2000];
      for (int i = 0; i < d.length; i++) {
        d[i] = random.nextFloat();
        y[i] = random.nextDouble() < astray ? 3 + 2 * random.nextFloat() : 2 * d[i] + 1;
      }
      Alignment fit = Alignment.robust(d, y, all(2000));
      assertThat(fit.scale()).as("%s astray", astray).isCloseTo(2, within(1e-5));
      assertThat(fit.shift()).as("%s astray", astray).isCloseTo(1, within(1e-5));
      assertThat(fit.pixels()).isEqualTo(2000);
      if (astray > 0) {
        assertThat(Alignment.leastSquares(d, y, all(2000)).shift()).isGreaterThan(1.1);
      }
    }
  }

  @Test
  void robustFitOfEvenNoiseIsNearLeastSquares() {
    Random random = new Random(5);
    float[] d = new float[5000];
    float[] y = new float[5000];
    for (int i = 0; i < d.length; i++) {
      d[i] = 10 + 5 * random.nextFloat();
      y[i] = (float) (0.3 * d[i] - 2 + 0.05 * random.nextGaussian());
    }
    Alignment fit = Alignment.robust(d, y, all(5000));
    Alignment plain = Alignment.leastSquares(d, y, all(5000));
    assertThat(fit.scale()).isCloseTo(plain.scale(), within(1e-3));
    assertThat(fit.shift()).isCloseTo(plain.shift(), within(0.01));
  }

  @Test
  void alignedDepthIsCappedAndKeepsLabels() {
    Alignment fit = new Alignment(0.5, -0.5, 9);
    // inverse 0.5, 0.01 (floor 1/20), below zero (floor)
    assertThat(fit.toDepth(floats(2, 1.02f, 0, NAN, INF), 20)).containsExactly(2, 20, 20, NAN, INF);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fit.toDepth(floats(1), 0))
        .withMessage("the cap of an aligned depth must be positive: 0.0");
  }

  @Test
  void medianScalingFollowsTheWorkedExample() {
    // even count: median of 1, 2, 4, 9 is 3; of 6, 6, 12, 100 is 9
    Alignment fit = Alignment.median(floats(9, 1, NAN, 4, 2), floats(6, 100, 5, 12, 6), all(5));
    assertThat(fit).isEqualTo(new Alignment(3, 0, 4));
    assertThat(fit.apply(floats(2, NAN, INF))).containsExactly(6, NAN, INF);
  }

  @Test
  void unequalLengthsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alignment.leastSquares(floats(1), floats(1, 2), all(1)))
        .withMessage("prediction, reference and mask must have equal lengths: 1, 2, 1");
  }

  private static float[] floats(float... values) {
    return values;
  }

  private static boolean[] all(int count) {
    boolean[] valid = new boolean[count];
    Arrays.fill(valid, true);
    return valid;
  }
}
