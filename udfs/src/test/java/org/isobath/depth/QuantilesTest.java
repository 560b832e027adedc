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
  void equalsSortingOnLongInput() {
    Random random = new Random(12);
    float[][] shapes = new float[4][20_000];
    for (int i = 0; i < 20_000; i++) {
      shapes[0][i] = (float) random.nextGaussian();
      shapes[1][i] = random.nextInt(3) - 1;
      // neighbours that differ in their last bits only, and the widest range there is
      shapes[2][i] = 1 + random.nextInt(50) * Math.ulp(1f);
      shapes[3][i] = Float.intBitsToFloat(random.nextInt());
    }
    shapes[1][7] = -0f;
    for (float[] values : shapes) {
      Quantiles quantiles = Quantiles.of(values);
      float[] finite = new float[quantiles.count()];
      int n = 0;
      for (float value : values) {
        if (Float.isFinite(value)) {
          finite[n++] = value;
        }
      }
      Arrays.sort(finite);
      for (double fraction : new double[] {0.5, 0, 1, 0.02, 0.98, 0.3333}) {
        double rank = fraction * (n - 1);
        double low = finite[(int) rank];
        double high = finite[Math.min(n - 1, (int) rank + 1)];
        assertThat(quantiles.at(fraction))
            .as("quantile %s", fraction)
            .isEqualTo(low + (rank - (int) rank) * (high - low));
      }
    }
  }

  @Test
  void ranksCountFromTheLeast() {
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) {
      // 0 to 9,994 in another order, and five labels
      values[i] = i * 7919L % 10_000;
      if (values[i] > 9_994) {
        values[i] = values[i] == 9_995 ? Float.POSITIVE_INFINITY : Float.NaN;
      }
    }
    for (float[] some : new float[][] {values, {3, Float.NaN, 0, 2, 1}}) {
      Quantiles quantiles = Quantiles.of(some);
      assertThat(quantiles.count()).isEqualTo(some == values ? 9_995 : 4);
      for (int rank : new int[] {quantiles.count() - 1, 0, 1, quantiles.count() / 2}) {
        assertThat(quantiles.ofRank(rank)).as("rank %d", rank).isEqualTo(rank);
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> quantiles.ofRank(quantiles.count()))
          .withMessageContaining("a rank among " + quantiles.count() + " values is from 0 to");
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
