package org.isobath.quality;

import org.isobath.image.Image;

/**
 * The 8x8 grid that strong JPEG compression leaves, looked for on the pixels as they were decoded.
 */
final class Blockiness {
  private static final int BLOCK = 8;

  /** Sides of the middle part that is looked at: a grid is everywhere or nowhere. */
  private static final int MOST = 768;

  /** Least mean difference off the grid, levels: a mosaic of flat blocks has none at all. */
  private static final double LEAST = 0.01;

  private Blockiness() {}

  /**
   * Mean difference of luma across the lines of the grid over that across the others, at the place
   * of the grid where it is greatest (crops and turned pictures move it), mean of both axes. About
   * 1 without a grid; {@code NaN} for pictures with a side below 16.
   */
  static double of(Image image) {
    int width = Math.min(image.width(), MOST);
    int height = Math.min(image.height(), MOST);
    if (Math.min(width, height) < 2 * BLOCK) {
      return Double.NaN;
    }
    int left = (image.width() - width) / 2;
    int top = (image.height() - height) / 2;
    int[] above = new int[width];
    int[] row = new int[width];
    long[] across = new long[width];
    long[] down = new long[height];
    int[] sums = new int[width];
    for (int y = 0; y < height; y++) {
      Luma.row(image, left, top + y, row);
      addSteps(row, sums);
      if (y > 0) {
        down[y] = difference(row, above);
      }
      int[] swap = above;
      above = row;
      row = swap;
    }
    for (int x = 0; x < width; x++) {
      across[x] = sums[x];
    }
    return (grid(across, height) + grid(down, width)) / 2;
  }

  private static void addSteps(int[] row, int[] sums) {
    for (int x = 1; x < row.length; x++) {
      sums[x] += Math.abs(row[x] - row[x - 1]);
    }
  }

  private static int difference(int[] row, int[] above) {
    int sum = 0;
    for (int x = 0; x < row.length; x++) {
      sum += Math.abs(row[x] - above[x]);
    }
    return sum;
  }

  /** From the second line on; the first has none before it. */
  private static double grid(long[] differences, int perLine) {
    long[] sum = new long[BLOCK];
    int[] count = new int[BLOCK];
    long all = 0;
    for (int i = 1; i < differences.length; i++) {
      sum[i % BLOCK] += differences[i];
      count[i % BLOCK]++;
      all += differences[i];
    }
    double best = 0;
    for (int k = 0; k < BLOCK; k++) {
      double on = (double) sum[k] / count[k] / perLine;
      double off = (double) (all - sum[k]) / (differences.length - 1 - count[k]) / perLine;
      best = Math.max(best, on / Math.max(LEAST, off));
    }
    return best;
  }
}
