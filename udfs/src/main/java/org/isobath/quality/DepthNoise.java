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
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        int i = y * width + x;
        if (!edges[i]) {
          laplacian[i] =
              Math.abs(
                  values[i - 1]
                      + values[i + 1]
                      + values[i - width]
                      + values[i + width]
                      - 4 * values[i]);
        }
      }
    }
    return Quantiles.of(laplacian).at(0.5) / MEDIAN_OVER_DEVIATION;
  }
}
