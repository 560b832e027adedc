package org.isobath.quality;

/** How much fine detail a picture holds. */
final class Sharpness {
  /** Rows whose squares, at most 1020² each, a whole number of 31 bits holds. */
  private static final int EXACT = 1024;

  private Sharpness() {}

  /**
   * Variance of the 3x3 Laplacian (0 1 0, 1 -4 1, 0 1 0) of 8-bit luma, edges mirrored without
   * repeating the edge pixel: {@code cv2.Laplacian(luma, CV_64F).var()}.
   */
  static double laplacianVariance(int[] luma, int width, int height) {
    long sum = 0;
    long squares = 0;
    int[] line = new int[width];
    int[][] around = new int[5][Math.max(0, width - 2)];
    // by column, so that several are added at once
    int[] sums = new int[width];
    int[] squaresOfColumns = new int[width];
    for (int y = 0; y < height; y++) {
      int above = mirrored(y - 1, height) * width;
      int below = mirrored(y + 1, height) * width;
      laplacian(luma, y * width, above, below, around, line);
      add(line, sums, squaresOfColumns);
      if (y % EXACT == EXACT - 1 || y == height - 1) {
        for (int x = 0; x < width; x++) {
          sum += sums[x];
          squares += squaresOfColumns[x];
          sums[x] = 0;
          squaresOfColumns[x] = 0;
        }
      }
    }
    double n = (double) width * height;
    return Math.max(0, squares / n - sum / n * (sum / n));
  }

  private static void laplacian(
      int[] luma, int row, int above, int below, int[][] around, int[] line) {
    int last = line.length - 1;
    int inner = around[0].length;
    if (inner > 0) {
      System.arraycopy(luma, above + 1, around[0], 0, inner);
      System.arraycopy(luma, below + 1, around[1], 0, inner);
      System.arraycopy(luma, row, around[2], 0, inner);
      System.arraycopy(luma, row + 2, around[3], 0, inner);
      System.arraycopy(luma, row + 1, around[4], 0, inner);
      middle(around[0], around[1], around[2], around[3], around[4]);
      System.arraycopy(around[4], 0, line, 1, inner);
    }
    for (int x = 0; x <= last; x += Math.max(1, last)) {
      int left = row + mirrored(x - 1, line.length);
      int right = row + mirrored(x + 1, line.length);
      line[x] = luma[above + x] + luma[below + x] + luma[left] + luma[right] - 4 * luma[row + x];
    }
  }

  /**
   * One place has one number in all arrays, which lets several be worked out at once.
   *
   * @param line the pixels themselves, and what becomes of them
   */
  private static void middle(int[] above, int[] below, int[] left, int[] right, int[] line) {
    for (int x = 0; x < line.length; x++) {
      line[x] = above[x] + below[x] + left[x] + right[x] - 4 * line[x];
    }
  }

  private static void add(int[] line, int[] sums, int[] squares) {
    for (int x = 0; x < line.length; x++) {
      sums[x] += line[x];
      squares[x] += line[x] * line[x];
    }
  }

  private static int mirrored(int i, int size) {
    if (size == 1) {
      return 0;
    }
    if (i < 0) {
      return 1;
    }
    return i < size ? i : size - 2;
  }
}
