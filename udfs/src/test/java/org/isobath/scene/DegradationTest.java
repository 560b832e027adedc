package org.isobath.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.Map;
import org.isobath.image.Image;
import org.isobath.quality.ImageMetric;
import org.junit.jupiter.api.Test;

class DegradationTest {
  private static final Image PICTURE = new SceneUri(3, 96, 72).render().image();

  @Test
  void a_number_says_which_and_how_strongly_and_all_come_equally_often() {
    Map<Degradation, Integer> counts = new EnumMap<>(Degradation.class);
    for (long seed = 1; seed < 2000; seed += 2) {
      counts.merge(Degradation.of(seed), 1, Integer::sum);
      assertThat(Degradation.of(seed)).isEqualTo(Degradation.of(seed));
    }
    for (Degradation degradation : Degradation.values()) {
      assertThat(counts.get(degradation)).as(degradation.label()).isBetween(160, 240);
    }
    for (Degradation degradation : Degradation.values()) {
      assertThat(degradation.apply(PICTURE, 5).rgb())
          .as(degradation.label())
          .isEqualTo(degradation.apply(PICTURE, 5).rgb());
    }
  }

  @Test
  void pictures_are_damaged_as_the_names_say_and_mistakes_leave_them() {
    double sharp = ImageMetric.LAPLACIAN_VARIANCE.score(PICTURE);
    for (long seed = 0; seed < 8; seed++) {
      Image soft = Degradation.BLUR.apply(PICTURE, seed);
      assertThat(ImageMetric.LAPLACIAN_VARIANCE.score(soft)).isLessThan(0.7 * sharp);
      assertThat(ImageMetric.LUMA_MEAN.score(soft))
          .as("blur keeps the light")
          .isCloseTo(ImageMetric.LUMA_MEAN.score(PICTURE), within(15.0));
      assertThat(ImageMetric.LAPLACIAN_VARIANCE.score(Degradation.NOISE.apply(PICTURE, seed)))
          .isGreaterThan(sharp + 500);
      assertThat(ImageMetric.BLOCKINESS.score(Degradation.JPEG.apply(PICTURE, seed)))
          .isGreaterThan(1.2 * ImageMetric.BLOCKINESS.score(PICTURE));
      assertThat(Degradation.WRONG_MODEL.apply(PICTURE, seed)).isSameAs(PICTURE);
      assertThat(Degradation.SHUFFLED_DEPTH.apply(PICTURE, seed)).isSameAs(PICTURE);
    }
    assertThat(Degradation.BLUR.apply(PICTURE, 1).rgb())
        .as("other strengths")
        .isNotEqualTo(Degradation.BLUR.apply(PICTURE, 2).rgb());
  }

  @Test
  void a_blurred_plain_stays_plain() {
    byte[] rgb = new byte[3 * 40 * 30];
    java.util.Arrays.fill(rgb, (byte) 200);
    assertThat(Degradation.BLUR.apply(new Image(40, 30, rgb), 1).rgb()).isEqualTo(rgb);
  }
}
