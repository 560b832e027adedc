package org.isobath.quality;

/** Where the edges of a map lie best on those of its picture. */
final class Placement {
  /** Pixels along the short side of the planes that are moved over each other. */
  private static final int MOVED_SIDE = 96;

  private static final double FARTHEST = 0.12;

  private final DepthView view;

  Placement(DepthView view) {
    this.view = view;
  }

  /** {@code NaN} when the map as it is has no edge correlation. */
  double orientationMargin() {
    float[] map = view.gradient();
    float[] picture = view.lumaGradient();
    double asIs = Correlation.of(map, picture, null);
    double best = Double.NEGATIVE_INFINITY;
    // bit 0 mirrors, bit 1 turns upside down, bit 2 swaps the axes
    int orientations = view.width == view.height ? 8 : 4;
    for (int orientation = 1; orientation < orientations; orientation++) {
      best = Math.max(best, Correlation.of(oriented(map, orientation), picture, null));
    }
    return asIs - best;
  }

  private float[] oriented(float[] plane, int orientation) {
    int width = view.width;
    int height = view.height;
    float[] out = new float[plane.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int fromX = (orientation & 1) != 0 ? width - 1 - x : x;
        int fromY = (orientation & 2) != 0 ? height - 1 - y : y;
        out[y * width + x] =
            (orientation & 4) != 0 ? plane[fromX * width + fromY] : plane[fromY * width + fromX];
      }
    }
    return out;
  }

  /** Length of the best move over the short side; {@code NaN} when no move has a correlation. */
  double offset() {
    int step = Math.max(1, Math.min(view.width, view.height) / MOVED_SIDE);
    int width = view.width / step;
    int height = view.height / step;
    float[] map = strongest(view.gradient(), step, width, height);
    float[] picture = strongest(view.lumaGradient(), step, width, height);
    int most = (int) (FARTHEST * Math.min(width, height));
    double best = Double.NaN;
    double offset = Double.NaN;
    for (int dy = -most; dy <= most; dy++) {
      for (int dx = -most; dx <= most; dx++) {
        double correlation = moved(map, picture, width, height, dx, dy);
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

  /** The strongest gradient of every cell of step by step pixels; 0 where there is none. */
  private float[] strongest(float[] gradient, int step, int width, int height) {
    float[] cells = new float[width * height];
    for (int y = 0; y < height * step; y++) {
      for (int x = 0; x < width * step; x++) {
        float value = gradient[y * view.width + x];
        int cell = y / step * width + x / step;
        if (value > cells[cell]) {
          cells[cell] = value;
        }
      }
    }
    return cells;
  }

  /** Correlation over the overlap when the map is moved by (dx, dy). */
  private static double moved(float[] map, float[] picture, int width, int height, int dx, int dy) {
    int left = Math.max(0, dx);
    int right = Math.min(width, width + dx);
    int top = Math.max(0, dy);
    int bottom = Math.min(height, height + dy);
    long n = (long) (right - left) * (bottom - top);
    double a = 0;
    double b = 0;
    double aa = 0;
    double bb = 0;
    double ab = 0;
    for (int y = top; y < bottom; y++) {
      int from = (y - dy) * width - dx;
      for (int x = left; x < right; x++) {
        double p = map[from + x];
        double q = picture[y * width + x];
        a += p;
        b += q;
        aa += p * p;
        bb += q * q;
        ab += p * q;
      }
    }
    double scale = Math.sqrt((aa - a * a / n) * (bb - b * b / n));
    return scale > 0 ? (ab - a * b / n) / scale : Double.NaN;
  }
}
