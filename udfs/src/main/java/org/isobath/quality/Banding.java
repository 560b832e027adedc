package org.isobath.quality;

import org.isobath.depth.DepthMap;

/** Traces of maps that once had fewer values than they claim: 8-bit sources, coarse codes. */
final class Banding {
  private static final int CODES = 1 << 16;

  private Banding() {}

  /**
   * How many of 65,536 equal steps from the least to the greatest value occur; 1 for a constant
   * map, {@code NaN} without values.
   */
  static double levels(float[] values, double min, double max) {
    if (!(max >= min)) {
      return Double.NaN;
    }
    boolean[] occurs = new boolean[CODES];
    double scale = max > min ? (CODES - 1) / (max - min) : 0;
    int levels = 0;
    for (float value : values) {
      if (DepthMap.finite(value)) {
        int code = Math.min(CODES - 1, (int) ((value - min) * scale + 0.5));
        levels += occurs[code] ? 0 : 1;
        occurs[code] = true;
      }
    }
    return levels;
  }

  /**
   * Share of neighbours in a row that have exactly one value, among those strictly between the
   * least and the greatest: clipped ends are flat by right. {@code NaN} without such neighbours.
   */
  static double flatSteps(float[] values, int width, double min, double max) {
    long steps = 0;
    long flat = 0;
    float least = (float) min;
    float most = (float) max;
    for (int row = 0; row < values.length; row += width) {
      float left = Float.NaN;
      for (int i = row; i < row + width; i++) {
        float right = values[i];
        boolean inner = right > least && right < most;
        if (inner && !Float.isNaN(left)) {
          steps++;
          flat += left == right ? 1 : 0;
        }
        left = inner ? right : Float.NaN;
      }
    }
    return steps == 0 ? Double.NaN : (double) flat / steps;
  }
}
