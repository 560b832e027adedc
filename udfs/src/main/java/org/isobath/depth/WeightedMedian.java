package org.isobath.depth;

/**
 * The weighted median of a handful of numbers, kept sorted as they come: the smallest value at
 * which half of the weight is reached, and the mean of that and the next where it is reached
 * exactly. Negative infinity is a number below all others; between it and a finite number the
 * median is the finite one. Reused from pixel to pixel; not for large arrays ({@link Quantiles})
 * and not for several threads.
 */
final class WeightedMedian {
  /** Halves that differ by less than rounding are halves. */
  private static final double ROUNDING = 1e-12;

  private final double[] values;
  private final double[] weights;
  private int count;
  private double total;

  WeightedMedian(int capacity) {
    values = new double[capacity];
    weights = new double[capacity];
  }

  void clear() {
    count = 0;
    total = 0;
  }

  /**
   * @param value not {@code NaN}
   * @param weight positive
   */
  void add(double value, double weight) {
    int at = count++;
    while (at > 0 && values[at - 1] > value) {
      values[at] = values[at - 1];
      weights[at] = weights[at - 1];
      at--;
    }
    values[at] = value;
    weights[at] = weight;
    total += weight;
  }

  int count() {
    return count;
  }

  double value(int i) {
    return values[i];
  }

  double weight(int i) {
    return weights[i];
  }

  /** {@code NaN} without values. */
  double median() {
    double reached = 0;
    for (int i = 0; i < count; i++) {
      reached += weights[i];
      double over = reached - 0.5 * total;
      if (Math.abs(over) <= ROUNDING * total && i + 1 < count) {
        return Double.isInfinite(values[i]) ? values[i + 1] : 0.5 * values[i] + 0.5 * values[i + 1];
      }
      if (over > 0) {
        return values[i];
      }
    }
    return count == 0 ? Double.NaN : values[count - 1];
  }
}
