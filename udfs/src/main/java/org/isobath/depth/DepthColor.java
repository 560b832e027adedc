package org.isobath.depth;

import org.isobath.image.Image;

/**
 * Depth for people to look at: the inferno colour map, from black (far) through red to pale yellow
 * (near), linear in inverse depth between its 2nd and 98th percentile. Infinite is the far end,
 * invalid a mid grey that the map does not contain. Not for generators ({@link ConditioningRecipe})
 * and not for numbers ({@link DepthPng}).
 */
public final class DepthColor {
  /** The name of the colour map, for captions. */
  public static final String COLOR_MAP = "inferno";

  /** The colour of pixels without depth, 0xRRGGBB. */
  public static final int INVALID_RGB = 0x808080;

  /**
   * Every 17th colour of the 256 of Matplotlib's inferno (CC0); linear between them it stays within
   * 6 levels.
   */
  private static final int[] ANCHORS = {
    0x000004, 0x0c0826, 0x240c4f, 0x420a68, 0x5d126e, 0x781c6d, 0x932667, 0xae305c,
    0xc73e4c, 0xdd513a, 0xed6925, 0xf8850f, 0xfca50a, 0xfac62d, 0xf2e661, 0xfcffa4
  };

  private static final int[] COLORS = colors();

  private DepthColor() {}

  /** The coloured map, of the same size. A constant map is all far end. */
  public static Image preview(DepthMap map) {
    float[] nearness = Nearness.ofInverse(map, 0.02, 0.98);
    byte[] rgb = new byte[3 * nearness.length];
    for (int i = 0; i < nearness.length; i++) {
      float near = nearness[i];
      int color;
      if (DepthMap.infinite(near)) {
        color = COLORS[0];
      } else if (Float.isNaN(near)) {
        color = INVALID_RGB;
      } else {
        color = COLORS[Math.round(255 * near)];
      }
      rgb[3 * i] = (byte) (color >> 16);
      rgb[3 * i + 1] = (byte) (color >> 8);
      rgb[3 * i + 2] = (byte) color;
    }
    return new Image(map.width(), map.height(), rgb);
  }

  /** Colour {@code level} of the map, 0 (far) to 255 (near), as 0xRRGGBB; for legends. */
  public static int color(int level) {
    return COLORS[level];
  }

  private static int[] colors() {
    int[] colors = new int[256];
    int step = 255 / (ANCHORS.length - 1);
    for (int level = 0; level < 256; level++) {
      int anchor = Math.min(level / step, ANCHORS.length - 2);
      int along = level - anchor * step;
      for (int shift = 16; shift >= 0; shift -= 8) {
        int from = ANCHORS[anchor] >> shift & 0xff;
        int to = ANCHORS[anchor + 1] >> shift & 0xff;
        colors[level] |= (from * (step - along) + to * along + step / 2) / step << shift;
      }
    }
    return colors;
  }
}
