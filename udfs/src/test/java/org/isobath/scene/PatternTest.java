package org.isobath.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PatternTest {
  @ParameterizedTest
  @EnumSource(Pattern.class)
  void blendIsAShareAndItsMeanIsTheDeclaredOne(Pattern pattern) {
    SplitMix64 random = new SplitMix64(11);
    double sum = 0;
    int n = 20_000;
    for (int i = 0; i < n; i++) {
      double blend = pattern.blend(random.between(-40, 40), random.between(-40, 40), i % 16);
      assertThat(blend).isBetween(0., 1.);
      sum += blend;
    }
    assertThat(sum / n).isCloseTo(pattern.mean(), within(.03));
  }

  @ParameterizedTest
  @EnumSource(Pattern.class)
  void farAwayAPatternFadesToItsMean(Pattern pattern) {
    Texture texture = new Texture(pattern, Paint.RED, new Rgb(0, 0, 0), new Rgb(1, 1, 1), .5, 0, 3);
    double[] colour = new double[3];
    texture.reflectance(12.3, 4.5, 50, colour);
    assertThat(colour[0]).isCloseTo(pattern.mean(), within(.02));
  }
}
