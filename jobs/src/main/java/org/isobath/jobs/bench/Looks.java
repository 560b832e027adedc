package org.isobath.jobs.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.isobath.UserError;

/**
 * Memory of one process, looked at now and then while tasks run. Use it to compare runs of
 * different length: the highest of all looks grows with their number, as the maximum of any sample
 * does, even where nothing is kept; what lies in the middle of the looks does not.
 *
 * @param each in the order of time, at equal intervals
 */
record Looks(List<Memory> each) {
  /** Two in each half. */
  private static final int FEWEST = 4;

  /**
   * The median of the second half, each kind of memory by itself: when everything has started, as
   * much as there is at any moment.
   *
   * @throws UserError when there are fewer than four looks
   */
  Memory settled() {
    return all(kind -> median(later(kind)));
  }

  /**
   * How many times as much there is at the end of the second half as at its beginning, each kind by
   * itself, by the median of the slopes between any two looks (Theil 1950, Sen 1968), which some
   * outliers do not move: above 1 for what grows with time, around 1 for what only goes up and
   * down.
   *
   * @throws UserError when there are fewer than four looks
   */
  Memory drift() {
    return all(kind -> drift(later(kind)));
  }

  private Memory all(ToDoubleFunction<ToDoubleFunction<Memory>> statistic) {
    if (each.size() < FEWEST) {
      throw new UserError(
          "A run ended after %d looks at its memory, and %d are needed. Raise bench.images."
              .formatted(each.size(), FEWEST));
    }
    return new Memory(
        statistic.applyAsDouble(Memory::heapMb),
        statistic.applyAsDouble(Memory::directMb),
        statistic.applyAsDouble(Memory::nativeMb));
  }

  private double[] later(ToDoubleFunction<Memory> kind) {
    return each.stream().skip(each.size() / 2).mapToDouble(kind).toArray();
  }

  private static double drift(double[] values) {
    int n = values.length;
    double[] slopes = new double[n * (n - 1) / 2];
    double[] starts = new double[n];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        slopes[count++] = (values[j] - values[i]) / (j - i);
      }
    }
    double slope = median(slopes);
    for (int i = 0; i < n; i++) {
      starts[i] = values[i] - slope * i;
    }
    double start = median(starts);
    return (start + slope * (n - 1)) / start;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }
}
