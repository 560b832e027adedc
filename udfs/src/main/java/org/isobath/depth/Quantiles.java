package org.isobath.depth;

import java.util.Arrays;

/**
 * Exact quantiles of the finite values of an array, by selection: linear in time where sorting is
 * not. Between two ranks the value is interpolated linearly, the default of {@code
 * numpy.percentile}. Not for several threads at once: what one question finds out about the order
 * of the values makes the next one cheaper.
 */
public final class Quantiles {
  private static final int BUCKETS = 1 << 16;

  private final float[] values;

  /** How many values each bucket of neighbouring floats holds; null until asked for. */
  private int[] counts;

  private int opened = -1;
  private float[] members;

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
    return new Quantiles(count == finite.length ? finite : Arrays.copyOf(finite, count));
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
    return weight == 0 ? low : low + weight * (select(below + 1) - low);
  }

  /**
   * The value of this rank. Floats in the order of their bits are in the order of their numbers, so
   * the upper half of the bits says which values can be meant, in two passes that hardly branch.
   */
  private float select(int rank) {
    if (values.length < BUCKETS / 16) {
      return select(values, rank);
    }
    if (counts == null) {
      counts = new int[BUCKETS];
      for (float value : values) {
        counts[bucket(value)]++;
      }
    }
    int before = 0;
    int bucket = 0;
    while (before + counts[bucket] <= rank) {
      before += counts[bucket++];
    }
    if (bucket != opened) {
      opened = bucket;
      members = new float[counts[bucket]];
      int n = 0;
      for (float value : values) {
        if (bucket(value) == bucket) {
          members[n++] = value;
        }
      }
    }
    return select(members, rank - before);
  }

  private static int bucket(float value) {
    int bits = Float.floatToRawIntBits(value);
    // negative numbers count down
    int ordered = bits ^ (bits >> 31 & Integer.MAX_VALUE);
    return (ordered >> 16) + BUCKETS / 2;
  }

  /**
   * Hoare's selection: moves the value of this rank to its place, smaller ones left, larger ones
   * right.
   */
  private static float select(float[] values, int rank) {
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
