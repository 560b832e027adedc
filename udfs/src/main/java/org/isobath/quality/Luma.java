package org.isobath.quality;

import org.isobath.image.Image;
import org.isobath.image.Interpolation;
import org.isobath.image.Resize;

/** Brightness of a picture, and the size at which scores look at it. */
final class Luma {
  /** Scores of sharpness and edges depend on size; at one size they can be compared. */
  static final int SHORT_SIDE = 384;

  /** Thousandths of luma by level: looked up sooner than multiplied, and exact as single floats. */
  private static final float[] RED = new float[256];

  private static final float[] GREEN = new float[256];
  private static final float[] BLUE = new float[256];
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

  /** Takes the rows of a picture, one after the other from the top. */
  interface Rows {
    /**
     * @param luma Rec. 601 luma in thousandths of a level, 299 R + 587 G + 114 B; the array is that
     *     of the next row as well
     */
    void row(int y, float[] luma);
  }

  /** Shows all rows to all who look, so that luma is worked out once. */
  static void scan(Image image, Rows... who) {
    float[] luma = new float[image.width()];
    for (int y = 0; y < image.height(); y++) {
      thousandths(image.rgb(), 3 * y * luma.length, luma);
      for (Rows one : who) {
        one.row(y, luma);
      }
    }
  }

  private static void thousandths(byte[] rgb, int first, float[] luma) {
    for (int i = 0, j = first; i < luma.length; i++, j += 3) {
      luma[i] = RED[rgb[j] & 0xff] + GREEN[rgb[j + 1] & 0xff] + BLUE[rgb[j + 2] & 0xff];
    }
  }

  /** From thousandths, 0 to 255,000, to levels, a half to the next. */
  static byte rounded(float thousandths) {
    // the float next to a thousandth is above it, so that whole levels stay whole
    return (byte) (int) ((thousandths + 500) * 0.001f);
  }

  /**
   * Luma of the picture at a size, 0 to 255: worked out first, averaged over areas (where a side
   * grows, interpolated as OpenCV's {@code INTER_AREA}), rounded last.
   */
  static byte[] of(Image image, int width, int height) {
    if (width <= image.width() && height <= image.height()) {
      LumaShrink shrunk = new LumaShrink(image.width(), image.height(), width, height);
      scan(image, shrunk);
      return shrunk.luma();
    }
    float[] whole = new float[image.width() * image.height()];
    scan(image, (y, luma) -> System.arraycopy(luma, 0, whole, y * luma.length, luma.length));
    float[] resized =
        Resize.floats(whole, image.width(), image.height(), 1, width, height, Interpolation.AREA);
    byte[] luma = new byte[resized.length];
    for (int i = 0; i < luma.length; i++) {
      luma[i] = rounded(resized[i]);
    }
    return luma;
  }

  /** Luma as numbers from 0 to 255. */
  static float[] floats(byte[] luma) {
    float[] values = new float[luma.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = LEVEL[luma[i] & 0xff];
    }
    return values;
  }

  /** The same as whole numbers. */
  static int[] ints(byte[] luma) {
    int[] values = new int[luma.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = luma[i] & 0xff;
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

  /** Width and height with the short side at {@link #SHORT_SIDE}; a smaller picture's own. */
  static int[] scoringSize(int width, int height) {
    return atMost(SHORT_SIDE, width, height);
  }

  /** Width and height with the short side at so many pixels; a smaller picture's own. */
  static int[] atMost(int shortSide, int width, int height) {
    double scale = Math.min(1, (double) shortSide / Math.min(width, height));
    return new int[] {(int) Math.rint(width * scale), (int) Math.rint(height * scale)};
  }
}
