package org.isobath.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SplitMix64Test {
  @Test
  void givesThePublishedSequence() {
    SplitMix64 random = new SplitMix64(0);
    assertThat(random.next()).isEqualTo(0xE220A8397B1DCDAFL);
    assertThat(random.next()).isEqualTo(0x6E789E6AA1B965F4L);
    assertThat(random.next()).isEqualTo(0x06C45D188009454FL);
  }

  @Test
  void unitsAreUniformAndNormalsNormal() {
    SplitMix64 random = new SplitMix64(5);
    double sum = 0;
    double squares = 0;
    int n = 20_000;
    for (int i = 0; i < n; i++) {
      assertThat(random.unit()).isBetween(0., 1.);
      double x = random.normal(2, 3) - 2;
      sum += x;
      squares += x * x;
    }
    assertThat(sum / n).isCloseTo(0, within(.1));
    assertThat(Math.sqrt(squares / n)).isCloseTo(3, within(.1));
  }
}
