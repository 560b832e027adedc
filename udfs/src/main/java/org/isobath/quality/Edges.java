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
    if (width < 3) {
      return gradient;
    }
    // in every array one place is about one pixel, which lets several be worked out at once
    float[][] rows = new float[3][width];
    float[] smooth = new float[width];
    float[] step = new float[width];
    float[] smoothAfter = new float[width - 2];
    float[] stepHere = new float[width - 2];
    float[] stepAfter = new float[width - 2];
    float[] here = new float[width - 2];
    float[] lengths = new float[width - 2];
    for (int y = 0; y < height; y++) {
      System.arraycopy(values, y * width, rows[y % 3], 0, width);
      if (y < 2) {
        continue;
      }
      down(rows[(y - 2) % 3], rows[(y - 1) % 3], rows[y % 3], smooth, step);
      System.arraycopy(smooth, 2, smoothAfter, 0, width - 2);
      System.arraycopy(step, 1, stepHere, 0, width - 2);
      System.arraycopy(step, 2, stepAfter, 0, width - 2);
      System.arraycopy(rows[(y - 1) % 3], 1, here, 0, width - 2);
      lengths(smooth, smoothAfter, step, stepHere, stepAfter, lengths);
      label(here, lengths);
      System.arraycopy(lengths, 0, gradient, (y - 1) * width + 1, width - 2);
    }
    return gradient;
  }

  /** The two halves of Sobel's kernels that run from row to row. */
  private static void down(
      float[] above, float[] row, float[] below, float[] smooth, float[] step) {
    for (int x = 0; x < smooth.length; x++) {
      smooth[x] = above[x] + 2 * row[x] + below[x];
      step[x] = below[x] - above[x];
    }
  }

  private static void lengths(
      float[] smooth,
      float[] smoothAfter,
      float[] step,
      float[] stepHere,
      float[] stepAfter,
      float[] lengths) {
    for (int x = 0; x < lengths.length; x++) {
      float across = smoothAfter[x] - smooth[x];
      float down = step[x] + 2 * stepHere[x] + stepAfter[x];
      lengths[x] = (float) Math.sqrt(across * across + down * down);
    }
  }

  /** Labels among the eight made lengths infinite or NaN, the one in the middle had no say. */
  private static void label(float[] here, float[] lengths) {
    for (int x = 0; x < lengths.length; x++) {
      lengths[x] += 0 * lengths[x] + 0 * here[x];
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
