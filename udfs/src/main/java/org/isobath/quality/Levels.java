package org.isobath.quality;

import org.isobath.depth.DepthMap;
import org.isobath.depth.Quantiles;

/**
 * The values of a map as they are: the ends and labels of all of them, and of a sample the median
 * and how many of 65,536 equal steps between the ends occur.
 */
final class Levels {
  private static final int STEPS = 1 << 16;

  /** {@code NaN} without values. */
  final double min;

  final double max;
  final double median;
  final double invalidShare;
  final double infiniteShare;
  private final float[] sample;

  Levels(float[] values, int width) {
    sample = Sampled.values(values, width);
    median = Quantiles.of(sample).at(0.5);
    int finite = 0;
    int infinite = 0;
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      if (!(Math.abs(value) <= Float.MAX_VALUE)) {
        infinite += DepthMap.infinite(value) ? 1 : 0;
        continue;
      }
      finite++;
      least = value < least ? value : least;
      most = value > most ? value : most;
    }
    min = finite > 0 ? least : Double.NaN;
    max = finite > 0 ? most : Double.NaN;
    invalidShare = (double) (values.length - finite - infinite) / values.length;
    infiniteShare = (double) infinite / values.length;
  }

  /**
   * How many steps occur: traces of maps that once had fewer values than they claim. 1 for a
   * constant map, {@code NaN} without values.
   */
  double occurring() {
    double scale = max > min ? (STEPS - 1) / (max - min) : 0;
    boolean[] seen = new boolean[STEPS];
    int occurring = 0;
    for (float value : sample) {
      if (DepthMap.finite(value)) {
        int step = Math.min(STEPS - 1, (int) ((value - min) * scale + 0.5));
        occurring += seen[step] ? 0 : 1;
        seen[step] = true;
      }
    }
    return occurring == 0 ? Double.NaN : occurring;
  }
}
