package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LevelsTest {
  @Test
  void ends_are_those_of_all_values_and_median_and_levels_those_of_a_sample() {
    Random random = new Random(3);
    for (int round = 0; round < 60; round++) {
      int width = 1 + random.nextInt(round % 10 == 0 ? 700 : 40);
      float[] values = new float[width * (1 + random.nextInt(round % 10 == 0 ? 300 : 30))];
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
      double[] sample = finite(Sampled.values(values, width));
      for (double value : sample) {
        steps.add(max > min ? (long) ((value - min) * (65535 / (max - min)) + 0.5) : 0L);
      }
      Levels levels = new Levels(values, width);
      assertThat(levels.min).as("round %d", round).isEqualTo(min);
      assertThat(levels.max).as("round %d", round).isEqualTo(max);
      assertThat(levels.invalidShare)
          .as("round %d", round)
          .isEqualTo(1 - (double) sorted.length / values.length, within(1e-15));
      assertThat(levels.occurring()).as("round %d", round).isEqualTo(steps.size());
      assertThat(levels.median).as("round %d", round).isEqualTo(median(sample));
    }
  }

  private static double median(double[] sorted) {
    int n = sorted.length;
    return n == 0 ? Double.NaN : sorted[(n - 1) / 2] + 0.5 * (sorted[n / 2] - sorted[(n - 1) / 2]);
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
    Levels none = new Levels(new float[] {Float.NaN, Float.POSITIVE_INFINITY}, 2);
    assertThat(none.occurring()).isNaN();
    assertThat(none.median).isNaN();
    assertThat(none.min).isNaN();
    assertThat(none.max).isNaN();
    assertThat(none.invalidShare).isEqualTo(0.5);
    assertThat(none.infiniteShare).isEqualTo(0.5);
  }
}
