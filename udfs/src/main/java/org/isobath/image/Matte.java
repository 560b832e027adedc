package org.isobath.image;

/**
 * Compositing over one colour: {@code out = alpha * colour + (1 - alpha) * matte}, alpha from 0 to
 * 1 in steps of 1/255.
 */
final class Matte {
  private Matte() {}

  /** True when some pixel of {@code rgba} is not opaque. */
  static boolean needed(byte[] rgba) {
    for (int i = 3; i < rgba.length; i += 4) {
      if (rgba[i] != -1) {
        return true;
      }
    }
    return false;
  }

  /**
   * Three channels from four.
   *
   * @param premultiplied true when colours were multiplied by alpha before
   */
  static byte[] over(byte[] rgba, byte[] rgb, int matteRgb, boolean premultiplied) {
    int[] matte = {matteRgb >> 16 & 0xff, matteRgb >> 8 & 0xff, matteRgb & 0xff};
    byte[] out = new byte[rgb.length];
    for (int from = 0, to = 0; from < rgba.length; from += 4) {
      int alpha = rgba[from + 3] & 0xff;
      for (int c = 0; c < 3; c++, to++) {
        int own = (rgb[to] & 0xff) * (premultiplied ? 255 : alpha);
        int sum = own + matte[c] * (255 - alpha);
        out[to] = (byte) Math.min(255, (sum + 127) / 255);
      }
    }
    return out;
  }

  /** The first three of four channels. */
  static byte[] withoutAlpha(byte[] rgba) {
    byte[] rgb = new byte[rgba.length / 4 * 3];
    for (int from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
      rgb[to] = rgba[from];
      rgb[to + 1] = rgba[from + 1];
      rgb[to + 2] = rgba[from + 2];
    }
    return rgb;
  }
}
