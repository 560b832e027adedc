package org.isobath.quality;

/**
 * Where the edges of a map lie best on those of its picture: both as small planes of their
 * strongest gradients, turned and moved over each other.
 */
final class Placement {
  /** Cells along the short side of the planes. */
  private static final int SIDE = 64;

  private static final double FARTHEST = 0.12;

  private final int width;
  private final int height;
  private final boolean square;
  private final Plane map;
  private final Plane picture;

  Placement(DepthView view) {
    int step = Math.max(1, Math.min(view.width, view.height) / SIDE);
    width = view.width / step;
    height = view.height / step;
    square = view.width == view.height;
    map = new Plane(strongest(view.gradient(), view.width, step), width, height);
    picture = new Plane(strongest(view.lumaGradient(), view.width, step), width, height);
  }

  /** The strongest gradient of every cell of step by step pixels, in levels of the greatest. */
  private int[] strongest(float[] gradient, int columns, int step) {
    float[] cells = new float[width * height];
    float greatest = 0;
    for (int y = 0; y < height * step; y++) {
      int at = y * columns;
      for (int cell = y / step * width, end = cell + width; cell < end; cell++) {
        float strongest = cells[cell];
        for (int k = 0; k < step; k++) {
          // NaN, where there is no gradient, is never greater
          float value = gradient[at++];
          strongest = value > strongest ? value : strongest;
        }
        cells[cell] = strongest;
      }
    }
    for (float cell : cells) {
      greatest = Math.max(greatest, cell);
    }
    int[] levels = new int[cells.length];
    for (int i = 0; greatest > 0 && i < cells.length; i++) {
      levels[i] = (int) Math.rint((double) cells[i] / greatest * Plane.LEVELS);
    }
    return levels;
  }

  /** {@code NaN} when the map as it is has no edge correlation. */
  double orientationMargin() {
    double asIs = map.correlation(picture, 0, 0);
    double best = Double.NEGATIVE_INFINITY;
    // bit 0 mirrors, bit 1 turns upside down, bit 2 swaps the axes
    for (int orientation = 1; orientation < (square ? 8 : 4); orientation++) {
      best = Math.max(best, oriented(orientation).correlation(picture, 0, 0));
    }
    return asIs - best;
  }

  private Plane oriented(int orientation) {
    int[] out = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int fromX = (orientation & 1) != 0 ? width - 1 - x : x;
        int fromY = (orientation & 2) != 0 ? height - 1 - y : y;
        out[y * width + x] =
            map.cells()[(orientation & 4) != 0 ? fromX * width + fromY : fromY * width + fromX];
      }
    }
    return new Plane(out, width, height);
  }

  /** Length of the best move over the short side; {@code NaN} when no move has a correlation. */
  double offset() {
    int most = (int) (FARTHEST * Math.min(width, height));
    double best = Double.NaN;
    double offset = Double.NaN;
    for (int dy = -most; dy <= most; dy++) {
      for (int dx = -most; dx <= most; dx++) {
        double correlation = map.correlation(picture, dx, dy);
        double length = Math.hypot(dx, dy) / Math.min(width, height);
        // of equal ones the shortest move
        if (correlation > best || correlation == best && length < offset || Double.isNaN(best)) {
          best = correlation;
          offset = Double.isNaN(correlation) ? Double.NaN : length;
        }
      }
    }
    return offset;
  }

  /** Whole numbers from 0 to {@link #LEVELS}: their sums are exact, and fast to take. */
  private record Plane(int[] cells, int width, int height, long[] sums, long[] squares) {
    static final int LEVELS = 1023;

    /** Products of such numbers whose sum an int holds for certain. */
    private static final int EXACT = 1024;

    Plane(int[] cells, int width, int height) {
      this(cells, width, height, table(cells, width, false), table(cells, width, true));
    }

    /** Entry (x, y): the sum over all columns before x of all rows before y. */
    private static long[] table(int[] cells, int width, boolean squared) {
      int height = cells.length / width;
      long[] table = new long[(width + 1) * (height + 1)];
      for (int y = 0; y < height; y++) {
        long row = 0;
        for (int x = 0; x < width; x++) {
          long cell = cells[y * width + x];
          row += squared ? cell * cell : cell;
          int at = (y + 1) * (width + 1) + x + 1;
          table[at] = table[at - width - 1] + row;
        }
      }
      return table;
    }

    private long within(long[] table, int left, int top, int columns, int rows) {
      int from = top * (width + 1) + left;
      int to = from + rows * (width + 1);
      return table[to + columns] - table[to] - table[from + columns] + table[from];
    }

    /** Pearson's over the overlap when this one is moved by (dx, dy). */
    double correlation(Plane other, int dx, int dy) {
      int columns = width - Math.abs(dx);
      int rows = height - Math.abs(dy);
      int left = Math.max(0, -dx);
      int top = Math.max(0, -dy);
      long n = (long) columns * rows;
      long product = 0;
      // by column, one place of every array about one of them: several are multiplied at once
      int[] columnSums = new int[columns];
      int[] mine = new int[columns];
      int[] theirs = new int[columns];
      for (int y = 0; y < rows; y++) {
        int first = (top + y) * width + left;
        System.arraycopy(cells, first, mine, 0, columns);
        System.arraycopy(other.cells, first + dy * width + dx, theirs, 0, columns);
        addProducts(mine, theirs, columnSums);
        if (y % EXACT == EXACT - 1 || y == rows - 1) {
          for (int x = 0; x < columns; x++) {
            product += columnSums[x];
            columnSums[x] = 0;
          }
        }
      }
      long a = within(sums, left, top, columns, rows);
      long b = other.within(other.sums, left + dx, top + dy, columns, rows);
      long aa = n * within(squares, left, top, columns, rows) - a * a;
      long bb = n * other.within(other.squares, left + dx, top + dy, columns, rows) - b * b;
      return aa > 0 && bb > 0
          ? (n * product - a * b) / (Math.sqrt(aa) * Math.sqrt(bb))
          : Double.NaN;
    }

    private static void addProducts(int[] mine, int[] theirs, int[] columnSums) {
      for (int x = 0; x < columnSums.length; x++) {
        columnSums[x] += mine[x] * theirs[x];
      }
    }
  }
}
