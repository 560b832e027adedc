package org.isobath.depth;

import java.util.Arrays;

/**
 * Exact quantiles of the finite values of an array, by selection: linear in time where sorting is
 * not. Between two ranks the value is interpolated linearly, the default of {@code
 * numpy.percentile}. Not for several threads at once: each question leaves the copy partly sorted,
 * which makes the next one cheaper.
 */
public final class Quantiles {
  private final float[] values;

  private Quantiles(float[] values) {
    this.values = values;
  }

  /** Over the finite values; the array is copied. */
  public static Quantiles of(float[] values) {
    float[] finite = new float[values.length];
    int count = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        finite[count++] = value;
      }
    }
    return new Quantiles(Arrays.copyOf(finite, count));
  }

  /** How many finite values there are. */
  public int count() {
    return values.length;
  }

  /**
   * The quantile at a fraction from 0 (minimum) through 0.5 (median) to 1 (maximum); {@code NaN}
   * when there is no finite value.
   */
  public double at(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("a quantile fraction is from 0 to 1, not " + fraction);
    }
    if (values.length == 0) {
      return Double.NaN;
    }
    double rank = fraction * (values.length - 1);
    int below = (int) rank;
    double low = select(below);
    double weight = rank - below;
    if (weight == 0) {
      return low;
    }
    // after the selection everything right of the rank is at least as large
    float high = Float.POSITIVE_INFINITY;
    for (int i = below + 1; i < values.length; i++) {
      high = Math.min(high, values[i]);
    }
    return low + weight * (high - low);
  }

  /**
   * Hoare's selection: moves the value of this rank to its place, smaller ones left, larger ones
   * right.
   */
  private float select(int rank) {
    int left = 0;
    int right = values.length - 1;
    while (left < right) {
      float pivot = medianOfThree(values[left], values[(left + right) >>> 1], values[right]);
      int i = left;
      int j = right;
      while (i <= j) {
        while (values[i] < pivot) {
          i++;
        }
        while (values[j] > pivot) {
          j--;
        }
        if (i <= j) {
          float swap = values[i];
          values[i++] = values[j];
          values[j--] = swap;
        }
      }
      if (rank <= j) {
        right = j;
      } else if (rank >= i) {
        left = i;
      } else {
        break;
      }
    }
    return values[rank];
  }

  private static float medianOfThree(float a, float b, float c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
