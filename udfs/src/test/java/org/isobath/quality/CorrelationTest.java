package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CorrelationTest {
  /** Far from zero, so that sums which lose digits would show. */
  @Test
  void parts_add_up_to_what_two_passes_say() {
    Random random = new Random(3);
    for (int round = 0; round < 40; round++) {
      int n = 2 + random.nextInt(400);
      float[] a = new float[n];
      float[] b = new float[n];
      boolean[] marks = new boolean[n];
      for (int i = 0; i < n; i++) {
        a[i] = 1000 + random.nextFloat();
        b[i] = 0.5f * a[i] + random.nextFloat();
        marks[i] = random.nextInt(4) == 0;
        if (random.nextInt(9) == 0) {
          a[i] = random.nextBoolean() ? Float.NaN : Float.POSITIVE_INFINITY;
        }
      }
      Correlation apart = Correlation.NONE.with(a, b, marks, false);
      assertThat(apart.value())
          .as("round %d, unmarked", round)
          .isEqualTo(twoPasses(a, b, marks, true), within(1e-9));
      assertThat(apart.with(a, b, marks, true).value())
          .as("round %d, all", round)
          .isEqualTo(twoPasses(a, b, marks, false), within(1e-9));
    }
  }

  private static double twoPasses(float[] a, float[] b, boolean[] marks, boolean unmarkedOnly) {
    double[] sums = new double[6];
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < a.length; i++) {
        if (Float.isFinite(a[i]) && Float.isFinite(b[i]) && !(unmarkedOnly && marks[i])) {
          double x = a[i] - sums[1] / Math.max(1, sums[0]);
          double y = b[i] - sums[2] / Math.max(1, sums[0]);
          if (pass == 0) {
            sums[3]++;
            sums[4] += a[i];
            sums[5] += b[i];
          } else {
            sums[3] += x * x;
            sums[4] += y * y;
            sums[5] += x * y;
          }
        }
      }
      if (pass == 0) {
        sums = new double[] {sums[3], sums[4], sums[5], 0, 0, 0};
      }
    }
    double scale = Math.sqrt(sums[3] * sums[4]);
    return scale > 0 ? sums[5] / scale : Double.NaN;
  }

  @Test
  void one_pair_or_a_constant_has_none() {
    float[] constant = {3.3f, 3.3f, 3.3f, Float.NaN};
    float[] rising = {1, 2, 3, 4};
    assertThat(Correlation.of(constant, rising)).isNaN();
    assertThat(Correlation.of(rising, constant)).isNaN();
    assertThat(Correlation.of(new float[] {1}, new float[] {2})).isNaN();
    assertThat(Correlation.of(new float[0], new float[0])).isNaN();
    assertThat(Correlation.of(rising, new float[] {8, 6, 4, 2})).isEqualTo(-1, within(1e-15));
  }
}
