package org.isobath.quality;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What choosing by a metric is worth: how wrong the half is that it ranks better. Rank correlation
 * says whether there is an order; this says what a curator gets from it.
 */
public final class BetterHalf {
  private BetterHalf() {}

  /**
   * Mean error of the better half over that of all; below 1 the metric is worth something. Of equal
   * scores at the boundary all take part, by their mean. A metric with neither end better is taken
   * from below. Places where either is {@code NaN} are left out.
   *
   * @return {@code NaN} with fewer than two places, or without an error
   */
  public static double errorRatio(double[] scores, double[] errors, Better better) {
    if (scores.length != errors.length) {
      throw new IllegalArgumentException(
          "lengths differ: " + scores.length + " and " + errors.length);
    }
    double sign = better == Better.HIGHER ? -1 : 1;
    int[] order =
        IntStream.range(0, scores.length)
            .filter(i -> !Double.isNaN(scores[i]) && !Double.isNaN(errors[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> sign * scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double all = 0;
    for (int i : order) {
      all += errors[i];
    }
    double left = order.length / 2.0;
    double half = 0;
    for (int from = 0, to = 0; left > 0; from = to) {
      double group = 0;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        group += errors[order[to++]];
      }
      double taken = Math.min(left, to - from);
      half += group * taken / (to - from);
      left -= taken;
    }
    return order.length < 2 || all == 0 ? Double.NaN : 2 * half / all;
  }
}
