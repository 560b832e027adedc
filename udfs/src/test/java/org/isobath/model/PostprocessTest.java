package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PostprocessTest {
  private static final float INF = Float.POSITIVE_INFINITY;
  private static final float NAN = Float.NaN;

  private static OutputRule rule(String output) {
    return ModelCardTest.card(
            ModelCardTest.CARD.replace("depth = depth, kind = metric, zero-invalid = true", output))
        .output();
  }

  private static RawDepth raw(float... depth) {
    return raw(depth, null, null, NAN);
  }

  private static RawDepth raw(float[] depth, float[] sky, float[] mask, float focal) {
    NetworkFrame frame = NetworkFrame.full(depth.length, 1);
    return new RawDepth(depth.length, 1, depth, sky, mask, focal, frame, 10 * depth.length, 10);
  }

  private static DepthMap map(String output, RawDepth raw) throws Rejected {
    return Postprocess.apply("m", rule(output), raw, NAN, OutputSize.NETWORK).depth();
  }

  @Test
  void eachKindKeepsWhatCanBeADepthOfItsKind() throws Rejected {
    float[] numbers = {-1, 0, 2, NAN, INF, -INF};
    assertThat(map("kind = inverse_relative", raw(numbers)).values())
        .containsExactly(-1, 0, 2, NAN, NAN, NAN);
    assertThat(map("kind = relative", raw(numbers)).values())
        .containsExactly(NAN, 0, 2, NAN, NAN, NAN);
    assertThat(map("kind = metric", raw(numbers)).values())
        .containsExactly(NAN, NAN, 2, NAN, NAN, NAN);
    assertThat(map("kind = inverse_metric", raw(numbers)).values())
        .containsExactly(NAN, INF, 2, NAN, NAN, NAN);
  }

  @ParameterizedTest
  @EnumSource
  void everyKindGivesItsDepthKind(OutputKind kind) throws Rejected {
    String canonical =
        (kind == OutputKind.AFFINE_POINTS ? ", metric-scale = scale" : "")
            + (kind.canonical() ? ", canonical-focal = 300" : "")
            + (kind.needsFocal() ? ", assume-fov = 60" : "");
    String name = kind.name().toLowerCase(Locale.ROOT);
    assertThat(map("kind = " + name + canonical, points(1, 2)).kind()).isEqualTo(kind.depthKind());
  }

  private static RawDepth points(float... z) {
    NetworkFrame frame = NetworkFrame.full(z.length, 1);
    float[] at = new float[z.length];
    return new RawDepth(z.length, 1, z, at, at, null, null, NAN, 3, frame, 10 * z.length, 10);
  }

  @Test
  void whatTheMaskLeavesOutIsWhatTheCardSays() throws Rejected {
    RawDepth raw = raw(new float[] {5, NAN, 5}, null, new float[] {0.2f, 0.2f, NAN}, NAN);
    assertThat(map("kind = relative, mask = mask, outside = infinite", raw).values())
        .containsExactly(INF, INF, NAN);
  }

  @Test
  void affinePointsAreShiftedByTheirOwnShapeAndScaledByTheGraph() throws Rejected {
    // a wall at 4 seen with 8 px, whose points say 3: x = u / 8 * 4
    float[] u = {-1.5f, -0.5f, 0.5f, 1.5f};
    float[] x = new float[4];
    for (int i = 0; i < 4; i++) {
      x[i] = u[i] / 8 * 4;
    }
    float[] z = {3, 3, 3, 3};
    RawDepth raw =
        new RawDepth(4, 1, z, x, new float[4], null, null, NAN, 2, NetworkFrame.full(4, 1), 40, 10);
    OutputRule rule = rule("kind = affine_points, metric-scale = scale");
    DepthEstimate given = Postprocess.apply("m", rule, raw, 80, OutputSize.NETWORK);
    assertThat(given.depth().values()).usingComparatorWithPrecision(1e-4f).containsOnly(8);
    assertThat(given.focalPx()).isEqualTo(80);
    // nothing but the header tells the shift of a wall
    DepthEstimate free = Postprocess.apply("m", rule, raw, NAN, OutputSize.NETWORK);
    assertThat(free.depth().values()).usingComparatorWithPrecision(1e-4f).containsOnly(6);
    assertThat(free.focalPx()).isCloseTo(60, within(1e-3));
  }

  @Test
  void zeroMeansNoValueWhereTheCardSaysSo() throws Rejected {
    assertThat(map("kind = inverse_relative, zero-invalid = true", raw(0, 1)).values())
        .containsExactly(NAN, 1);
    assertThat(map("kind = inverse_metric, zero-invalid = true", raw(-0f, 1)).values())
        .containsExactly(NAN, 1);
  }

  @Test
  void unitsBecomeMetres() throws Rejected {
    assertThat(map("kind = metric, unit = mm", raw(1500)).values()).containsExactly(1.5f);
    assertThat(map("kind = metric, unit = cm", raw(1500)).values()).containsExactly(15);
  }

  @Test
  void skyWinsOverEverythingAndMaskOverDepth() throws Rejected {
    RawDepth raw =
        raw(
            new float[] {5, 5, 5, 5, NAN},
            new float[] {0.29f, 0.3f, 0, 1, 1},
            new float[] {1, 0, 0.5f, 1, 0},
            NAN);
    assertThat(map("kind = relative, sky = sky, mask = mask", raw).values())
        .containsExactly(5, INF, NAN, INF, INF);
    assertThat(
            map(
                    "kind = relative, sky = sky, sky-threshold = 2, mask = mask, mask-threshold = -1",
                    raw)
                .values())
        .containsExactly(5, 5, 5, 5, NAN);
  }

  @Test
  void aNanOfTheMaskIsNoValue() throws Rejected {
    assertThat(
            map(
                    "kind = relative, mask = mask",
                    raw(new float[] {5, 5}, null, new float[] {NAN, 1}, NAN))
                .values())
        .containsExactly(NAN, 5);
  }

  @Test
  void canonicalDepthIsScaledByTheFocalLengthAtNetworkSize() throws Rejected {
    OutputRule rule = rule("kind = canonical_metric, canonical-focal = 300");
    // the picture has 10 times the network's columns and 10 times its rows: 1500 px there are 150
    // px here
    DepthEstimate estimate = Postprocess.apply("m", rule, raw(2, 4), 1500, OutputSize.NETWORK);
    assertThat(estimate.depth().values()).containsExactly(1, 2);
    assertThat(estimate.depth().kind()).isEqualTo(DepthKind.METRIC);
    assertThat(estimate.focalPx()).isEqualTo(1500);
    assertThat(estimate.focalAssumed()).isFalse();
  }

  @Test
  void canonicalInverseDepthIsScaledByTheWidthOverTheFocalLength() throws Rejected {
    // 40 px on the picture of 20x10 are 4 px on the network's 2x1
    DepthEstimate estimate =
        Postprocess.apply(
            "m", rule("kind = canonical_inverse"), raw(-1, 3), 40, OutputSize.NETWORK);
    assertThat(estimate.depth().kind()).isEqualTo(DepthKind.INVERSE_METRIC);
    assertThat(estimate.depth().values())
        .as("1 / metres = raw * 2 / 4; nothing is farther than 10 km")
        .containsExactly(1e-4f, 1.5f);
  }

  @Test
  void canonicalDepthWithoutAFocalLengthIsRejected() {
    OutputRule rule = rule("kind = canonical_metric, canonical-focal = 300");
    assertThatThrownBy(() -> Postprocess.apply("m", rule, raw(2, 4), NAN, OutputSize.NETWORK))
        .isInstanceOfSatisfying(
            Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.MODEL_LIMITS))
        .hasMessage(
            "model m needs the focal length to give metres, and this picture's header has none. Set output.assume-fov"
                + " in the card to accept an assumed field of view.");
  }

  @Test
  void anAssumedFieldOfViewIsFlagged() throws Rejected {
    // 90 degrees over 20 columns: focal 10 px of the picture, 1 px of the network
    OutputRule rule = rule("kind = canonical_metric, canonical-focal = 2, assume-fov = 90");
    DepthEstimate assumed = Postprocess.apply("m", rule, raw(4, 8), NAN, OutputSize.NETWORK);
    assertThat(assumed.depth().values()).containsExactly(2, 4);
    assertThat(assumed.focalPx()).isEqualTo(10, within(1e-12));
    assertThat(assumed.focalAssumed()).isTrue();
    assertThat(Postprocess.apply("m", rule, raw(4, 8), 40, OutputSize.NETWORK).focalAssumed())
        .isFalse();
  }

  @Test
  void aFocalLengthOfTheGraphWins() throws Rejected {
    OutputRule rule = rule("kind = canonical_metric, canonical-focal = 100, focal = focal");
    DepthEstimate estimate =
        Postprocess.apply(
            "m", rule, raw(new float[] {1}, null, null, 50), 9999, OutputSize.NETWORK);
    assertThat(estimate.depth().values()).containsExactly(0.5f);
    assertThat(estimate.focalPx()).isEqualTo(500);
  }

  @Test
  void paddingIsCutAwayAtTheSizeOfTheOutput() throws Rejected {
    // input 8x4 with the picture in columns 2 to 5; output at half size 4x2: columns 1 and 2
    NetworkFrame frame = new NetworkFrame(8, 4, 2, 0, 4, 4);
    RawDepth raw =
        new RawDepth(4, 2, new float[] {9, 1, 2, 9, 9, 3, 4, 9}, null, null, NAN, frame, 100, 100);
    DepthMap map = map("kind = relative", raw);
    assertThat(map.width()).isEqualTo(2);
    assertThat(map.values()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void nothingUsableIsRejectedButSkyAloneIsNot() throws Rejected {
    assertThatThrownBy(() -> map("kind = metric", raw(0, -1, NAN)))
        .isInstanceOfSatisfying(
            Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.INFERENCE_FAILED))
        .hasMessage("model m gave no usable value for this picture");
    assertThat(
            map("kind = metric, sky = sky", raw(new float[] {0}, new float[] {1}, null, NAN))
                .values())
        .containsExactly(INF);
  }

  @Test
  void depthAtThePicturesSizeFollowsTheCardsRule() throws Rejected {
    RawDepth raw =
        new RawDepth(2, 1, new float[] {1, 3}, null, null, NAN, NetworkFrame.full(2, 1), 5, 1);
    assertThat(atImageSize("upsampling = linear, align-corners = true", raw))
        .containsExactly(1, 1.5f, 2, 2.5f, 3);
    // half-pixel centres: 0.2 * (i + 0.5) * 2 - 0.5 = -0.3, 0.1, 0.5, 0.9, 1.3, clamped at the ends
    assertThat(atImageSize("upsampling = linear", raw))
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(1, 1.2f, 2, 2.8f, 3);
    assertThat(atImageSize("upsampling = nearest", raw)).containsExactly(1, 1, 1, 3, 3);
  }

  @Test
  void cubicOvershootIsNoDistance() throws Rejected {
    float[] step = {0.1f, 0.1f, 0.1f, 9, 9, 9};
    RawDepth raw = new RawDepth(6, 1, step, null, null, NAN, NetworkFrame.full(6, 1), 31, 1);
    float[] wide = atImageSize("upsampling = cubic", raw);
    assertThat(wide).hasSize(31).contains(NAN);
    for (float value : wide) {
      assertThat(value < 0).isFalse();
    }
  }

  private static float[] atImageSize(String upsampling, RawDepth raw) throws Rejected {
    OutputRule rule = rule("kind = metric, " + upsampling);
    return Postprocess.apply("m", rule, raw, NAN, OutputSize.IMAGE).depth().values();
  }
}
