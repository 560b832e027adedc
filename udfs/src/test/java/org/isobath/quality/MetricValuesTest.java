package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.image.Image;
import org.junit.jupiter.api.Test;

/**
 * The numbers themselves: against OpenCV and NumPy, and worked by hand where the case is
 * degenerate.
 */
class MetricValuesTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  private final Config golden = ConfigFactory.parseResources("quality/scores.json");

  @Test
  void imageScoresEqualOpenCvAndNumPy() {
    Image image = goldenImage();
    for (ImageMetric metric : ImageMetric.values()) {
      double expected = golden.getDouble("image_scores." + metric.label());
      assertThat(metric.score(image))
          .as(metric.label())
          .isCloseTo(expected, within(1e-9 * Math.max(1, expected)));
    }
  }

  @Test
  void depthScoresEqualOpenCvAndNumPy() {
    List<?> values = golden.getAnyRefList("depth");
    float[] depth = new float[values.size()];
    for (int i = 0; i < depth.length; i++) {
      depth[i] = Float.parseFloat(values.get(i).toString());
    }
    Image image = goldenImage();
    DepthMap map = new DepthMap(image.width(), image.height(), depth, DepthKind.METRIC);
    for (DepthMetric metric : DepthMetric.values()) {
      assertThat(metric.score(map, image))
          .as(metric.label())
          .isCloseTo(golden.getDouble("depth_scores." + metric.label()), within(1e-6));
    }
  }

  private Image goldenImage() {
    return new Image(
        golden.getInt("width"),
        golden.getInt("height"),
        HexFormat.of().parseHex(golden.getString("rgb")));
  }

  @Test
  void aBlurredPictureScoresLower() {
    byte[] sharp = new byte[3 * 64 * 64];
    byte[] soft = new byte[3 * 64 * 64];
    for (int i = 0; i < 64 * 64; i++) {
      int x = i % 64;
      Arrays.fill(sharp, 3 * i, 3 * i + 3, (byte) (x / 8 % 2 * 200));
      Arrays.fill(soft, 3 * i, 3 * i + 3, (byte) (100 + 100 * Math.sin(x * Math.PI / 8)));
    }
    assertThat(ImageMetric.LAPLACIAN_VARIANCE.score(new Image(64, 64, sharp)))
        .isGreaterThan(10 * ImageMetric.LAPLACIAN_VARIANCE.score(new Image(64, 64, soft)));
  }

  @Test
  void sharpnessIsMeasuredAtOneSize() {
    // the same scene at 768 and 1536 pixels: both shrink to 384 by area and score alike
    double[] scores = new double[2];
    for (int k = 1; k <= 2; k++) {
      int side = 768 * k;
      byte[] rgb = new byte[3 * side * side];
      for (int i = 0; i < side * side; i++) {
        int x = i % side / (8 * k);
        int y = i / side / (8 * k);
        Arrays.fill(rgb, 3 * i, 3 * i + 3, (byte) ((x * 37 + y * 59) % 256));
      }
      scores[k - 1] = ImageMetric.LAPLACIAN_VARIANCE.score(new Image(side, side, rgb));
    }
    assertThat(scores[0]).isCloseTo(scores[1], within(1e-6 * scores[1]));
  }

  @Test
  void constantDepthIsFlatAndHasNoEdges() {
    Image image = new Image(8, 8, new byte[192]);
    for (DepthKind kind : DepthKind.values()) {
      float[] values = new float[64];
      Arrays.fill(values, 3);
      values[5] = NAN;
      values[6] = INF;
      DepthMap map = new DepthMap(8, 8, values, kind);
      assertThat(DepthMetric.DYNAMIC_RANGE.score(map, image)).isZero();
      assertThat(DepthMetric.DEPTH_ENTROPY.score(map, image)).isZero();
      assertThat(DepthMetric.NEAR_CONSTANT_SHARE.score(map, image)).isEqualTo(1);
      assertThat(DepthMetric.EDGE_AGREEMENT.score(map, image)).isNaN();
      assertThat(DepthMetric.INVALID_SHARE.score(map, image)).isEqualTo(1 / 64.0);
      assertThat(DepthMetric.INFINITE_SHARE.score(map, image)).isEqualTo(1 / 64.0);
      assertThat(DepthMetric.VALUE_MEDIAN.score(map, image)).isEqualTo(3);
      assertThat(DepthMetric.PLANARITY.score(map, image)).isEqualTo(1);
      assertThat(DepthMetric.VALUE_LEVELS.score(map, image)).isEqualTo(1);
      assertThat(DepthMetric.BANDING.score(map, image)).isNaN();
      assertThat(DepthMetric.DEPTH_NOISE.score(map, image)).isZero();
      assertThat(DepthMetric.BORDER_JUMP.score(map, image)).isNaN();
    }
  }

  @Test
  void aMapOfLabelsHasSharesAndNothingElse() {
    Image image = new Image(2, 1, new byte[6]);
    double[] scores =
        DepthMetric.all(new DepthMap(2, 1, new float[] {NAN, INF}, DepthKind.METRIC), image);
    for (DepthMetric metric : DepthMetric.values()) {
      if (Set.of(DepthMetric.INVALID_SHARE, DepthMetric.INFINITE_SHARE, DepthMetric.SKY_SHARE)
          .contains(metric)) {
        assertThat(scores[metric.ordinal()]).isEqualTo(0.5);
      } else {
        assertThat(scores[metric.ordinal()]).as(metric.label()).isNaN();
      }
    }
  }

  @Test
  void depthEdgesOnImageEdgesAgreeAndElsewhereDoNot() {
    // a step in depth at column 32 of 64; the picture has its only step there, or at column 10
    float[] depth = new float[64 * 64];
    for (int i = 0; i < depth.length; i++) {
      depth[i] = i % 64 < 32 ? 1 : 2;
    }
    DepthMap map = new DepthMap(64, 64, depth, DepthKind.METRIC);
    assertThat(DepthMetric.EDGE_AGREEMENT.score(map, step(32))).isEqualTo(1);
    assertThat(DepthMetric.EDGE_AGREEMENT.score(map, step(34))).isEqualTo(1);
    assertThat(DepthMetric.EDGE_AGREEMENT.score(map, step(10))).isZero();
    assertThat(DepthMetric.EDGE_AGREEMENT.score(map, step(0))).as("no image edge").isZero();
  }

  private static Image step(int column) {
    byte[] rgb = new byte[3 * 64 * 64];
    for (int i = 0; i < 64 * 64; i++) {
      Arrays.fill(rgb, 3 * i, 3 * i + 3, (byte) (i % 64 < column ? 20 : 200));
    }
    return new Image(64, 64, rgb);
  }

  @Test
  void protocolsScoreWhatTheirNamesSay() {
    DepthMap truth = metric(1, 2, 4, 8, NAN, INF, 0);
    DepthMap twice = metric(2, 4, 8, 16, 3, 3, 3);
    assertThat(score("abs_rel_raw", twice, truth)).isEqualTo(1);
    assertThat(score("abs_rel_median", twice, truth)).isZero();
    assertThat(score("scale_median", twice, truth)).isEqualTo(0.5);
    assertThat(score("abs_rel_lsq_inverse", twice, truth)).isCloseTo(0, within(1e-6));
    assertThat(score("scored_share_raw", twice, truth)).isEqualTo(1);

    // inverse relative: 3 / z + 5
    DepthMap relative =
        new DepthMap(
            7, 1, new float[] {8, 6.5f, 5.75f, 5.375f, 1, 1, NAN}, DepthKind.INVERSE_RELATIVE);
    assertThat(score("abs_rel_raw", relative, truth)).as("no metres").isNaN();
    assertThat(score("scored_share_raw", relative, truth)).isZero();
    assertThat(score("abs_rel_lsq_inverse", relative, truth)).isCloseTo(0, within(1e-6));
    assertThat(score("scale_lsq_inverse", relative, truth)).isCloseTo(1 / 3.0, within(1e-9));
    assertThat(score("shift_lsq_inverse", relative, truth)).isCloseTo(-5 / 3.0, within(1e-9));
    assertThat(score("delta_1_median", relative, truth)).isLessThan(1);
  }

  @Test
  void aReversedPredictionHasItsScaleAndNoError() {
    DepthMap truth = metric(1, 2, 4, 8);
    DepthMap reversed = new DepthMap(4, 1, new float[] {1, 2, 4, 8}, DepthKind.INVERSE_RELATIVE);
    assertThat(score("scale_lsq_inverse", reversed, truth)).isNegative();
    assertThat(score("abs_rel_lsq_inverse", reversed, truth)).isNaN();
    assertThat(score("scored_share_lsq_inverse", reversed, truth)).isZero();
  }

  @Test
  void unscoredPixelsShowInTheShare() {
    DepthMap truth = metric(1, 2, 4, 8);
    assertThat(score("scored_share_raw", metric(1, NAN, INF, 8), truth)).isEqualTo(0.5);
    assertThat(score("scored_share_raw", truth, metric(NAN, INF, 0, -1))).isNaN();
  }

  @Test
  void inverseMetricPredictionsAndReferencesAreMetresToo() {
    DepthMap truth = metric(1, 2, 4, 8);
    DepthMap inverse =
        new DepthMap(4, 1, new float[] {1, 0.5f, 0.25f, 0.125f}, DepthKind.INVERSE_METRIC);
    assertThat(score("rmse_raw", inverse, truth)).isZero();
    assertThat(score("rmse_raw", truth, inverse)).isZero();
  }

  @Test
  void relativeInverseDepthBelowZeroIsAsFarAsTheReferenceGoes() {
    DepthMap truth = metric(1, 2, 4, 8);
    DepthMap prediction =
        new DepthMap(4, 1, new float[] {1, 0.5f, 0.25f, -0.01f}, DepthKind.INVERSE_RELATIVE);
    assertThat(score("abs_rel_median", prediction, truth)).isZero();
  }

  @Test
  void sizesMustBeEqual() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ReferenceMetric.all(EvaluationProtocol.of("raw"), metric(1, 2), metric(1), null))
        .withMessage("prediction and reference must have one size: 2x1 and 1x1");
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
