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
    double[] lengths = new double[Math.max(0, width - 2)];
    for (int y = 1; y < height - 1; y++) {
      int first = y * width + 1;
      squares(values, width, first, lengths);
      roots(lengths);
      for (int x = 0; x < lengths.length; x++) {
        // labels among the eight make these NaN or infinite; the middle one is not in the kernel
        float length = (float) lengths[x];
        if (length <= Float.MAX_VALUE && Math.abs(values[first + x]) <= Float.MAX_VALUE) {
          gradient[first + x] = length;
        }
      }
    }
    return gradient;
  }

  /** Of the lengths of gradients, for a row of pixels. */
  private static void squares(float[] values, int width, int first, double[] squares) {
    for (int x = 0; x < squares.length; x++) {
      int i = first + x;
      float a = values[i - width - 1];
      float c = values[i - width + 1];
      float g = values[i + width - 1];
      float k = values[i + width + 1];
      float across = c + 2 * values[i + 1] + k - a - 2 * values[i - 1] - g;
      float down = g + 2 * values[i + width] + k - a - 2 * values[i - width] - c;
      squares[x] = (double) across * across + (double) down * down;
    }
  }

  /** Apart from all else, so that several are found at once. */
  private static void roots(double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sqrt(values[i]);
    }
  }

  /**
   * The same of 8-bit luma, which has no labels; {@code NaN} in the outermost frame. Single floats
   * are exact here.
   */
  static float[] gradient(byte[] luma, int width, int height) {
    float[] values = Luma.floats(luma);
    float[] gradient = new float[luma.length];
    Arrays.fill(gradient, Float.NaN);
    for (int y = 1; y < height - 1; y++) {
      lengths(values, width, y * width + 1, (y + 1) * width - 1, gradient);
    }
    return gradient;
  }

  private static void lengths(float[] values, int width, int first, int end, float[] lengths) {
    for (int i = first; i < end; i++) {
      float a = values[i - width - 1];
      float c = values[i - width + 1];
      float g = values[i + width - 1];
      float k = values[i + width + 1];
      float across = c + 2 * values[i + 1] + k - a - 2 * values[i - 1] - g;
      float down = g + 2 * values[i + width] + k - a - 2 * values[i - width] - c;
      lengths[i] = (float) Math.sqrt(across * across + down * down);
    }
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

  /**
   * Share of {@code edges} that have one of {@code others} at most {@code radius} columns and rows
   * away; {@code NaN} without edges.
   */
  static double shareNear(boolean[] edges, boolean[] others, int width, int height, int radius) {
    long count = 0;
    long near = 0;
    for (int i = 0; i < edges.length; i++) {
      if (edges[i]) {
        count++;
        near += near(others, width, height, i % width, i / width, radius) ? 1 : 0;
      }
    }
    return count == 0 ? Double.NaN : (double) near / count;
  }

  private static boolean near(boolean[] others, int width, int height, int x, int y, int radius) {
    int left = Math.max(0, x - radius);
    int right = Math.min(width - 1, x + radius);
    for (int row = Math.max(0, y - radius); row <= Math.min(height - 1, y + radius); row++) {
      for (int i = row * width + left; i <= row * width + right; i++) {
        if (others[i]) {
          return true;
        }
      }
    }
    return false;
  }
}
