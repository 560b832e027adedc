package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.isobath.image.Interpolation;
import org.isobath.image.Resize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FloatResizeTest {
  private static final int[][] SIZES = {
    {1, 1}, {2, 3}, {7, 5}, {31, 17}, {64, 48}, {50, 1}, {1, 50}, {129, 97}
  };

  @ParameterizedTest
  @EnumSource(names = {"NEAREST", "LINEAR", "CUBIC"})
  void equalsOpenCvOnFloatsForEveryPairOfSizes(Interpolation kernel) {
    for (int[] from : SIZES) {
      byte[] rgb = noise(from[0], from[1]);
      float[] floats = new float[rgb.length];
      for (int i = 0; i < rgb.length; i++) {
        floats[i] = rgb[i] & 0xff;
      }
      for (int[] to : SIZES) {
        float[] expected = Resize.floats(floats, from[0], from[1], 3, to[0], to[1], kernel);
        float[] actual = apply(rgb, from[0], from[1], to[0], to[1], kernel);
        // 1e-4 of the range of a byte: a tenth of the parity that is asked of the whole preparation
        assertThat(farthest(actual, expected))
            .as("%s to %s", Arrays.toString(from), Arrays.toString(to))
            .isLessThanOrEqualTo(0.0255);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NEAREST", "LINEAR", "CUBIC"})
  void theSameSizeIsTheSamePicture(Interpolation kernel) {
    byte[] rgb = noise(13, 9);
    float[] same = apply(rgb, 13, 9, 13, 9, kernel);
    float[] bytes = new float[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      bytes[i] = rgb[i] & 0xff;
    }
    assertThat(same).isEqualTo(bytes);
  }

  @Test
  void cubicOvershootIsKept() {
    byte[] edge = new byte[3 * 8];
    Arrays.fill(edge, 12, 24, (byte) 255);
    float[] wide = apply(edge, 8, 1, 24, 1, Interpolation.CUBIC);
    Arrays.sort(wide);
    assertThat(wide[0]).isLessThan(-5);
    assertThat(wide[wide.length - 1]).isGreaterThan(260);
  }

  @Test
  void areaAveragingIsElsewhere() {
    assertThatThrownBy(() -> apply(new byte[3], 1, 1, 1, 1, Interpolation.AREA))
        .hasMessage("resizing to floats has no kernel AREA");
  }

  private static float[] apply(byte[] rgb, int w, int h, int newW, int newH, Interpolation kernel) {
    float[] result = new float[3 * newW * newH];
    FloatResize.apply(
        rgb,
        w,
        h,
        newW,
        newH,
        kernel,
        (y, row) -> System.arraycopy(row, 0, result, 3 * newW * y, 3 * newW));
    return result;
  }

  private static double farthest(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
    }
    return worst;
  }

  private static byte[] noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(width * 1000L + height).nextBytes(rgb);
    return rgb;
  }
}
