package org.isobath.quality;

import org.isobath.depth.DepthMap;

/**
 * What a map loses on its way to a depth-conditioned generator and back: into the 8-bit picture of
 * {@link org.isobath.depth.ConditioningRecipe#PERCENTILE}, and read from it again.
 */
final class ConditioningLoss {
  private static final int LEVELS = 255;

  private ConditioningLoss() {}

  /**
   * Mean of |d - d read back| over the finite pixels of inverse depth, a share of {@code range};
   * {@code NaN} for constant maps.
   *
   * @param black inverse depth that becomes black, as all below it
   * @param white inverse depth that becomes white, as all above it
   */
  static double of(float[] inverse, double black, double white, double range) {
    if (!(white > black && range > 0)) {
      return Double.NaN;
    }
    double levels = LEVELS / (white - black);
    double level = (white - black) / LEVELS;
    double sum = 0;
    long n = 0;
    for (float d : inverse) {
      if (DepthMap.finite(d)) {
        double nearness = d <= black ? 0 : d >= white ? LEVELS : (d - black) * levels;
        sum += Math.abs(d - (black + Math.rint(nearness) * level));
        n++;
      }
    }
    double loss = sum / n / range;
    return Double.isFinite(loss) ? loss : Double.NaN;
  }
}
