package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReductionTest {
  private static final Image PICTURE = Samples.picture(320, 192);

  private static Decoded decode(byte[] bytes, int factor) throws Rejected {
    return ImageDecoder.decode(bytes, DecodeOptions.DEFAULT, (width, height) -> factor);
  }

  @ParameterizedTest
  @CsvSource({
    "2240, 1792, 240, 192, 8",
    "1919, 1792, 240, 192, 4",
    "2240, 1535, 240, 192, 4",
    "960, 768, 240, 192, 4",
    "640, 480, 256, 192, 2",
    "480, 384, 240, 192, 2",
    "479, 384, 240, 192, 1",
    "100, 80, 240, 192, 1",
    "100000, 80000, 10, 10, 8"
  })
  void the_largest_factor_leaves_no_side_smaller_than_wanted(
      int width, int height, int wantedWidth, int wantedHeight, int factor) {
    assertThat(Reduction.largest(width, height, wantedWidth, wantedHeight)).isEqualTo(factor);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void a_reduced_picture_is_the_upright_one_averaged(int orientation) throws Rejected {
    byte[] jpeg = Samples.withExif(Samples.jpeg(PICTURE), Samples.exif(orientation));
    Image whole = ImageDecoderTest.decode(jpeg).image();
    for (int factor : new int[] {2, 4, 8}) {
      Decoded reduced = decode(jpeg, factor);
      assertThat(reduced.header()).isEqualTo(ImageDecoderTest.decode(jpeg).header());
      Image averaged =
          Resize.apply(whole, whole.width() / factor, whole.height() / factor, Interpolation.AREA);
      // a wrong turn puts the bright corner elsewhere: more than 20
      assertThat(ImageDecoderTest.meanDifference(reduced.image(), averaged))
          .as("factor %d", factor)
          .isLessThan(2);
    }
  }

  @Test
  void the_factor_is_asked_for_with_the_upright_sides_and_may_refuse() throws Rejected {
    byte[] jpeg = Samples.withExif(Samples.jpeg(Samples.picture(61, 45)), Samples.exif(6));
    int[] asked = new int[2];
    Image image =
        ImageDecoder.decode(
                jpeg,
                DecodeOptions.DEFAULT,
                (width, height) -> {
                  asked[0] = width;
                  asked[1] = height;
                  return 4;
                })
            .image();
    assertThat(asked).containsExactly(45, 61);
    assertThat(new int[] {image.width(), image.height()})
        .as("sides rounded up")
        .containsExactly(12, 16);
    assertThatThrownBy(
            () ->
                ImageDecoder.decode(
                    jpeg,
                    DecodeOptions.DEFAULT,
                    (width, height) -> {
                      throw new Rejected(Reason.MODEL_LIMITS, "too small");
                    }))
        .isInstanceOf(Rejected.class)
        .hasMessageContaining("too small");
  }

  @Test
  void other_formats_and_inks_are_decoded_whole() throws Rejected {
    for (Map.Entry<String, byte[]> file : Samples.ofEveryFormat(PICTURE).entrySet()) {
      boolean jpeg = file.getKey().contains("jpeg");
      assertThat(decode(file.getValue(), 4).image().width())
          .as(file.getKey())
          .isEqualTo(jpeg ? 80 : 320);
    }
    byte[] inks = Samples.resource("cmyk.jpg");
    assertThat(decode(inks, 4).image().rgb())
        .isEqualTo(ImageDecoderTest.decode(inks).image().rgb());
  }

  @Test
  void colours_of_a_profile_are_converted_at_the_smaller_size() throws Rejected {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    byte[] segment =
        Samples.concat(
            "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII), Samples.ints(1, 1), profile);
    byte[] grey = new byte[3 * 32 * 32];
    Arrays.fill(grey, (byte) 55);
    byte[] jpeg = Samples.withSegment(Samples.jpeg(new Image(32, 32, grey)), 0xe2, segment);
    Decoded decoded = decode(jpeg, 8);
    assertThat(decoded.flags()).containsExactly("icc_converted");
    assertThat(decoded.image().rgb()).hasSize(3 * 4 * 4);
    assertThat(decoded.image().at(2, 2, 1))
        .isEqualTo(ImageDecoderTest.decode(jpeg).image().at(16, 16, 1))
        .as("linear 55 of 255 is lighter in sRGB")
        .isGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void a_cut_jpeg_closed_with_an_end_marker_is_rejected(int factor) {
    byte[] jpeg = Samples.jpeg(PICTURE);
    byte[] closed =
        Samples.concat(Arrays.copyOf(jpeg, jpeg.length * 9 / 10), Samples.ints(0xff, 0xd9));
    assertThatThrownBy(() -> decode(closed, factor))
        .isInstanceOfSatisfying(
            Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.TRUNCATED))
        .hasMessageContaining("premature end of data segment");
  }

  @Test
  void a_progressive_jpeg_is_reduced_too() throws Rejected {
    assertThat(decode(Samples.progressiveJpeg(PICTURE), 8).image().height()).isEqualTo(24);
  }

  @Test
  void other_factors_are_a_mistake_of_the_program() {
    assertThatThrownBy(() -> decode(Samples.jpeg(PICTURE), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a JPEG is reduced by 2, 4 or 8: 3");
  }
}
