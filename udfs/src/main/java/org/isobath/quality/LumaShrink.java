package org.isobath.quality;

import java.util.Arrays;

/**
 * Luma averaged over areas while its rows come by, rounded once. Columns are added first, which
 * compilers make fast.
 */
final class LumaShrink implements Luma.Rows {
  /** Shares of a pixel that are rounding of its place. */
  private static final double SLIVER = 1e-9;

  private final Axis across;
  private final Axis down;
  private final byte[] luma;

  /** Of the row in the making; what is beyond the picture's width is zero and has no weight. */
  private final float[] columns;

  private final float[] sums;
  private int y;

  /**
   * @param toWidth at most {@code width}
   * @param toHeight at most {@code height}
   */
  LumaShrink(int width, int height, int toWidth, int toHeight) {
    across = Axis.of(width, toWidth);
    down = Axis.of(height, toHeight);
    luma = new byte[toWidth * toHeight];
    columns = new float[width + across.weight.length];
    sums = new float[toWidth];
  }

  @Override
  public void row(int from, float[] row) {
    // the last row of one area is often the first of the next
    while (y < down.first.length && down.first[y] <= from) {
      add(row, down.weight[from - down.first[y]][y], columns);
      if (from < down.last[y]) {
        return;
      }
      along(columns, across, sums);
      round(sums, luma, y * sums.length);
      Arrays.fill(columns, 0);
      y++;
    }
  }

  /** One place has one number in both arrays, which lets several be worked out at once. */
  private static void add(float[] row, float weight, float[] columns) {
    for (int x = 0; x < row.length; x++) {
      columns[x] += weight * row[x];
    }
  }

  /** Four taps at a time: as many as stay in registers. */
  private static void along(float[] columns, Axis across, float[] sums) {
    int[] first = across.first;
    Arrays.fill(sums, 0);
    for (int k = 0; k < across.weight.length; k += 4) {
      float[] w0 = across.weight[k];
      float[] w1 = across.weight[k + 1];
      float[] w2 = across.weight[k + 2];
      float[] w3 = across.weight[k + 3];
      for (int x = 0; x < sums.length; x++) {
        int i = first[x] + k;
        sums[x] +=
            columns[i] * w0[x]
                + columns[i + 1] * w1[x]
                + columns[i + 2] * w2[x]
                + columns[i + 3] * w3[x];
      }
    }
  }

  private static void round(float[] sums, byte[] luma, int to) {
    for (int x = 0; x < sums.length; x++) {
      luma[to + x] = Luma.rounded(sums[x]);
    }
  }

  /** 0 to 255, when all rows have come by. */
  byte[] luma() {
    return luma;
  }

  /**
   * Along one axis: the neighbouring source pixels of each output pixel.
   *
   * @param first of them
   * @param last of them
   * @param weight of tap k and output pixel i at {@code [k][i]}; as many taps as the most have,
   *     made up to a multiple of four
   */
  private record Axis(int[] first, int[] last, float[][] weight) {
    static Axis of(int in, int out) {
      double factor = (double) in / out;
      int taps = ((int) Math.ceil(factor) + 4) & ~3;
      Axis axis = new Axis(new int[out], new int[out], new float[taps][out]);
      for (int i = 0; i < out; i++) {
        double from = i * factor;
        double to = Math.min(in, from + factor);
        int first = (int) (from + SLIVER);
        int last = Math.max(first, (int) Math.ceil(to - SLIVER) - 1);
        for (int k = first; k <= last; k++) {
          double overlap = Math.min(k + 1, to) - Math.max(k, from);
          axis.weight[k - first][i] = (float) (overlap / (to - from));
        }
        axis.first[i] = first;
        axis.last[i] = last;
      }
      return axis;
    }
  }
}
