package org.isobath.quality;

import java.util.Arrays;

/**
 * How closely two rows of numbers go together: from -1 (opposite) through 0 to 1 (the same up to a
 * positive factor and a shift; for ranks, the same order).
 */
public final class Correlation {
  /** Of no pairs. */
  static final Correlation NONE = new Correlation(0, Float.NaN, Float.NaN, new double[5]);

  private final long n;

  /**
   * What is taken off each number, one of its own kind: sums of what is left lose next to nothing.
   */
  private final float pivotA;

  private final float pivotB;

  /** Of a, b, a², b² and a b. */
  private final double[] sums;

  private Correlation(long n, float pivotA, float pivotB, double[] sums) {
    this.n = n;
    this.pivotA = pivotA;
    this.pivotB = pivotB;
    this.sums = sums;
  }

  /** Pearson's, over places where both are finite; {@link #value} says when it is not defined. */
  static double of(float[] a, float[] b) {
    return NONE.with(a, b, new boolean[a.length], false).value();
  }

  /** These pairs and those where both are finite and {@code marks} says so. */
  Correlation with(float[] a, float[] b, boolean[] marks, boolean wanted) {
    int first = 0;
    while (n == 0 && first < a.length && !(marks[first] == wanted && finite(a[first], b[first]))) {
      first++;
    }
    float fromA = n == 0 && first < a.length ? a[first] : pivotA;
    float fromB = n == 0 && first < a.length ? b[first] : pivotB;
    long pairs = n;
    double sumA = sums[0];
    double sumB = sums[1];
    double squareA = sums[2];
    double squareB = sums[3];
    double product = sums[4];
    for (int i = first; i < a.length; i++) {
      if (marks[i] == wanted && finite(a[i], b[i])) {
        double x = (double) a[i] - fromA;
        double y = (double) b[i] - fromB;
        pairs++;
        sumA += x;
        sumB += y;
        squareA += x * x;
        squareB += y * y;
        product += x * y;
      }
    }
    return new Correlation(
        pairs, fromA, fromB, new double[] {sumA, sumB, squareA, squareB, product});
  }

  private static boolean finite(float a, float b) {
    return Math.abs(a) <= Float.MAX_VALUE && Math.abs(b) <= Float.MAX_VALUE;
  }

  /** Pearson's; {@code NaN} with fewer than two pairs or when either is constant in them. */
  double value() {
    double squareA = sums[2] - sums[0] * sums[0] / n;
    double squareB = sums[3] - sums[1] * sums[1] / n;
    double product = sums[4] - sums[0] * sums[1] / n;
    return squareA > 0 && squareB > 0
        ? Math.max(-1, Math.min(1, product / (Math.sqrt(squareA) * Math.sqrt(squareB))))
        : Double.NaN;
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
    return of(ranks(Arrays.copyOf(left, n)), ranks(Arrays.copyOf(right, n)));
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
