package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LevelsTest {
  @Test
  void levels_and_median_are_those_of_the_sorted_values() {
    Random random = new Random(3);
    for (int round = 0; round < 60; round++) {
      float[] values = new float[1 + random.nextInt(round % 10 == 0 ? 20_000 : 300)];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (round % 4) {
              case 0 -> random.nextInt(5);
              case 1 -> (float) random.nextGaussian();
              // nearly all of them in one step
              case 2 -> i == 0 ? 1e9f : random.nextFloat();
              default -> random.nextInt(4) == 0 ? Float.NaN : -random.nextFloat();
            };
      }
      double[] sorted = finite(values);
      if (sorted.length == 0) {
        continue;
      }
      double min = sorted[0];
      double max = sorted[sorted.length - 1];
      Set<Long> steps = new HashSet<>();
      for (double value : sorted) {
        steps.add(max > min ? (long) ((value - min) * (65535 / (max - min)) + 0.5) : 0L);
      }
      double middle = sorted[(sorted.length - 1) / 2];
      Levels levels = new Levels(values, min, max);
      assertThat(levels.occurring()).as("round %d", round).isEqualTo(steps.size());
      assertThat(levels.median())
          .as("round %d", round)
          .isEqualTo(middle + 0.5 * (sorted[sorted.length / 2] - middle));
    }
  }

  private static double[] finite(float[] values) {
    double[] finite = new double[values.length];
    int n = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        finite[n++] = value;
      }
    }
    double[] sorted = Arrays.copyOf(finite, n);
    Arrays.sort(sorted);
    return sorted;
  }

  @Test
  void labels_alone_have_no_level() {
    Levels none =
        new Levels(new float[] {Float.NaN, Float.POSITIVE_INFINITY}, Double.NaN, Double.NaN);
    assertThat(none.occurring()).isNaN();
    assertThat(none.median()).isNaN();
  }
}
