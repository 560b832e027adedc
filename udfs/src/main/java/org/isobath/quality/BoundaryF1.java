package org.isobath.quality;

/**
 * How well the silhouettes of a prediction are those of its reference: the boundary F1 of Depth Pro
 * (Bochkovskii et al. 2024). A pixel is an edge in one of four directions if its neighbour there is
 * farther by a factor above t. Precision and recall of exact matches are averaged over the
 * directions, F1 over ten t from 1.05 to 1.25 weighted by t.
 *
 * <p>Only factors count, so a common scale makes no difference; a shift of inverse depth does, so
 * align relative maps first. For references that are dense and sharp (rendered, or cleaned by
 * hand): along the blurred edges of range sensors nobody scores well.
 */
public final class BoundaryF1 {
  private static final int THRESHOLDS = 10;
  private static final double FIRST = 1.05;
  private static final double LAST = 1.25;

  /** Least depth under a division, as in the original. */
  private static final double FLOOR = 1e-6;

  private static final double[] T = thresholds();

  private BoundaryF1() {}

  /**
   * From 0 to 1; {@code NaN} when the reference has no edge.
   *
   * @param depth aligned prediction
   * @param valid only neighbours that are both valid are looked at
   */
  public static double of(
      float[] depth, float[] reference, boolean[] valid, int width, int height) {
    // one bin per number of thresholds passed, for each of the four directions
    long[][] predicted = new long[4][THRESHOLDS + 1];
    long[][] real = new long[4][THRESHOLDS + 1];
    long[][] both = new long[4][THRESHOLDS + 1];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = y * width + x;
        if (!valid[i]) {
          continue;
        }
        if (x + 1 < width && valid[i + 1]) {
          count(depth, reference, i, i + 1, 0, predicted, real, both);
          count(depth, reference, i + 1, i, 1, predicted, real, both);
        }
        if (y + 1 < height && valid[i + width]) {
          count(depth, reference, i, i + width, 2, predicted, real, both);
          count(depth, reference, i + width, i, 3, predicted, real, both);
        }
      }
    }
    double edges = 0;
    for (long[] direction : real) {
      edges += above(direction, 0);
    }
    if (edges == 0) {
      return Double.NaN;
    }
    double weights = 0;
    double sum = 0;
    for (int k = 0; k < THRESHOLDS; k++) {
      double precision = 0;
      double recall = 0;
      for (int d = 0; d < 4; d++) {
        double matches = above(both[d], k);
        precision += matches / Math.max(1, above(predicted[d], k)) / 4;
        recall += matches / Math.max(1, above(real[d], k)) / 4;
      }
      weights += T[k];
      sum += precision + recall == 0 ? 0 : T[k] * 2 * precision * recall / (precision + recall);
    }
    return sum / weights;
  }

  private static void count(
      float[] depth,
      float[] reference,
      int near,
      int far,
      int direction,
      long[][] predicted,
      long[][] real,
      long[][] both) {
    int p = passed(depth[near], depth[far]);
    int g = passed(reference[near], reference[far]);
    if (p == 0 && g == 0) {
      return;
    }
    predicted[direction][p]++;
    real[direction][g]++;
    both[direction][Math.min(p, g)]++;
  }

  /** How many thresholds the step from near to far passes. */
  private static int passed(double near, double far) {
    if (far <= near) {
      return 0;
    }
    double ratio = Math.max(FLOOR, far) / Math.max(FLOOR, near);
    if (ratio <= FIRST) {
      return 0;
    }
    int count = 1;
    while (count < THRESHOLDS && ratio > T[count]) {
      count++;
    }
    return count;
  }

  private static long above(long[] bins, int threshold) {
    long count = 0;
    for (int i = threshold + 1; i < bins.length; i++) {
      count += bins[i];
    }
    return count;
  }

  private static double[] thresholds() {
    double[] t = new double[THRESHOLDS];
    for (int k = 0; k < THRESHOLDS; k++) {
      t[k] = FIRST + k * ((LAST - FIRST) / (THRESHOLDS - 1));
    }
    t[THRESHOLDS - 1] = LAST;
    return t;
  }
}
