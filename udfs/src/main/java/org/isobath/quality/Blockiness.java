package org.isobath.quality;

/**
 * The 8x8 grid that strong JPEG compression leaves, looked for on the pixels as they were decoded,
 * while their rows come by.
 */
final class Blockiness implements Luma.Rows {
  private static final int BLOCK = 8;

  /** Sides of the middle part that is looked at: a grid is everywhere or nowhere. */
  private static final int MOST = 768;

  /**
   * Least mean difference off the grid, thousandths of a level: a mosaic of flat blocks has none.
   */
  private static final double LEAST = 10;

  /** As many steps of 255,000 as a single float adds exactly. */
  private static final int EXACT = 64;

  private final int left;
  private final int top;
  private final int width;
  private final int height;

  /** A row, the same a pixel on, and the row above: one place has one number in all of them. */
  private float[] row;

  private final float[] before;
  private float[] above;

  /** Sums of steps since {@link #add} was called, by column and, from row to row, by phase. */
  private final float[] across;

  private final float[][] down;
  private final double[] columns;
  private final double[] rows = new double[BLOCK];

  /** Of a picture of these sides. */
  Blockiness(int width, int height) {
    this.width = Math.min(width, MOST);
    this.height = Math.min(height, MOST);
    left = (width - this.width) / 2;
    top = (height - this.height) / 2;
    row = new float[this.width];
    before = new float[this.width];
    above = new float[this.width];
    across = new float[this.width];
    down = new float[BLOCK][this.width];
    columns = new double[this.width];
  }

  @Override
  public void row(int from, float[] luma) {
    int y = from - top;
    if (y < 0 || y >= height) {
      return;
    }
    System.arraycopy(luma, left, row, 0, width);
    System.arraycopy(row, 0, before, 1, width - 1);
    before[0] = row[0];
    addSteps(row, before, across);
    if (y > 0) {
      addSteps(row, above, down[y % BLOCK]);
    }
    float[] swap = above;
    above = row;
    row = swap;
    if (y % EXACT == EXACT - 1 || y == height - 1) {
      add();
    }
  }

  private static void addSteps(float[] from, float[] to, float[] sums) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] += Math.abs(from[x] - to[x]);
    }
  }

  private void add() {
    for (int x = 0; x < width; x++) {
      columns[x] += across[x];
      across[x] = 0;
      for (int k = 0; k < BLOCK; k++) {
        rows[k] += down[k][x];
        down[k][x] = 0;
      }
    }
  }

  /**
   * Mean difference of luma across the lines of the grid over that across the others, at the place
   * of the grid where it is greatest (crops and turned pictures move it), mean of both axes. About
   * 1 without a grid; {@code NaN} for pictures with a side below 16.
   */
  double score() {
    if (Math.min(width, height) < 2 * BLOCK) {
      return Double.NaN;
    }
    double[] phases = new double[BLOCK];
    for (int x = 1; x < width; x++) {
      phases[x % BLOCK] += columns[x];
    }
    return (grid(phases, width, height) + grid(rows, height, width)) / 2;
  }

  /**
   * @param sums of the differences across lines of each phase
   * @param lines the first has none before it
   */
  private static double grid(double[] sums, int lines, int perLine) {
    double all = 0;
    for (double sum : sums) {
      all += sum;
    }
    double best = 0;
    for (int k = 0; k < BLOCK; k++) {
      // of the lines 1 to lines - 1
      int count = (lines - 1 - k) / BLOCK + (k > 0 ? 1 : 0);
      double on = sums[k] / count / perLine;
      double off = (all - sums[k]) / (lines - 1 - count) / perLine;
      best = Math.max(best, on / Math.max(LEAST, off));
    }
    return best;
  }
}
