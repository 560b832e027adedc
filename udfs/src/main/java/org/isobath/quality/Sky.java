package org.isobath.quality;

import org.isobath.depth.DepthMap;

/** Finds the sky of a map whose model does not tell it apart. */
final class Sky {
  /** Of the near end; what is farther is as good as infinitely far. */
  private static final double FAR = 0.01;

  private Sky() {}

  /**
   * Share of pixels that are infinitely far, or have less than a hundredth of the near end's
   * inverse depth, and hang together with such pixels of the first row.
   *
   * @param near the near end, 98th percentile; where it is not positive only the label counts
   */
  static double share(float[] inverse, int width, double near) {
    boolean[] seen = new boolean[inverse.length];
    int[] open = new int[inverse.length];
    int count = 0;
    for (int x = 0; x < width; x++) {
      if (far(inverse[x], near)) {
        seen[x] = true;
        open[count++] = x;
      }
    }
    int reached = 0;
    while (reached < count) {
      int i = open[reached++];
      int x = i % width;
      count = visit(inverse, near, seen, open, count, x > 0 ? i - 1 : i);
      count = visit(inverse, near, seen, open, count, x < width - 1 ? i + 1 : i);
      count = visit(inverse, near, seen, open, count, i >= width ? i - width : i);
      count = visit(inverse, near, seen, open, count, i + width < inverse.length ? i + width : i);
    }
    return (double) count / inverse.length;
  }

  private static int visit(
      float[] inverse, double near, boolean[] seen, int[] open, int count, int i) {
    if (seen[i] || !far(inverse[i], near)) {
      return count;
    }
    seen[i] = true;
    open[count] = i;
    return count + 1;
  }

  private static boolean far(float d, double near) {
    return DepthMap.infinite(d) || near > 0 && d < FAR * near;
  }
}
