package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.isobath.image.Image;
import org.junit.jupiter.api.Test;

class SampledTest {
  @Test
  void places_are_the_middles_of_equal_parts() {
    assertThat(Sampled.places(5)).containsExactly(0, 1, 2, 3, 4);
    assertThat(Sampled.places(256)).hasSize(256).startsWith(0, 1).endsWith(254, 255);
    assertThat(Sampled.places(512)).hasSize(256).startsWith(1, 3, 5).endsWith(509, 511);
    assertThat(Sampled.places(40_000_000)).hasSize(256).startsWith(78_125).endsWith(39_921_875);
  }

  @Test
  void a_small_plane_is_its_own_sample() {
    float[] small = {1, 2, 3, 4, 5, 6};
    assertThat(Sampled.values(small, 3)).isSameAs(small);
    float[] wide = new float[1024];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = i;
    }
    // two rows of 512
    assertThat(Sampled.values(wide, 512)).hasSize(512).startsWith(1, 3).endsWith(1021, 1023);
  }

  @Test
  void colours_are_those_of_the_places() {
    Image image = new Image(2, 1, new byte[] {1, 2, 3, (byte) 255, (byte) 128, 0});
    assertThat(Sampled.colours(image)).containsExactly(0x010203, 0xff8000);
  }
}
