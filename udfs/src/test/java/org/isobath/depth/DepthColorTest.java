package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;

import org.isobath.image.Image;
import org.junit.jupiter.api.Test;

class DepthColorTest {
  private static final int FAR = 0x000004;
  private static final int NEAR = 0xfcffa4;

  @Test
  void nearIsTheWarmEndForEveryKindAndLabelsHaveTheirOwnColours() {
    for (DepthKind kind : DepthKind.values()) {
      float near = kind.inverse() ? 9 : 1;
      float far = kind.inverse() ? 1 : 9;
      float[] values = {near, far, Float.NaN, Float.POSITIVE_INFINITY};
      Image image = DepthColor.preview(new DepthMap(2, 2, values, kind));
      assertThat(rgb(image, 0)).isEqualTo(NEAR);
      assertThat(rgb(image, 1)).isEqualTo(FAR);
      assertThat(rgb(image, 2)).isEqualTo(DepthColor.INVALID_RGB);
      assertThat(rgb(image, 3)).isEqualTo(FAR);
    }
  }

  @Test
  void constantMapsAreDefined() {
    Image image =
        DepthColor.preview(new DepthMap(1, 2, new float[] {-4, -4}, DepthKind.INVERSE_RELATIVE));
    assertThat(rgb(image, 0)).isEqualTo(FAR);
    assertThat(rgb(image, 1)).isEqualTo(FAR);
  }

  @Test
  void theMapGetsLighterTowardsNearAndNeverShowsTheInvalidGrey() {
    // whole levels per channel: the lightness may step back by a rounding
    double last = -1;
    for (int level = 0; level < 256; level++) {
      int color = DepthColor.color(level);
      int r = color >> 16;
      int g = color >> 8 & 0xff;
      int b = color & 0xff;
      double luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
      assertThat(luma).as("level %d", level).isGreaterThan(last - 0.5);
      last = Math.max(last, luma);
      assertThat(Math.abs(r - 128) + Math.abs(g - 128) + Math.abs(b - 128)).isGreaterThan(60);
    }
  }

  private static int rgb(Image image, int x) {
    int i = x % image.width();
    int row = x / image.width();
    return image.at(i, row, 0) << 16 | image.at(i, row, 1) << 8 | image.at(i, row, 2);
  }
}
