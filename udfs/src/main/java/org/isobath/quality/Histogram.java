package org.isobath.quality;

/**
 * Statistics of a histogram whose bin {@code i} counts the value {@code i}. An empty one has none:
 * {@code NaN}.
 */
final class Histogram {
  private Histogram() {}

  static double mean(int[] counts) {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += (double) i * counts[i];
    }
    return sum / total(counts);
  }

  /** Standard deviation of the population. */
  static double deviation(int[] counts) {
    double mean = mean(counts);
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += (i - mean) * (i - mean) * counts[i];
    }
    return Math.sqrt(sum / total(counts));
  }

  /** Share of the bins from {@code first} to {@code last}, both included. */
  static double share(int[] counts, int first, int last) {
    long inside = 0;
    for (int i = first; i <= last; i++) {
      inside += counts[i];
    }
    return inside / (double) total(counts);
  }

  /**
   * Shannon entropy in bits: 0 when one bin holds all, log2 of the number of bins when all are
   * equal.
   */
  static double entropy(int[] counts) {
    double total = total(counts);
    if (total == 0) {
      return Double.NaN;
    }
    double entropy = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = count / total;
        entropy -= share * Math.log(share);
      }
    }
    // the sum of 256 rounded terms may leave the range by its last bits
    return Math.max(0, Math.min(Math.log(counts.length), entropy)) / Math.log(2);
  }

  /** The greatest share of any {@code width} neighbouring bins. */
  static double densest(int[] counts, int width) {
    long inside = 0;
    long most = 0;
    for (int i = 0; i < counts.length; i++) {
      inside += counts[i];
      if (i >= width) {
        inside -= counts[i - width];
      }
      most = Math.max(most, inside);
    }
    return most / (double) total(counts);
  }

  private static long total(int[] counts) {
    long total = 0;
    for (int count : counts) {
      total += count;
    }
    return total;
  }
}
