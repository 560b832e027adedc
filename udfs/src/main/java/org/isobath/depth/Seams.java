package org.isobath.depth;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** Whether the borders of tiles can be seen in a map. */
final class Seams {
  /** Lines beside a border that it is compared with, pixels away. */
  private static final int[] BESIDE = {-5, -3, 3, 5};

  private Seams() {}

  /**
   * Median step across borders of tiles over the median step across lines beside them, which show
   * the same things; {@code NaN} without borders or without steps.
   *
   * @param values of the grid's size
   */
  static double score(float[] values, TileGrid grid) {
    Set<Integer> columns = new TreeSet<>();
    Set<Integer> rows = new TreeSet<>();
    for (TileGrid.Tile tile : grid.tiles()) {
      columns.add(tile.left());
      columns.add(tile.left() + tile.width());
      rows.add(tile.top());
      rows.add(tile.top() + tile.height());
    }
    Steps across = new Steps(values, grid.width(), grid.height());
    Steps beside = new Steps(values, grid.width(), grid.height());
    for (int x : columns) {
      if (x > 0 && x < grid.width()) {
        across.column(x);
        Arrays.stream(BESIDE).forEach(by -> beside.column(x + by));
      }
    }
    for (int y : rows) {
      if (y > 0 && y < grid.height()) {
        across.row(y);
        Arrays.stream(BESIDE).forEach(by -> beside.row(y + by));
      }
    }
    return across.median() / beside.median();
  }

  private static final class Steps {
    private final float[] values;
    private final int width;
    private final int height;
    private float[] steps = new float[1024];
    private int count;

    Steps(float[] values, int width, int height) {
      this.values = values;
      this.width = width;
      this.height = height;
    }

    /** Between a column and the one before it; nothing where there is none. */
    void column(int x) {
      for (int y = 0; x > 0 && x < width && y < height; y++) {
        add(y * width + x, 1);
      }
    }

    void row(int y) {
      for (int x = 0; y > 0 && y < height && x < width; x++) {
        add(y * width + x, width);
      }
    }

    private void add(int at, int back) {
      float step = Math.abs(values[at] - values[at - back]);
      if (Float.isFinite(step)) {
        if (count == steps.length) {
          steps = Arrays.copyOf(steps, 2 * count);
        }
        steps[count++] = step;
      }
    }

    /** {@code NaN} without any step, or where most are zero. */
    double median() {
      double median = Quantiles.of(Arrays.copyOf(steps, count)).at(0.5);
      return median > 0 ? median : Double.NaN;
    }
  }
}
