package org.isobath.jobs.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * The median of a few paired measurements with an interval that needs no assumption about their
 * distribution. Use it for ratios of interleaved runs on a noisy machine; not for single times.
 *
 * <p>Between the k-th smallest and the k-th largest of n values the true median lies with
 * probability 1 - 2 P(Bin(n, 1/2) &lt; k) (order statistics; David and Nagaraja, Order Statistics,
 * 7.1). The narrowest such interval that reaches 90 % is taken: the extremes for n = 5 to 7, the
 * second values from n = 8 on.
 *
 * @param median middle value, or the mean of the two middle ones
 * @param low lower end
 * @param high upper end
 * @param coverage probability that [low, high] holds the true median; below 0.9 for fewer than 5
 *     values
 */
record MedianInterval(double median, double low, double high, double coverage) {

  static MedianInterval of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no measurements");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    int k = 1;
    while (2 * (k + 1) <= n && coverage(n, k + 1) >= 0.9) {
      k++;
    }
    return new MedianInterval(median, sorted[k - 1], sorted[n - k], coverage(n, k));
  }

  /** 1 - 2 P(Bin(n, 1/2) &lt; k). */
  private static double coverage(int n, int k) {
    double term = Math.pow(0.5, n);
    double below = 0;
    for (int i = 0; i < k; i++) {
      below += term;
      term = term * (n - i) / (i + 1);
    }
    return Math.max(0, 1 - 2 * below);
  }

  /**
   * {@code reached}, {@code missed}, or {@code undecided} when the interval straddles the target.
   */
  String verdict(double target) {
    if (low >= target) {
      return "reached";
    }
    return high < target ? "missed" : "undecided";
  }

  /** The same for a target that is not to be passed. */
  String verdictAtMost(double target) {
    if (high <= target) {
      return "reached";
    }
    return low > target ? "missed" : "undecided";
  }

  /** As in {@code 0.914 [0.816, 0.966]}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", median, low, high);
  }
}
