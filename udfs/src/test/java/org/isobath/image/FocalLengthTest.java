package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FocalLengthTest {
  private static Double pixels(int width, int height, Double mm, Double film, Double perMm) {
    return pixels(width, height, new Exif(1, mm, film, perMm, null, null));
  }

  private static Double pixels(int width, int height, Exif exif) {
    return FocalLength.pixels(
        new ImageHeader(ImageFormat.JPEG, width, height, 3, 8, 1, 1, false, false, false, exif));
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

  /** A photograph of 4000x3000, 24 mm of film: 2666.67 pixels; 5 mm on 640 pixels/mm: 3200. */
  @Test
  void whatWasScaledSinceItWasTakenIsFollowed() {
    Exif film = new Exif(1, 5.0, 24.0, 640.0, 4000.0, 3000.0);
    Exif sensor = new Exif(1, 5.0, null, 640.0, 4000.0, 3000.0);
    assertThat(pixels(4000, 3000, film)).isCloseTo(2666.67, within(0.01));
    assertThat(pixels(1000, 750, film)).isCloseTo(666.67, within(0.01));
    assertThat(pixels(1000, 750, sensor)).isEqualTo(800);
    assertThat(pixels(750, 1000, sensor)).as("turned as well").isEqualTo(800);
    assertThat(pixels(1024, 769, sensor)).as("rounded sides").isCloseTo(819.2, within(1e-9));
    assertThat(pixels(8000, 6000, sensor)).as("enlarged").isEqualTo(6400);
  }

  @Test
  void whatWasCroppedKeepsItsFocalLength() {
    Exif film = new Exif(1, 5.0, 24.0, 640.0, 4000.0, 3000.0);
    assertThat(pixels(3000, 3000, film)).isCloseTo(2666.67, within(0.01));
    assertThat(pixels(4000, 200, film)).isCloseTo(2666.67, within(0.01));
    assertThat(pixels(150, 3000, film)).as("a strip across").isCloseTo(2666.67, within(0.01));
    assertThat(pixels(1080, 1350, film)).as("perhaps scaled as well").isNull();
    assertThat(pixels(5000, 2000, film)).as("cropped and enlarged").isNull();
  }

  @Test
  void unknownAndImpossibleAreNull() {
    assertThat(pixels(4000, 3000, 5.0, null, null)).isNull();
    assertThat(pixels(4000, 3000, null, null, 640.0)).isNull();
    assertThat(pixels(4000, 3000, null, 65535.0, null)).isNull();
    assertThat(pixels(4000, 3000, 5.0, null, 0.01)).isNull();
  }
}
