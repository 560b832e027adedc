package org.isobath.quality;

import java.util.Arrays;
import org.isobath.depth.Quantiles;

/** Roughness of surfaces that should be smooth. */
final class DepthNoise {
  /** Of a normal distribution: median of the magnitude over standard deviation. */
  private static final double MEDIAN_OVER_DEVIATION = 0.6745;

  private DepthNoise() {}

  /**
   * Median magnitude of the 4-neighbour Laplacian away from edges, over 0.6745; a Laplacian is the
   * sum of five values, so a plane with independent noise of deviation s gives about 4.5 s. {@code
   * NaN} where no pixel has four finite neighbours and is no edge.
   */
  static double of(float[] values, int width, int height, boolean[] edges) {
    float[] laplacian = new float[values.length];
    Arrays.fill(laplacian, Float.NaN);
    int inner = Math.max(0, width - 2);
    // in every array one place is about one pixel, which lets several be worked out at once
    float[] here = new float[inner];
    float[] left = new float[inner];
    float[] right = new float[inner];
    float[] above = new float[inner];
    float[] below = new float[inner];
    float[] magnitudes = new float[inner];
    for (int y = 1; y < height - 1; y++) {
      int first = y * width + 1;
      System.arraycopy(values, first, here, 0, inner);
      System.arraycopy(values, first - 1, left, 0, inner);
      System.arraycopy(values, first + 1, right, 0, inner);
      System.arraycopy(values, first - width, above, 0, inner);
      System.arraycopy(values, first + width, below, 0, inner);
      magnitudes(here, left, right, above, below, magnitudes);
      for (int x = 0; x < inner; x++) {
        laplacian[first + x] = edges[first + x] ? Float.NaN : magnitudes[x];
      }
    }
    return Quantiles.of(laplacian).at(0.5) / MEDIAN_OVER_DEVIATION;
  }

  /** What has a label among the five comes out as none or infinite. */
  private static void magnitudes(
      float[] here, float[] left, float[] right, float[] above, float[] below, float[] magnitudes) {
    for (int x = 0; x < magnitudes.length; x++) {
      magnitudes[x] = Math.abs(left[x] + right[x] + above[x] + below[x] - 4 * here[x]);
    }
  }
}
