package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantilesTest {
  @Test
  void interpolatesLinearlyBetweenRanks() {
    Quantiles quantiles =
        Quantiles.of(new float[] {4, 1, Float.NaN, 3, 2, Float.POSITIVE_INFINITY});
    assertThat(quantiles.count()).isEqualTo(4);
    assertThat(quantiles.at(0)).isEqualTo(1);
    assertThat(quantiles.at(0.5)).isEqualTo(2.5);
    assertThat(quantiles.at(1)).isEqualTo(4);
    // rank 0.1 · 3 = 0.3
    assertThat(quantiles.at(0.1)).isCloseTo(1.3, within(1e-12));
  }

  @Test
  void equalsSortingOnEveryShapeOfInput() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      float[] values = new float[1 + random.nextInt(300)];
      int distinct = 1 + random.nextInt(20);
      for (int i = 0; i < values.length; i++) {
        values[i] = round % 3 == 0 ? i : round % 3 == 1 ? -i : random.nextInt(distinct);
      }
      float[] sorted = values.clone();
      Arrays.sort(sorted);
      Quantiles quantiles = Quantiles.of(values);
      for (int rank : new int[] {sorted.length - 1, 0, sorted.length / 2, sorted.length / 3}) {
        double fraction = sorted.length == 1 ? 0 : (double) rank / (sorted.length - 1);
        assertThat(quantiles.at(fraction)).isCloseTo(sorted[rank], within(1e-9));
      }
    }
  }

  @Test
  void nothingHasNoQuantile() {
    assertThat(Quantiles.of(new float[] {Float.NaN}).at(0.5)).isNaN();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantiles.of(new float[] {1}).at(1.5))
        .withMessage("a quantile fraction is from 0 to 1, not 1.5");
  }
}
