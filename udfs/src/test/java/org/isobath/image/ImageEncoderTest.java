package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.isobath.Rejected;
import org.junit.jupiter.api.Test;

class ImageEncoderTest {
  @Test
  void png_is_lossless() throws Rejected {
    Image image = Samples.picture(33, 21);
    assertThat(ImageDecoderTest.decode(ImageEncoder.png(image)).image().rgb())
        .isEqualTo(image.rgb());
  }

  @Test
  void grey_png_is_lossless_and_has_one_channel() throws Rejected {
    byte[] grey = {0, 1, (byte) 128, (byte) 254, (byte) 255, 77};
    byte[] png = ImageEncoder.greyPng(3, 2, grey);
    Image image = ImageDecoderTest.decode(png).image();
    for (int i = 0; i < grey.length; i++) {
      assertThat(image.at(i % 3, i / 3, 1)).isEqualTo(grey[i] & 0xff);
    }
    assertThat(HeaderProbe.probe(png).channels()).isEqualTo(1);
    assertThatThrownBy(() -> ImageEncoder.greyPng(3, 3, grey))
        .hasMessage("a grey picture of 3x3 has not 6 bytes");
  }

  @Test
  void jpeg_gets_closer_and_larger_with_quality() throws Rejected {
    Image image = Samples.picture(120, 90);
    double before = Double.MAX_VALUE;
    int length = 0;
    for (int quality : new int[] {10, 50, 90, 100}) {
      byte[] jpeg = ImageEncoder.jpeg(image, quality);
      double difference =
          ImageDecoderTest.meanDifference(ImageDecoderTest.decode(jpeg).image(), image);
      assertThat(difference).isLessThan(before);
      assertThat(jpeg.length).isGreaterThan(length);
      before = difference;
      length = jpeg.length;
    }
  }

  @Test
  void webp_is_near_the_picture_and_says_what_it_is() throws Rejected {
    Image image = Samples.picture(120, 90);
    byte[] webp = ImageEncoder.webp(image, 90);
    assertThat(ImageFormat.sniff(webp)).isEqualTo(ImageFormat.WEBP);
    assertThat(ImageDecoderTest.meanDifference(ImageDecoderTest.decode(webp).image(), image))
        .isLessThan(12);
    assertThat(ImageEncoder.webp(image, 10).length).isLessThan(webp.length);
    assertThatThrownBy(() -> ImageEncoder.webp(image, 0))
        .hasMessage("WebP quality is 1 to 100, not 0");
  }

  @Test
  void the_same_picture_gives_the_same_bytes() {
    Image image = Samples.picture(50, 40);
    assertThat(ImageEncoder.jpeg(image, 80)).isEqualTo(ImageEncoder.jpeg(image, 80));
    assertThat(ImageEncoder.png(image)).isEqualTo(ImageEncoder.png(image));
  }

  @Test
  void impossible_arguments_are_named() {
    assertThatThrownBy(() -> ImageEncoder.jpeg(Samples.picture(2, 2), 0))
        .hasMessage("JPEG quality is 1 to 100, not 0");
    assertThatThrownBy(() -> ImageEncoder.jpeg(Samples.picture(65_501, 1), 90))
        .hasMessage("a JPEG side is at most 65500: 65501x1; use png");
  }
}
