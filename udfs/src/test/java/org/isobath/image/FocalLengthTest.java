package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FocalLengthTest {
  private static Double pixels(int width, int height, Double mm, Double film, Double perMm) {
    return FocalLength.pixels(
        new ImageHeader(
            ImageFormat.JPEG,
            width,
            height,
            3,
            8,
            1,
            1,
            false,
            false,
            false,
            new Exif(1, mm, film, perMm)));
  }

  @Test
  void filmEquivalentIsAlongTheLongerSide() {
    assertThat(pixels(3600, 2400, 4.2, 28.0, 500.0)).isEqualTo(2800);
    assertThat(pixels(2400, 3600, 4.2, 28.0, 500.0)).isEqualTo(2800);
  }

  @Test
  void elseTheSensorTells() {
    assertThat(pixels(4000, 3000, 5.0, null, 640.0)).isEqualTo(3200);
  }

  @Test
  void unknownAndImpossibleAreNull() {
    assertThat(pixels(4000, 3000, 5.0, null, null)).isNull();
    assertThat(pixels(4000, 3000, null, null, 640.0)).isNull();
    assertThat(pixels(4000, 3000, null, 65535.0, null)).isNull();
    assertThat(pixels(4000, 3000, 5.0, null, 0.01)).isNull();
  }
}
