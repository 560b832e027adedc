package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightedMedianTest {
  private static final double FAR = Double.NEGATIVE_INFINITY;

  @Test
  void workedExamples() {
    assertThat(median(new double[] {5}, 1)).isEqualTo(5);
    assertThat(median(new double[] {9, 1, 4}, 1, 1, 1)).isEqualTo(4);
    // half of the weight is reached at 1: the mean of 1 and 4
    assertThat(median(new double[] {9, 1, 4}, 1, 2, 1)).isEqualTo(2.5);
    assertThat(median(new double[] {9, 1, 4}, 1, 3, 1)).isEqualTo(1);
    assertThat(median(new double[] {0.3, 0.1}, .7, .7)).isEqualTo(0.2);
    assertThat(median(new double[] {})).isNaN();
  }

  @Test
  void farIsBelowAllNumbersAndAFiniteNumberWinsATie() {
    assertThat(median(new double[] {FAR, 2, 3}, 1, 1, 1)).isEqualTo(2);
    assertThat(median(new double[] {FAR, 2, FAR}, 1, 1, 1)).isEqualTo(FAR);
    assertThat(median(new double[] {2, FAR}, 1, 1)).isEqualTo(2);
    assertThat(median(new double[] {FAR, FAR}, 1, 1)).isEqualTo(FAR);
  }

  @Test
  void withWholeWeightsItIsTheMedianOfRepeatedValues() {
    Random random = new Random(8);
    for (int round = 0; round < 500; round++) {
      int n = 1 + random.nextInt(7);
      double[] values = new double[n];
      double[] weights = new double[n];
      double[] repeated = new double[0];
      for (int i = 0; i < n; i++) {
        values[i] = random.nextInt(6);
        weights[i] = 1 + random.nextInt(4);
        int from = repeated.length;
        repeated = Arrays.copyOf(repeated, from + (int) weights[i]);
        Arrays.fill(repeated, from, repeated.length, values[i]);
      }
      Arrays.sort(repeated);
      int m = repeated.length;
      assertThat(median(values, weights))
          .as("%s times %s", Arrays.toString(weights), Arrays.toString(values))
          .isEqualTo((repeated[(m - 1) / 2] + repeated[m / 2]) / 2);
    }
  }

  private static double median(double[] values, double... weights) {
    WeightedMedian median = new WeightedMedian(9);
    median.add(77, 5);
    median.clear();
    for (int i = 0; i < values.length; i++) {
      median.add(values[i], weights[i]);
    }
    return median.median();
  }
}
