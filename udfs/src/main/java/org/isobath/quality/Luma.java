package org.isobath.quality;

import org.isobath.image.Image;
import org.isobath.image.Interpolation;
import org.isobath.image.Resize;

/** Brightness of a picture, and the size at which scores look at it. */
final class Luma {
  /** Scores of sharpness and edges depend on size; at one size they can be compared. */
  static final int SHORT_SIDE = 384;

  /** Thousandths of luma by level: looked up sooner than multiplied. */
  private static final int[] RED = new int[256];

  private static final int[] GREEN = new int[256];
  private static final int[] BLUE = new int[256];
  private static final float[] LEVEL = new float[256];

  static {
    for (int level = 0; level < 256; level++) {
      RED[level] = 299 * level;
      GREEN[level] = 587 * level;
      BLUE[level] = 114 * level;
      LEVEL[level] = level;
    }
  }

  private Luma() {}

  /** Rec. 601 luma, 0 to 255: (299 R + 587 G + 114 B) / 1000, rounded. */
  static byte[] of(Image image) {
    byte[] rgb = image.rgb();
    byte[] luma = new byte[rgb.length / 3];
    for (int i = 0, j = 0; i < luma.length; i++, j += 3) {
      int sum = RED[rgb[j] & 0xff] + GREEN[rgb[j + 1] & 0xff] + BLUE[rgb[j + 2] & 0xff];
      luma[i] = (byte) ((sum + 500) / 1000);
    }
    return luma;
  }

  /** {@link #of} for the part of row {@code y} that begins at {@code left}. */
  static void row(Image image, int left, int y, int[] luma) {
    byte[] rgb = image.rgb();
    int j = 3 * (y * image.width() + left);
    for (int i = 0; i < luma.length; i++, j += 3) {
      int sum = RED[rgb[j] & 0xff] + GREEN[rgb[j + 1] & 0xff] + BLUE[rgb[j + 2] & 0xff];
      luma[i] = (sum + 500) / 1000;
    }
  }

  /** Luma as numbers from 0 to 255. */
  static float[] floats(byte[] luma) {
    float[] values = new float[luma.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = LEVEL[luma[i] & 0xff];
    }
    return values;
  }

  /** How often each of the 256 values occurs. */
  static int[] histogram(byte[] luma) {
    int[] counts = new int[256];
    for (byte value : luma) {
      counts[value & 0xff]++;
    }
    return counts;
  }

  /** The picture with its short side at {@link #SHORT_SIDE}, by area; a smaller one as it is. */
  static Image scoringSize(Image image) {
    int[] size = scoringSize(image.width(), image.height());
    return Resize.apply(image, size[0], size[1], Interpolation.AREA);
  }

  static int[] scoringSize(int width, int height) {
    double scale = Math.min(1, (double) SHORT_SIDE / Math.min(width, height));
    return new int[] {(int) Math.rint(width * scale), (int) Math.rint(height * scale)};
  }
}
