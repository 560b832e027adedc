package org.isobath.quality;

import java.util.Arrays;
import org.isobath.depth.Alignment;
import org.isobath.depth.DepthConversion;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthResize;
import org.isobath.depth.Quantiles;
import org.isobath.image.Interpolation;

/**
 * Whether a second look at a scene gives the same map up to scale and shift: of the mirrored
 * picture, at another size, of a crop, by another model. A model that contradicts itself is unsure;
 * one that repeats itself may still be wrong.
 */
public final class Consistency {
  private static final int RANKED_SIDE = 64;

  private Consistency() {}

  /**
   * Mean of |s · second + t - map| over (p98 - p2) of the map, in inverse depth, with s and t by
   * least squares and s not negative: a second look that runs against the first explains nothing of
   * it. On copies whose short side is at most 384 pixels. {@code NaN} when the map is constant or
   * the two have no valid pixel in common.
   *
   * @param second of the same view; it may have another size
   */
  public static double residual(DepthMap map, DepthMap second) {
    int[] size = Luma.scoringSize(map.width(), map.height());
    float[] first = inverse(map, size[0], size[1]);
    float[] other = inverse(second, size[0], size[1]);
    Quantiles quantiles = Quantiles.of(first);
    double range = quantiles.at(0.98) - quantiles.at(0.02);
    boolean[] all = new boolean[first.length];
    Arrays.fill(all, true);
    Alignment fit = Alignment.leastSquares(other, first, all);
    if (!(range > 0) || fit.pixels() == 0) {
      return Double.NaN;
    }
    boolean follows = fit.usable();
    double mean = follows ? 0 : mean(first, other);
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      if (DepthMap.finite(first[i]) && DepthMap.finite(other[i])) {
        double fitted = follows ? fit.scale() * other[i] + fit.shift() : mean;
        sum += Math.abs(fitted - first[i]);
      }
    }
    return sum / fit.pixels() / range;
  }

  /**
   * Spearman's rank correlation of inverse depth on a grid of 64x64 pixels, infinitely far ones
   * last: for two models, whose maps need not be affine in each other. {@code NaN} when either is
   * constant or they have no valid pixel in common.
   */
  public static double rankAgreement(DepthMap map, DepthMap second) {
    return Correlation.ofRanks(ranked(map), ranked(second));
  }

  private static double[] ranked(DepthMap map) {
    DepthMap grid =
        DepthConversion.toInverse(
            DepthResize.apply(map, RANKED_SIDE, RANKED_SIDE, Interpolation.NEAREST, false));
    double[] nearness = new double[grid.values().length];
    for (int i = 0; i < nearness.length; i++) {
      float d = grid.values()[i];
      nearness[i] = DepthMap.infinite(d) ? Double.NEGATIVE_INFINITY : d;
      if (d == Float.NEGATIVE_INFINITY) {
        nearness[i] = Double.NaN;
      }
    }
    return nearness;
  }

  private static double mean(float[] first, float[] other) {
    double sum = 0;
    long n = 0;
    for (int i = 0; i < first.length; i++) {
      if (DepthMap.finite(first[i]) && DepthMap.finite(other[i])) {
        sum += first[i];
        n++;
      }
    }
    return sum / n;
  }

  private static float[] inverse(DepthMap map, int width, int height) {
    return DepthResize.inverse(map, width, height, Interpolation.LINEAR).values();
  }

  /** The map with its columns in reverse. */
  public static DepthMap mirrored(DepthMap map) {
    int width = map.width();
    float[] values = new float[map.values().length];
    for (int i = 0; i < values.length; i++) {
      int x = i % width;
      values[i] = map.values()[i - x + width - 1 - x];
    }
    return new DepthMap(width, map.height(), values, map.kind());
  }

  /** The middle of a map, {@code share} of each side, at least one pixel. */
  public static DepthMap middle(DepthMap map, double share) {
    int width = Math.max(1, (int) Math.rint(share * map.width()));
    int height = Math.max(1, (int) Math.rint(share * map.height()));
    int left = (map.width() - width) / 2;
    int top = (map.height() - height) / 2;
    float[] values = new float[width * height];
    for (int y = 0; y < height; y++) {
      System.arraycopy(map.values(), (top + y) * map.width() + left, values, y * width, width);
    }
    return new DepthMap(width, height, values, map.kind());
  }
}
