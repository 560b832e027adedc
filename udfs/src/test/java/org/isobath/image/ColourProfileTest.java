package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.isobath.Rejected;
import org.junit.jupiter.api.Test;

class ColourProfileTest {
  private static byte[] profile(int colourSpace) {
    return ICC_Profile.getInstance(colourSpace).getData();
  }

  private static Decoded pixel(int colourType, byte[] icc, int... samples) throws Rejected {
    byte[][] row = {Samples.ints(samples)};
    return ImageDecoderTest.decode(Samples.png(1, 1, 8, colourType, row, Samples.iccChunk(icc)));
  }

  @Test
  void an_srgb_profile_changes_nothing() throws Rejected {
    Decoded decoded = pixel(2, profile(ColorSpace.CS_sRGB), 200, 100, 3);
    assertThat(decoded.image().rgb()).isEqualTo(Samples.ints(200, 100, 3));
    assertThat(decoded.flags()).isEmpty();
    assertThat(decoded.header().icc()).isTrue();
  }

  @Test
  void linear_light_is_brought_to_the_srgb_curve() throws Rejected {
    // 1.055 * (128 / 255)^(1 / 2.4) - 0.055 = 0.7366
    Decoded decoded = pixel(2, profile(ColorSpace.CS_LINEAR_RGB), 128, 0, 255);
    assertThat(decoded.image().at(0, 0, 0)).isCloseTo(188, within(1));
    assertThat(decoded.image().at(0, 0, 1)).isCloseTo(0, within(1));
    assertThat(decoded.image().at(0, 0, 2)).isCloseTo(255, within(1));
    assertThat(decoded.flags()).containsExactly("icc_converted");
  }

  @Test
  void display_p3_is_converted_whatever_the_container() throws Rejected {
    // P3 to sRGB in linear light: 1.2249 -0.2247 0; -0.0420 1.0419 0; -0.0197 -0.0786 1.0979
    double r = linear(200);
    double g = linear(100);
    double b = linear(90);
    int[] expected = {
      encoded(1.2249 * r - 0.2247 * g),
      encoded(-0.0420 * r + 1.0419 * g),
      encoded(-0.0197 * r - 0.0786 * g + 1.0979 * b)
    };
    byte[] p3 = displayP3();
    Decoded png = pixel(2, p3, 200, 100, 90);
    assertThat(png.flags()).containsExactly("icc_converted");
    byte[] rgb = new byte[3 * 32 * 32];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) 200;
      rgb[i + 1] = 100;
      rgb[i + 2] = 90;
    }
    byte[] segment =
        Samples.concat("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII), Samples.ints(1, 1), p3);
    byte[] jpeg = Samples.withSegment(Samples.jpeg(new Image(32, 32, rgb)), 0xe2, segment);
    for (int c = 0; c < 3; c++) {
      assertThat(png.image().at(0, 0, c)).isCloseTo(expected[c], within(1));
      assertThat(ImageDecoderTest.decode(jpeg).image().at(9, 9, c))
          .isCloseTo(expected[c], within(3));
    }
    // the point of it all: more than a rounding away from what is stored
    assertThat(expected[0]).isGreaterThan(210);
  }

  @Test
  void grey_profiles_apply_to_grey_only() throws Rejected {
    byte[] linearGrey = profile(ColorSpace.CS_GRAY);
    Decoded grey = pixel(0, linearGrey, 128);
    assertThat(grey.flags()).containsExactly("icc_converted");
    assertThat(grey.image().at(0, 0, 0)).isCloseTo(188, within(1));
    Decoded colour = pixel(2, linearGrey, 1, 2, 3);
    assertThat(colour.flags()).containsExactly("icc_ignored");
    assertThat(colour.image().rgb()).isEqualTo(Samples.ints(1, 2, 3));
  }

  @Test
  void colours_are_converted_before_they_are_composited() throws Rejected {
    Decoded half = pixel(6, profile(ColorSpace.CS_LINEAR_RGB), 128, 128, 128, 128);
    assertThat(half.image().at(0, 0, 0)).isCloseTo((188 * 128 + 255 * 127) / 255, within(1));
    assertThat(half.flags()).containsExactly("alpha", "icc_converted");
  }

  @Test
  void what_cannot_be_applied_is_flagged() throws Rejected {
    assertThat(pixel(2, new byte[300], 1, 2, 3).flags()).containsExactly("icc_ignored");
    byte[] cut = Arrays.copyOf(profile(ColorSpace.CS_LINEAR_RGB), 140);
    assertThat(pixel(2, cut, 1, 2, 3).flags()).containsExactly("icc_ignored");
    byte[] segment =
        Samples.concat(
            "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII),
            Samples.ints(1, 1),
            profile(ColorSpace.CS_sRGB));
    Decoded inks =
        ImageDecoderTest.decode(Samples.withSegment(Samples.resource("cmyk.jpg"), 0xe2, segment));
    assertThat(inks.flags()).containsExactly("cmyk", "icc_ignored");
  }

  @Test
  void a_coding_tag_other_than_srgb_is_flagged() throws Rejected {
    byte[][] row = {Samples.ints(1, 2, 3)};
    byte[] p3 = Samples.chunk("cICP", Samples.ints(12, 13, 0, 1));
    byte[] srgb = Samples.chunk("cICP", Samples.ints(1, 13, 0, 1));
    assertThat(ImageDecoderTest.decode(Samples.png(1, 1, 8, 2, row, p3)).flags())
        .containsExactly("icc_ignored");
    assertThat(ImageDecoderTest.decode(Samples.png(1, 1, 8, 2, row, srgb)).flags()).isEmpty();
  }

  private static double linear(int code) {
    double v = code / 255.0;
    return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
  }

  private static int encoded(double v) {
    return (int)
        Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * Math.pow(v, 1 / 2.4) - 0.055));
  }

  /**
   * A matrix and curve profile (ICC.1:2001-04): P3 primaries adapted to D50, the sRGB curve as 1024
   * samples.
   */
  private static byte[] displayP3() {
    double[][] xyz = {
      {0.9642, 1.0, 0.8249},
      {0.51512, 0.2412, -0.00105},
      {0.29198, 0.69225, 0.04189},
      {0.1571, 0.06657, 0.78407}
    };
    String[] tags = {"wtpt", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"};
    int table = 128 + 4 + 12 * tags.length;
    int curveAt = table + 4 * 20;
    int curveSize = 12 + 2 * 1024;
    ByteBuffer b = ByteBuffer.allocate(curveAt + curveSize);
    b.putInt(0, b.capacity()).putInt(8, 0x02400000);
    b.position(12);
    b.put("mntrRGB XYZ ".getBytes(StandardCharsets.US_ASCII));
    b.position(36);
    b.put("acsp".getBytes(StandardCharsets.US_ASCII));
    b.position(68);
    b.putInt(0xf6d6).putInt(0x10000).putInt(0xd32d);
    b.position(128);
    b.putInt(tags.length);
    for (int i = 0; i < tags.length; i++) {
      b.put(tags[i].getBytes(StandardCharsets.US_ASCII));
      b.putInt(i < 4 ? table + 20 * i : curveAt).putInt(i < 4 ? 20 : curveSize);
    }
    for (double[] point : xyz) {
      b.put("XYZ ".getBytes(StandardCharsets.US_ASCII)).putInt(0);
      for (double v : point) {
        b.putInt((int) Math.round(v * 65536));
      }
    }
    b.put("curv".getBytes(StandardCharsets.US_ASCII)).putInt(0).putInt(1024);
    for (int i = 0; i < 1024; i++) {
      double v = i / 1023.0;
      double light = v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
      b.putShort((short) Math.round(light * 65535));
    }
    return b.array();
  }
}
