package org.isobath.quality;

import java.util.Arrays;

/**
 * How closely two rows of numbers go together: from -1 (opposite) through 0 to 1 (the same up to a
 * positive factor and a shift; for ranks, the same order).
 */
public final class Correlation {
  private Correlation() {}

  /**
   * Pearson's, over places where both are finite; {@code NaN} with fewer than two of them or when
   * either is constant there.
   */
  static double of(float[] a, float[] b, boolean[] leftOut) {
    long n = 0;
    double sumA = 0;
    double sumB = 0;
    for (int i = 0; i < a.length; i++) {
      if (used(a, b, leftOut, i)) {
        n++;
        sumA += a[i];
        sumB += b[i];
      }
    }
    double meanA = sumA / n;
    double meanB = sumB / n;
    double squareA = 0;
    double squareB = 0;
    double product = 0;
    for (int i = 0; i < a.length; i++) {
      if (used(a, b, leftOut, i)) {
        double x = a[i] - meanA;
        double y = b[i] - meanB;
        squareA += x * x;
        squareB += y * y;
        product += x * y;
      }
    }
    double scale = Math.sqrt(squareA) * Math.sqrt(squareB);
    return scale > 0 ? Math.max(-1, Math.min(1, product / scale)) : Double.NaN;
  }

  private static boolean used(float[] a, float[] b, boolean[] leftOut, int i) {
    return Float.isFinite(a[i]) && Float.isFinite(b[i]) && !(leftOut != null && leftOut[i]);
  }

  /**
   * Spearman's: Pearson's of the ranks, equal values sharing their mean rank. Infinite values have
   * a rank; pairs with {@code NaN} are left out. {@code NaN} with fewer than two pairs or when
   * either is constant.
   */
  public static double ofRanks(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException("lengths differ: " + a.length + " and " + b.length);
    }
    double[] left = new double[a.length];
    double[] right = new double[a.length];
    int n = 0;
    for (int i = 0; i < a.length; i++) {
      if (!Double.isNaN(a[i]) && !Double.isNaN(b[i])) {
        left[n] = a[i];
        right[n++] = b[i];
      }
    }
    return of(ranks(Arrays.copyOf(left, n)), ranks(Arrays.copyOf(right, n)), null);
  }

  private static float[] ranks(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    float[] ranks = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      // + 0.0: the two zeros are one value
      int first = first(sorted, values[i] + 0.0);
      int end = first;
      while (end < sorted.length && sorted[end] == values[i]) {
        end++;
      }
      ranks[i] = (first + end - 1) / 2f;
    }
    return ranks;
  }

  /** The first place that is not below the value. */
  private static int first(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
