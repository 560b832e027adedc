package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.Config;
import java.util.Arrays;
import java.util.Random;
import org.isobath.image.Interpolation;
import org.isobath.image.Resize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DepthResizeTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  @Test
  void equalsPyTorchWithAndWithoutAlignedCorners() {
    Config golden = Golden.load("resize.json");
    DepthMap source =
        map(golden.getInt("width"), golden.getInt("height"), Golden.floats(golden, "source"));
    for (Config wanted : golden.getConfigList("cases")) {
      Interpolation interpolation =
          switch (wanted.getString("mode")) {
            case "bilinear" -> Interpolation.LINEAR;
            case "bicubic" -> Interpolation.CUBIC;
            default -> Interpolation.NEAREST;
          };
      DepthMap resized =
          DepthResize.apply(
              source,
              wanted.getInt("width"),
              wanted.getInt("height"),
              interpolation,
              wanted.getBoolean("align_corners"));
      assertThat(largestDifference(resized.values(), Golden.floats(wanted, "values")))
          .as(
              "%s align_corners=%s %dx%d",
              wanted.getString("mode"),
              wanted.getBoolean("align_corners"),
              resized.width(),
              resized.height())
          .isLessThan(1e-5);
    }
  }

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void equalsOpenCv(Interpolation interpolation) {
    DepthMap source = random(37, 23);
    for (int[] size :
        new int[][] {{81, 50}, {20, 11}, {80, 11}, {20, 60}, {1, 1}, {36, 22}, {74, 46}}) {
      float[] expected = Resize.floats(source.values(), 37, 23, 1, size[0], size[1], interpolation);
      float[] ours = DepthResize.apply(source, size[0], size[1], interpolation, false).values();
      // OpenCV computes cubic positions in float: on values up to 10 that shows in the fifth
      // decimal
      assertThat(largestDifference(ours, expected)).as("%dx%d", size[0], size[1]).isLessThan(5e-5);
    }
  }

  @Test
  void invertingOnTheWayEqualsInvertingFirst() {
    Random random = new Random(9);
    float[] odd = {NAN, INF, 0, -1, Float.MIN_VALUE, Float.MAX_VALUE};
    float[] values = new float[37 * 23];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 5 == 0 ? odd[random.nextInt(odd.length)] : 1 + random.nextFloat();
    }
    for (DepthKind kind : DepthKind.values()) {
      DepthMap map = new DepthMap(37, 23, values, kind);
      for (Interpolation interpolation : Interpolation.values()) {
        for (int[] size : new int[][] {{37, 23}, {17, 11}, {1, 1}, {50, 40}, {50, 11}}) {
          DepthMap first = DepthConversion.toInverse(map);
          DepthMap wanted = DepthResize.apply(first, size[0], size[1], interpolation, false);
          DepthMap ours = DepthResize.inverse(map, size[0], size[1], interpolation);
          assertThat(ours.kind()).isEqualTo(wanted.kind());
          assertThat(ours.values())
              .as("%s %s %dx%d", kind, interpolation, size[0], size[1])
              .isEqualTo(wanted.values());
        }
      }
    }
    DepthMap map = new DepthMap(37, 23, values, DepthKind.METRIC);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DepthResize.inverse(map, 0, 4, Interpolation.LINEAR))
        .withMessage("sides must be positive: 0x4");
  }

  @ParameterizedTest
  @ValueSource(floats = {NAN, INF})
  void labelsKeepTheirOwnAreaAndDoNotSpread(float label) {
    // the left half of a 6x4 map is a label, the right half the value 3
    float[] values = new float[24];
    for (int i = 0; i < 24; i++) {
      values[i] = i % 6 < 3 ? label : 3;
    }
    for (Interpolation interpolation : Interpolation.values()) {
      for (int factor : new int[] {2, 3}) {
        DepthMap big =
            DepthResize.apply(map(6, 4, values), 6 * factor, 4 * factor, interpolation, false);
        for (int i = 0; i < big.values().length; i++) {
          float expected = i % big.width() < 3 * factor ? label : 3;
          assertSame(big.values()[i], expected);
        }
      }
    }
    DepthMap corners = DepthResize.apply(map(6, 4, values), 11, 7, Interpolation.LINEAR, true);
    for (int i = 0; i < 77; i++) {
      // column 5 lies at 2.5, half way, and belongs to the value
      assertSame(corners.values()[i], i % 11 < 5 ? label : 3);
    }
  }

  @Test
  void oneLabelledPixelChangesOnlyItsOwnNeighbourhood() {
    DepthMap whole = random(20, 20);
    float[] holed = whole.values().clone();
    holed[10 * 20 + 10] = NAN;
    for (Interpolation interpolation : Interpolation.values()) {
      float[] with = DepthResize.apply(map(20, 20, holed), 31, 33, interpolation, false).values();
      float[] without = DepthResize.apply(whole, 31, 33, interpolation, false).values();
      int labels = 0;
      for (int i = 0; i < with.length; i++) {
        labels += Float.isNaN(with[i]) ? 1 : 0;
        int dx = Math.abs((int) ((i % 31 + 0.5) * 20 / 31) - 10);
        int dy = Math.abs((int) ((i / 31 + 0.5) * 20 / 33) - 10);
        if (Math.max(dx, dy) > 2) {
          assertThat(with[i]).isEqualTo(without[i]);
        } else if (!Float.isNaN(with[i])) {
          assertThat(with[i]).isBetween(-1f, 12f);
        }
      }
      assertThat(labels).isBetween(1, 4);
    }
  }

  @Test
  void mapsOfLabelsStaySo() {
    for (float label : new float[] {NAN, INF}) {
      float[] values = new float[6];
      Arrays.fill(values, label);
      for (Interpolation interpolation : Interpolation.values()) {
        assertThat(DepthResize.apply(map(3, 2, values), 7, 5, interpolation, false).values())
            .containsOnly(label);
        assertThat(DepthResize.apply(map(3, 2, values), 1, 1, interpolation, false).values())
            .containsOnly(label);
      }
    }
  }

  @Test
  void cubicOvershootOfTheLargestFloatsStaysAValue() {
    float m = Float.MAX_VALUE;
    float[] big =
        DepthResize.apply(map(4, 1, new float[] {0, m, m, 0}), 11, 1, Interpolation.CUBIC, false)
            .values();
    for (float value : big) {
      assertThat(value).isFinite();
    }
  }

  @Test
  void theSameSizeIsTheSameMapAndOnePixelSpreads() {
    DepthMap source = random(5, 4);
    assertThat(DepthResize.apply(source, 5, 4, Interpolation.CUBIC, true)).isSameAs(source);
    for (Interpolation interpolation : Interpolation.values()) {
      assertThat(DepthResize.apply(map(1, 1, new float[] {2}), 3, 2, interpolation, false).values())
          .containsOnly(2);
    }
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DepthResize.apply(random(2, 2), 0, 1, Interpolation.LINEAR, false))
        .withMessage("sides must be positive: 0x1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DepthResize.apply(random(2, 2), 3, 1, Interpolation.AREA, true))
        .withMessage("align_corners has a meaning for LINEAR and CUBIC only, not for AREA");
  }

  /** Equal labels, or values equal but for the rounding of weights. */
  private static void assertSame(float ours, float expected) {
    assertThat(Float.compare(ours, expected) == 0 || Math.abs(ours - expected) < 1e-6f)
        .as("%s should be %s", ours, expected)
        .isTrue();
  }

  private static double largestDifference(float[] ours, float[] expected) {
    assertThat(ours).hasSameSizeAs(expected);
    double largest = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(ours[i] - expected[i]));
    }
    return largest;
  }

  private static DepthMap map(int width, int height, float[] values) {
    return new DepthMap(width, height, values, DepthKind.INVERSE_RELATIVE);
  }

  private static DepthMap random(int width, int height) {
    Random random = new Random(9);
    float[] values = new float[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = 10 * random.nextFloat();
    }
    return map(width, height, values);
  }
}
