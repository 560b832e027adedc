package org.isobath.quality;

import org.isobath.depth.Alignment;
import org.isobath.depth.DepthConversion;
import org.isobath.depth.DepthErrors;
import org.isobath.depth.DepthMap;
import org.isobath.depth.Quantiles;

/**
 * What metrics without a reference are held against: how wrong a map really is, as a list. The map
 * is brought to the reference by scale and shift, least squares in inverse depth over every pixel
 * that both have; a map that runs against the reference counts as the constant that fits best, so
 * that the worst maps have an error too. ({@link ReferenceMetric} leaves those undefined, as
 * leaderboards do.)
 *
 * <p>The two need not agree: AbsRel is decided by far pixels and by how far the scene goes, the
 * other by the near ones.
 */
public enum TrueError {
  /** As {@code abs_rel_lsq_inverse_cap_40}. */
  ABS_REL(
      "abs_rel",
      "mean of |p - g| / g over pixels up to 40 m, p the fitted depth, at most 40 m, and g the reference") {
    @Override
    double of(float[] fitted, float[] reference) {
      float[] scored = Benchmark.CAP_40.scored(reference, reference.length, 1);
      float[] depth = new float[fitted.length];
      for (int i = 0; i < depth.length; i++) {
        depth[i] = (float) (1 / Math.max(fitted[i], 1 / Benchmark.CAP_40.cap()));
      }
      return DepthErrors.absRel(depth, scored, DepthErrors.scorable(depth, scored));
    }
  },
  /** Measured as {@link ConsistencyMetric} measures. */
  INVERSE_RANGE(
      "inverse_range",
      "mean of |d - 1 / g| over p98 - p2 of 1 / g, d the fitted inverse depth and g the reference") {
    @Override
    double of(float[] fitted, float[] reference) {
      float[] target = DepthConversion.inverseOfDepth(reference);
      Quantiles quantiles = Quantiles.of(target);
      double range = quantiles.at(0.98) - quantiles.at(0.02);
      double sum = 0;
      long n = 0;
      for (int i = 0; i < fitted.length; i++) {
        if (DepthMap.finite(fitted[i]) && DepthMap.finite(target[i])) {
          sum += Math.abs((double) fitted[i] - target[i]);
          n++;
        }
      }
      return range > 0 && n > 0 ? sum / n / range : Double.NaN;
    }
  };

  private final String label;
  private final String formula;

  TrueError(String label, String formula) {
    this.label = label;
    this.formula = formula;
  }

  /** In names. */
  public String label() {
    return label;
  }

  /** How it is computed, alignment aside. */
  public String formula() {
    return formula;
  }

  /**
   * The error; {@code NaN} where the two have no pixel in common, or a reference has no range.
   *
   * @param reference metric, of the same size
   */
  public double of(DepthMap map, DepthMap reference) {
    if (map.width() != reference.width() || map.height() != reference.height()) {
      throw new IllegalArgumentException(
          "map and reference must have one size: %dx%d and %dx%d"
              .formatted(map.width(), map.height(), reference.width(), reference.height()));
    }
    float[] depth = AlignmentProtocol.referenceDepth(reference);
    return of(fitted(DepthConversion.toInverse(map).values(), depth), depth);
  }

  /**
   * @param fitted inverse depth in the reference's unit; {@code NaN} where there is none
   * @param reference depth; {@code NaN} where there is none
   */
  abstract double of(float[] fitted, float[] reference);

  private static float[] fitted(float[] inverse, float[] reference) {
    float[] target = DepthConversion.inverseOfDepth(reference);
    boolean[] common = DepthErrors.scorable(inverse, reference);
    Alignment fit = Alignment.leastSquares(inverse, target, common);
    double constant = fit.usable() ? Double.NaN : mean(target, common);
    float[] fitted = new float[inverse.length];
    for (int i = 0; i < fitted.length; i++) {
      double value = fit.usable() ? fit.scale() * inverse[i] + fit.shift() : constant;
      fitted[i] = DepthMap.finite(inverse[i]) ? (float) value : Float.NaN;
    }
    return fitted;
  }

  private static double mean(float[] values, boolean[] used) {
    double sum = 0;
    long n = 0;
    for (int i = 0; i < values.length; i++) {
      if (used[i]) {
        sum += values[i];
        n++;
      }
    }
    return sum / n;
  }
}
