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
  private final int count;

  /** How many values each bucket of neighbouring floats holds; null for few values. */
  private final int[] counts;

  /** Of the bucket that was asked for last, in any order, and how many values are less. */
  private float[] members;

  private int before;

  private Quantiles(float[] values, int count, int[] counts) {
    this.values = values;
    this.count = count;
    this.counts = counts;
  }

  /** Over the finite values of an array that stays as it is until the last question. */
  public static Quantiles of(float[] values) {
    return values.length < BUCKETS / 16 ? ofFew(values) : ofMany(values);
  }

  private static Quantiles ofFew(float[] values) {
    float[] finite = new float[values.length];
    int count = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        finite[count++] = value;
      }
    }
    return new Quantiles(Arrays.copyOf(finite, count), count, null);
  }

  private static Quantiles ofMany(float[] values) {
    int[] counts = new int[BUCKETS];
    for (float value : values) {
      counts[bucket(value)]++;
    }
    // infinities and NaN lie outside the finite numbers, and share no bucket with them
    Arrays.fill(counts, 0, bucket(-Float.MAX_VALUE), 0);
    Arrays.fill(counts, bucket(Float.MAX_VALUE) + 1, BUCKETS, 0);
    int count = 0;
    for (int held : counts) {
      count += held;
    }
    return new Quantiles(values, count, counts);
  }

  /** How many finite values there are. */
  public int count() {
    return count;
  }

  /**
   * The quantile at a fraction from 0 (minimum) through 0.5 (median) to 1 (maximum); {@code NaN}
   * when there is no finite value.
   */
  public double at(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("a quantile fraction is from 0 to 1, not " + fraction);
    }
    if (count == 0) {
      return Double.NaN;
    }
    double rank = fraction * (count - 1);
    int below = (int) rank;
    double low = ofRank(below);
    double weight = rank - below;
    return weight == 0 ? low : low + weight * (ofRank(below + 1) - low);
  }

  /**
   * The value of a rank from 0 (the least) to {@link #count} - 1. Floats in the order of their bits
   * are in the order of their numbers, so the upper half of the bits says which values can be
   * meant, in two passes that hardly branch.
   */
  public float ofRank(int rank) {
    if (rank < 0 || rank >= count) {
      throw new IllegalArgumentException(
          "a rank among " + count + " values is from 0 to " + (count - 1) + ", not " + rank);
    }
    if (counts == null) {
      return select(values, rank);
    }
    if (members == null || rank < before || rank >= before + members.length) {
      open(rank);
    }
    return select(members, rank - before);
  }

  /** Takes out the values of the bucket with this rank. */
  private void open(int rank) {
    int bucket = 0;
    before = 0;
    while (before + counts[bucket] <= rank) {
      before += counts[bucket++];
    }
    members = new float[counts[bucket]];
    int n = 0;
    for (float value : values) {
      if (bucket(value) == bucket) {
        members[n++] = value;
      }
    }
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
