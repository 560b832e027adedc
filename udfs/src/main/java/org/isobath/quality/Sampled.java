package org.isobath.quality;

import org.isobath.image.Image;

/**
 * The pixels, as they are, at the crossings of at most 256 evenly spread columns and as many rows:
 * enough for statistics of colours and values, which then do not depend on size.
 */
final class Sampled {
  private static final int SIDE = 256;

  private Sampled() {}

  /** Colours, 0xRRGGBB each. */
  static int[] colours(Image image) {
    int[] columns = places(image.width());
    int[] rows = places(image.height());
    byte[] rgb = image.rgb();
    int[] colours = new int[columns.length * rows.length];
    int n = 0;
    for (int row : rows) {
      int start = row * image.width();
      for (int column : columns) {
        int at = 3 * (start + column);
        colours[n++] = (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | rgb[at + 2] & 0xff;
      }
    }
    return colours;
  }

  /** Of a plane; the plane itself when it is no larger. */
  static float[] values(float[] plane, int width) {
    int height = plane.length / width;
    if (width <= SIDE && height <= SIDE) {
      return plane;
    }
    return values(plane, width, places(width), places(height));
  }

  /** Of a plane, at the crossings of these columns and rows. */
  static float[] values(float[] plane, int width, int[] columns, int[] rows) {
    float[] values = new float[columns.length * rows.length];
    int n = 0;
    for (int row : rows) {
      for (int column : columns) {
        values[n++] = plane[row * width + column];
      }
    }
    return values;
  }

  /** The middles of at most 256 equal parts of a side. */
  static int[] places(int side) {
    return places(side, Math.min(side, SIDE));
  }

  /** The middles of so many equal parts of a side. */
  static int[] places(int side, int count) {
    int[] places = new int[count];
    for (int i = 0; i < places.length; i++) {
      places[i] = (int) ((2L * i + 1) * side / (2 * places.length));
    }
    return places;
  }
}
