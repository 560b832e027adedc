package org.isobath.image;

import org.isobath.Rejected;

/**
 * The quality that a JPEG file was last saved with, from its quantisation tables: the number from 1
 * to 100 for which the tables of the Independent JPEG Group (ITU-T T.81, Annex K, scaled) are
 * nearest to the file's table for luma. Other encoders have other tables, so read it as "as coarse
 * as". Says nothing about earlier saves: see the blockiness of the pixels for those.
 */
public final class JpegQuality {
  static final int COEFFICIENTS = 64;

  /** Annex K, table K.1, in zigzag order as files have it. */
  private static final int[] LUMA = {
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37,
    29, 40, 58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
    95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99
  };

  private JpegQuality() {}

  /**
   * From 1 to 100; {@code NaN} for files that are no JPEG or have no table for luma before their
   * first scan. Reads headers only.
   */
  public static double of(byte[] file) {
    try {
      return HeaderProbe.open(file) instanceof JpegFile jpeg
          ? quality(jpeg.lumaTable())
          : Double.NaN;
    } catch (Rejected e) {
      return Double.NaN;
    }
  }

  private static double quality(int[] table) {
    if (table == null) {
      return Double.NaN;
    }
    int best = 0;
    long least = Long.MAX_VALUE;
    for (int quality = 1; quality <= 100; quality++) {
      int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
      long distance = 0;
      for (int i = 0; i < COEFFICIENTS; i++) {
        int step = Math.max(1, Math.min(255, (LUMA[i] * scale + 50) / 100));
        distance += Math.abs(table[i] - step);
      }
      // of equally near ones the better: 100 has the same table as 99 and a half would
      if (distance <= least) {
        least = distance;
        best = quality;
      }
    }
    return best;
  }
}
