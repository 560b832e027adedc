package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DepthErrorsTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  /** One error, by the name of the golden file. */
  private record Kernel(String name, Error error) {}

  private interface Error {
    double of(float[] p, float[] g, boolean[] valid);
  }

  private static final List<Kernel> KERNELS =
      List.of(
          new Kernel("abs_rel", DepthErrors::absRel),
          new Kernel("sq_rel", DepthErrors::sqRel),
          new Kernel("rmse", DepthErrors::rmse),
          new Kernel("rmse_log", DepthErrors::rmseLog),
          new Kernel("log10", DepthErrors::log10),
          new Kernel("silog_lambda_1_x100", (p, g, v) -> 100 * DepthErrors.siLog(p, g, v, 1)),
          new Kernel("silog_lambda_0_5", (p, g, v) -> DepthErrors.siLog(p, g, v, 0.5)),
          new Kernel("delta_1", (p, g, v) -> DepthErrors.delta(p, g, v, 1)),
          new Kernel("delta_2", (p, g, v) -> DepthErrors.delta(p, g, v, 2)),
          new Kernel("delta_3", (p, g, v) -> DepthErrors.delta(p, g, v, 3)));

  @Test
  void everyErrorFollowsTheWorkedExample() {
    // p = 2, 3, 8 against g = 1, 3, 4: differences 1, 0, 4; ratios 2, 1, 2
    float[] p = {2, 3, 8};
    float[] g = {1, 3, 4};
    boolean[] valid = all(3);
    double ln2 = Math.log(2);
    assertThat(DepthErrors.absRel(p, g, valid)).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(DepthErrors.sqRel(p, g, valid)).isCloseTo(5.0 / 3, within(1e-12));
    assertThat(DepthErrors.rmse(p, g, valid)).isCloseTo(Math.sqrt(17.0 / 3), within(1e-12));
    assertThat(DepthErrors.rmseLog(p, g, valid)).isCloseTo(ln2 * Math.sqrt(2.0 / 3), within(1e-12));
    assertThat(DepthErrors.log10(p, g, valid)).isCloseTo(2.0 / 3 * Math.log10(2), within(1e-12));
    assertThat(DepthErrors.siLog(p, g, valid, 1))
        .isCloseTo(ln2 * Math.sqrt(2.0 / 3 - 4.0 / 9), within(1e-12));
    assertThat(DepthErrors.siLog(p, g, valid, 0.5))
        .isCloseTo(ln2 * Math.sqrt(2.0 / 3 - 2.0 / 9), within(1e-12));
    assertThat(DepthErrors.siLog(p, g, valid, 0))
        .isCloseTo(DepthErrors.rmseLog(p, g, valid), within(1e-12));
    assertThat(DepthErrors.delta(p, g, valid, 1)).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(DepthErrors.delta(p, g, valid, 4)).isEqualTo(1);
    assertThat(DepthErrors.pixels(p, g, valid)).isEqualTo(3);
  }

  @Test
  void deltaIsStrictAtItsThreshold() {
    assertThat(DepthErrors.delta(new float[] {1.25f}, new float[] {1}, all(1), 1)).isZero();
    assertThat(DepthErrors.delta(new float[] {1.2499f}, new float[] {1}, all(1), 1)).isEqualTo(1);
  }

  @Test
  void aPerfectPredictionHasNoError() {
    float[] g = random(200, 1);
    for (Kernel kernel : KERNELS) {
      double perfect = kernel.name.startsWith("delta") ? 1 : 0;
      assertThat(kernel.error.of(g, g.clone(), all(200))).as(kernel.name).isEqualTo(perfect);
    }
  }

  @Test
  void maskedLabelledAndImpossiblePixelsChangeNothing() {
    float[] p = random(50, 2);
    float[] g = random(50, 3);
    float[] morePixels = Arrays.copyOf(p, 56);
    float[] moreTruth = Arrays.copyOf(g, 56);
    boolean[] valid = all(56);
    float[][] ignored = {{NAN, 1}, {1, NAN}, {INF, 1}, {1, INF}, {1, 0}, {7, 900}};
    for (int i = 0; i < ignored.length; i++) {
      morePixels[50 + i] = ignored[i][0];
      moreTruth[50 + i] = ignored[i][1];
    }
    valid[55] = false;
    for (Kernel kernel : KERNELS) {
      assertThat(kernel.error.of(morePixels, moreTruth, valid))
          .as(kernel.name)
          .isEqualTo(kernel.error.of(p, g, all(50)));
    }
    assertThat(DepthErrors.pixels(morePixels, moreTruth, valid)).isEqualTo(50);
    assertThat(DepthErrors.scorable(new float[] {1, NAN, 1, 1}, new float[] {1, 1, INF, -1}))
        .containsExactly(true, false, false, false);
  }

  @Test
  void theOrderOfPixelsDoesNotMatter() {
    float[] p = random(500, 4);
    float[] g = random(500, 5);
    float[] reversedP = new float[500];
    float[] reversedG = new float[500];
    for (int i = 0; i < 500; i++) {
      reversedP[i] = p[499 - i];
      reversedG[i] = g[499 - i];
    }
    for (Kernel kernel : KERNELS) {
      double forward = kernel.error.of(p, g, all(500));
      assertThat(kernel.error.of(reversedP, reversedG, all(500)))
          .as(kernel.name)
          .isCloseTo(forward, within(1e-12 * forward));
    }
  }

  @Test
  void aCommonFactorDisappearsAfterMedianScalingAndFromSilogOfLambdaOne() {
    float[] p = random(300, 6);
    float[] g = random(300, 7);
    float[] scaled = new float[300];
    for (int i = 0; i < 300; i++) {
      scaled[i] = p[i] * 4;
    }
    for (Kernel kernel : KERNELS) {
      assertThat(kernel.error.of(Alignment.median(scaled, g, all(300)).apply(scaled), g, all(300)))
          .as(kernel.name)
          .isEqualTo(kernel.error.of(Alignment.median(p, g, all(300)).apply(p), g, all(300)));
    }
    assertThat(DepthErrors.siLog(scaled, g, all(300), 1))
        .isCloseTo(DepthErrors.siLog(p, g, all(300), 1), within(1e-12));
  }

  @Test
  void anAffineCopyOfInverseDepthAlignsToNoError() {
    float[] g = random(300, 8);
    float[] inverse = DepthConversion.inverseOfDepth(g);
    float[] prediction = new float[300];
    for (int i = 0; i < 300; i++) {
      prediction[i] = 40 * inverse[i] + 7;
    }
    Alignment fit = Alignment.leastSquares(prediction, inverse, all(300));
    float[] aligned = fit.toDepth(prediction, 1000);
    assertThat(DepthErrors.absRel(aligned, g, all(300))).isLessThan(1e-5);
    assertThat(DepthErrors.delta(aligned, g, all(300), 1)).isEqualTo(1);
  }

  @Test
  void predictionsOfZeroAndBelowAreWrongButFinite() {
    float[] p = {0, -1};
    float[] g = {1, 1};
    assertThat(DepthErrors.absRel(p, g, all(2))).isEqualTo(1.5);
    assertThat(DepthErrors.delta(p, g, all(2), 3)).isZero();
    assertThat(DepthErrors.rmseLog(p, g, all(2))).isCloseTo(Math.log(1000), within(1e-9));
    assertThat(DepthErrors.log10(p, g, all(2))).isCloseTo(3, within(1e-9));
    assertThat(DepthErrors.siLog(p, g, all(2), 1)).isZero();
  }

  @Test
  void noScorablePixelGivesNaN() {
    for (Kernel kernel : KERNELS) {
      assertThat(kernel.error.of(new float[] {1}, new float[] {1}, new boolean[1]))
          .as(kernel.name)
          .isNaN();
      assertThat(kernel.error.of(new float[0], new float[0], new boolean[0])).isNaN();
      assertThat(kernel.error.of(new float[] {1}, new float[] {NAN}, all(1))).isNaN();
    }
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DepthErrors.absRel(new float[1], new float[2], all(1)))
        .withMessage("prediction, reference and mask must have equal lengths: 1 and 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DepthErrors.siLog(new float[1], new float[1], all(1), 2))
        .withMessage("lambda of SILog is from 0 to 1, not 2.0");
  }

  @Test
  void rawMedianAndLeastSquaresErrorsEqualNumPy() {
    Config golden = Golden.load("errors.json");
    float[] truth = Golden.floats(golden, "truth");
    float[] metric = Golden.floats(golden, "metric");
    boolean[] valid = DepthErrors.scorable(metric, truth);
    assertErrors(golden.getConfig("raw"), metric, truth, valid);

    Alignment median = Alignment.median(metric, truth, valid);
    assertThat(median.scale()).isCloseTo(golden.getDouble("median.scale"), within(1e-9));
    assertErrors(golden.getConfig("median"), median.apply(metric), truth, valid);

    float[] inverse = Golden.floats(golden, "inverse_relative");
    valid = DepthErrors.scorable(inverse, truth);
    Alignment fit = Alignment.leastSquares(inverse, DepthConversion.inverseOfDepth(truth), valid);
    assertThat(fit.scale()).isCloseTo(golden.getDouble("lsq_inverse.scale"), within(1e-7));
    assertThat(fit.shift()).isCloseTo(golden.getDouble("lsq_inverse.shift"), within(1e-7));
    float[] aligned = fit.toDepth(inverse, golden.getDouble("lsq_inverse.cap"));
    assertErrors(golden.getConfig("lsq_inverse"), aligned, truth, valid);
  }

  private static void assertErrors(Config expected, float[] p, float[] g, boolean[] valid) {
    assertThat(DepthErrors.pixels(p, g, valid)).isEqualTo(expected.getLong("pixels"));
    for (Kernel kernel : KERNELS) {
      assertThat(kernel.error.of(p, g, valid))
          .as(kernel.name)
          .isCloseTo(expected.getDouble(kernel.name), within(2e-6));
    }
  }

  @Test
  void quantilesEqualNumPy() {
    Config golden = Golden.load("errors.json");
    Quantiles quantiles = Quantiles.of(Golden.floats(golden, "truth"));
    for (var entry : golden.getObject("percentiles").entrySet()) {
      assertThat(quantiles.at(Integer.parseInt(entry.getKey()) / 100.0))
          .isCloseTo(((Number) entry.getValue().unwrapped()).doubleValue(), within(1e-6));
    }
  }

  private static float[] random(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) Math.exp(random.nextGaussian());
    }
    return values;
  }

  private static boolean[] all(int count) {
    boolean[] valid = new boolean[count];
    Arrays.fill(valid, true);
    return valid;
  }
}
