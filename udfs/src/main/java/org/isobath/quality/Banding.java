package org.isobath.quality;

/** Terraces where a surface should be smooth: traces of 8-bit sources and coarse codes. */
final class Banding {
  private Banding() {}

  /**
   * Share of neighbours in a row that have exactly one value, among those strictly between the
   * least and the greatest: clipped ends are flat by right. Of at most 256 rows, evenly spread.
   * {@code NaN} without such neighbours.
   */
  static double flatSteps(float[] values, int width, double min, double max) {
    long steps = 0;
    long flat = 0;
    float least = (float) min;
    float most = (float) max;
    for (int row : Sampled.places(values.length / width)) {
      float left = Float.NaN;
      for (int i = row * width; i < (row + 1) * width; i++) {
        float right = values[i];
        if (right > least && right < most) {
          steps += left > least && left < most ? 1 : 0;
          flat += left == right ? 1 : 0;
        }
        left = right;
      }
    }
    return steps == 0 ? Double.NaN : (double) flat / steps;
  }
}
