package org.isobath.quality;

import java.util.Arrays;
import org.isobath.depth.Quantiles;

/**
 * Edges of a plane of values: where they are, and whether those of two planes are at the same
 * places.
 */
final class Edges {
  private Edges() {}

  /**
   * Magnitude of the 3x3 Sobel gradient. {@code NaN} in the outermost frame and wherever one of the
   * nine values is not finite: a label has no slope.
   */
  static float[] gradient(float[] values, int width, int height) {
    float[] gradient = new float[values.length];
    Arrays.fill(gradient, Float.NaN);
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        int i = y * width + x;
        float a = values[i - width - 1];
        float b = values[i - width];
        float c = values[i - width + 1];
        float d = values[i - 1];
        float f = values[i + 1];
        float g = values[i + width - 1];
        float h = values[i + width];
        float k = values[i + width + 1];
        float across = c + 2 * f + k - a - 2 * d - g;
        float down = g + 2 * h + k - a - 2 * b - c;
        // labels among the eight make these NaN or infinite; the middle one is not in the kernel
        float length = (float) Math.sqrt((double) across * across + (double) down * down);
        if (length <= Float.MAX_VALUE && Math.abs(values[i]) <= Float.MAX_VALUE) {
          gradient[i] = length;
        }
      }
    }
    return gradient;
  }

  /** The given share of pixels with the strongest gradient; never those without any. */
  static boolean[] strongest(float[] gradient, double share) {
    double threshold = Quantiles.of(gradient).at(1 - share);
    boolean[] edges = new boolean[gradient.length];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = gradient[i] >= threshold && gradient[i] > 0;
    }
    return edges;
  }

  /** Every pixel at most {@code radius} columns and rows from a set one. */
  static boolean[] widened(boolean[] edges, int width, int height, int radius) {
    boolean[] rows = new boolean[edges.length];
    boolean[] all = new boolean[edges.length];
    for (int i = 0; i < edges.length; i++) {
      if (edges[i]) {
        int x = i % width;
        for (int to = Math.max(0, x - radius); to <= Math.min(width - 1, x + radius); to++) {
          rows[i - x + to] = true;
        }
      }
    }
    for (int i = 0; i < rows.length; i++) {
      if (rows[i]) {
        int y = i / width;
        for (int to = Math.max(0, y - radius); to <= Math.min(height - 1, y + radius); to++) {
          all[i + (to - y) * width] = true;
        }
      }
    }
    return all;
  }

  /** Share of {@code edges} that lie in {@code area}; {@code NaN} without edges. */
  static double shareInside(boolean[] edges, boolean[] area) {
    long count = 0;
    long inside = 0;
    for (int i = 0; i < edges.length; i++) {
      if (edges[i]) {
        count++;
        inside += area[i] ? 1 : 0;
      }
    }
    return count == 0 ? Double.NaN : (double) inside / count;
  }
}
