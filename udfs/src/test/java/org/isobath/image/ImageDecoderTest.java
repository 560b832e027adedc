package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private static final Image PICTURE = Samples.picture(61, 45);

  static Decoded decode(byte[] bytes) throws Rejected {
    return ImageDecoder.decode(bytes, DecodeOptions.DEFAULT);
  }

  private static Decoded decode(byte[] bytes, int matte) throws Rejected {
    return ImageDecoder.decode(bytes, new DecodeOptions(ImageLimits.DEFAULT, matte));
  }

  private static int[] pixel(Image image, int x, int y) {
    return new int[] {image.at(x, y, 0), image.at(x, y, 1), image.at(x, y, 2)};
  }

  static double meanDifference(Image a, Image b) {
    assertThat(a.width()).isEqualTo(b.width());
    assertThat(a.height()).isEqualTo(b.height());
    long sum = 0;
    for (int i = 0; i < a.rgb().length; i++) {
      sum += Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff));
    }
    return (double) sum / a.rgb().length;
  }

  @Test
  void lossless_formats_give_back_every_pixel() throws Rejected {
    for (Map.Entry<String, byte[]> file : Samples.ofEveryFormat(PICTURE).entrySet()) {
      String name = file.getKey();
      Decoded decoded = decode(file.getValue());
      assertThat(decoded.flags()).as(name).isEmpty();
      double tolerance =
          name.contains("jpeg") || name.contains("lossy") ? 6 : name.equals("gif") ? 25 : 0;
      assertThat(meanDifference(decoded.image(), PICTURE)).as(name).isLessThanOrEqualTo(tolerance);
    }
  }

  /**
   * Where the upright pixel (x, y) lies in the stored picture, from the standard's table of row 0
   * and column 0.
   */
  private static int[] storedAt(int orientation, int x, int y, int w, int h) {
    return switch (orientation) {
      case 1 -> new int[] {x, y};
      case 2 -> new int[] {w - 1 - x, y};
      case 3 -> new int[] {w - 1 - x, h - 1 - y};
      case 4 -> new int[] {x, h - 1 - y};
      case 5 -> new int[] {y, x};
      case 6 -> new int[] {y, h - 1 - x};
      case 7 -> new int[] {w - 1 - y, h - 1 - x};
      default -> new int[] {w - 1 - y, x};
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void every_orientation_comes_out_upright(int orientation) throws Rejected {
    byte[] block = Samples.exif(orientation);
    byte[] jpeg = Samples.jpeg(PICTURE);
    byte[][] lossless = {
      Samples.withChunks(ImageEncoder.png(PICTURE), Samples.chunk("eXIf", block)),
      Samples.tiff(61, 45, 8, 3, 1, 2, PICTURE.rgb(), 274, orientation),
      HeaderProbeTest.webpWithExif(block),
    };
    for (byte[] file : lossless) {
      checkTurned(decode(file).image(), PICTURE, orientation);
    }
    checkTurned(decode(Samples.withExif(jpeg, block)).image(), decode(jpeg).image(), orientation);
  }

  private static void checkTurned(Image upright, Image stored, int orientation) {
    boolean swap = orientation >= 5;
    assertThat(upright.width()).isEqualTo(swap ? 45 : 61);
    assertThat(upright.height()).isEqualTo(swap ? 61 : 45);
    for (int y = 0; y < upright.height(); y++) {
      for (int x = 0; x < upright.width(); x++) {
        int[] from = storedAt(orientation, x, y, 61, 45);
        assertThat(pixel(upright, x, y)).isEqualTo(pixel(stored, from[0], from[1]));
      }
    }
  }

  @Test
  void grey_becomes_three_equal_channels() throws Rejected {
    Image image = decode(Samples.png(3, 1, 8, 0, new byte[][] {Samples.ints(0, 100, 255)})).image();
    assertThat(image.rgb()).isEqualTo(Samples.ints(0, 0, 0, 100, 100, 100, 255, 255, 255));
  }

  @ParameterizedTest
  @CsvSource({"1, 128, 255", "2, 64, 85", "4, 32, 34"})
  void few_bits_are_spread_over_the_whole_range(int bits, int packed, int expected)
      throws Rejected {
    Image image = decode(Samples.png(1, 1, bits, 0, new byte[][] {Samples.ints(packed)})).image();
    assertThat(pixel(image, 0, 0)).containsExactly(expected, expected, expected);
  }

  @Test
  void sixteen_bits_are_scaled_and_rounded_not_cut() throws Rejected {
    // 128 * 257 - 129 rounds down to 127, 128 * 257 - 128 up to 128; cutting the low byte would
    // give 127 for both
    byte[] row =
        ByteBuffer.allocate(10)
            .putShort((short) 0)
            .putShort((short) (128 * 257 - 129))
            .putShort((short) (128 * 257 - 128))
            .putShort((short) 32896)
            .putShort((short) 65535)
            .array();
    Decoded decoded = decode(Samples.png(5, 1, 16, 0, new byte[][] {row}));
    assertThat(IntStream.range(0, 5).map(x -> decoded.image().at(x, 0, 1)))
        .containsExactly(0, 127, 128, 128, 255);
    assertThat(decoded.flags()).containsExactly("sixteen_bit");
  }

  @Test
  void sixteen_bit_tiff_of_either_polarity() throws Rejected {
    byte[] samples = Samples.ints(0, 0, 0x80, 0x80, 0xff, 0xff);
    Image blackIsZero = decode(Samples.tiff(3, 1, 16, 1, 1, 1, samples)).image();
    assertThat(IntStream.range(0, 3).map(x -> blackIsZero.at(x, 0, 0)))
        .containsExactly(0, 128, 255);
    Image whiteIsZero = decode(Samples.tiff(3, 1, 16, 1, 1, 0, samples)).image();
    assertThat(IntStream.range(0, 3).map(x -> whiteIsZero.at(x, 0, 0)))
        .containsExactly(255, 127, 0);
  }

  @Test
  void alpha_is_composited_over_the_matte() throws Rejected {
    byte[] png =
        Samples.png(
            3,
            1,
            8,
            6,
            new byte[][] {Samples.ints(200, 100, 0, 255, 200, 100, 0, 128, 200, 100, 0, 0)});
    Image overWhite = decode(png).image();
    assertThat(pixel(overWhite, 0, 0)).containsExactly(200, 100, 0);
    assertThat(pixel(overWhite, 1, 0)).containsExactly(227, 177, 127);
    assertThat(pixel(overWhite, 2, 0)).containsExactly(255, 255, 255);
    Image overBlue = decode(png, 0x0000ff).image();
    assertThat(pixel(overBlue, 1, 0)).containsExactly(100, 50, 127);
    assertThat(pixel(overBlue, 2, 0)).containsExactly(0, 0, 255);
    assertThat(decode(png).flags()).containsExactly("alpha");
  }

  @Test
  void an_opaque_alpha_channel_changes_nothing_and_raises_no_flag() throws Rejected {
    byte[] png = Samples.png(1, 1, 8, 6, new byte[][] {Samples.ints(9, 8, 7, 255)});
    assertThat(decode(png).flags()).isEmpty();
    assertThat(pixel(decode(png).image(), 0, 0)).containsExactly(9, 8, 7);
  }

  @Test
  void grey_with_alpha_and_sixteen_bit_alpha() throws Rejected {
    Image greyAlpha =
        decode(Samples.png(1, 1, 8, 4, new byte[][] {Samples.ints(100, 51)}), 0).image();
    assertThat(pixel(greyAlpha, 0, 0)).containsExactly(20, 20, 20);
    byte[] row = Samples.ints(0xff, 0xff, 0, 0, 0, 0, 0x80, 0x80);
    Decoded sixteen = decode(Samples.png(1, 1, 16, 6, new byte[][] {row}), 0);
    assertThat(pixel(sixteen.image(), 0, 0)).containsExactly(128, 0, 0);
    assertThat(sixteen.flags()).containsExactly("alpha", "sixteen_bit");
  }

  @Test
  void a_palette_with_transparency() throws Rejected {
    byte[] palette = Samples.chunk("PLTE", Samples.ints(255, 0, 0, 0, 200, 0));
    byte[] transparency = Samples.chunk("tRNS", Samples.ints(0, 255));
    Decoded decoded =
        decode(
            Samples.png(2, 1, 1, 3, new byte[][] {Samples.ints(0x40)}, palette, transparency),
            0x102030);
    assertThat(pixel(decoded.image(), 0, 0)).containsExactly(0x10, 0x20, 0x30);
    assertThat(pixel(decoded.image(), 1, 0)).containsExactly(0, 200, 0);
    assertThat(decoded.flags()).containsExactly("alpha");
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 128, 0", "2, 1, 64, 0", "4, 9, 144, 0", "8, 77, 77, 0", "16, 4660, 18, 52"})
  void a_transparent_grey_is_transparent_at_every_depth(int bits, int value, int high, int low)
      throws Rejected {
    byte[] key = Samples.chunk("tRNS", Samples.ints(value >> 8, value & 255));
    byte[][] transparent = {bits == 16 ? Samples.ints(high, low) : Samples.ints(high)};
    Decoded decoded = decode(Samples.png(1, 1, bits, 0, transparent, key), 0x0a0b0c);
    assertThat(pixel(decoded.image(), 0, 0)).containsExactly(10, 11, 12);
    byte[][] other = {bits == 16 ? Samples.ints(high, low + 1) : Samples.ints(0)};
    assertThat(decode(Samples.png(1, 1, bits, 0, other, key), 0x0a0b0c).flags())
        .doesNotContain("alpha");
  }

  @Test
  void a_transparent_colour_is_transparent() throws Rejected {
    byte[] key = Samples.chunk("tRNS", Samples.ints(0, 1, 0, 2, 0, 3));
    Image image =
        decode(Samples.png(2, 1, 8, 2, new byte[][] {Samples.ints(1, 2, 3, 1, 2, 4)}, key)).image();
    assertThat(pixel(image, 0, 0)).containsExactly(255, 255, 255);
    assertThat(pixel(image, 1, 0)).containsExactly(1, 2, 4);
  }

  @ParameterizedTest
  @CsvSource({"1, 100", "2, 50", "0, 50"})
  void tiff_alpha_is_premultiplied_only_where_it_says_so(int extraSamples, int expected)
      throws Rejected {
    byte[] half = Samples.ints(100, 100, 100, 128);
    byte[] tiff = Samples.tiff(1, 1, 8, 4, 1, 2, half, 338, extraSamples);
    assertThat(decode(tiff, 0).image().at(0, 0, 0)).isCloseTo(expected, within(1));
  }

  @Test
  void the_fourth_byte_of_a_plain_bitmap_is_padding() throws Rejected {
    ByteBuffer bmp = ByteBuffer.allocate(58).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put((byte) 'B')
        .put((byte) 'M')
        .putInt(58)
        .putInt(0)
        .putInt(54)
        .putInt(40)
        .putInt(1)
        .putInt(1);
    bmp.putShort((short) 1).putShort((short) 32).put(new byte[24]).put(Samples.ints(30, 20, 10, 0));
    assertThat(pixel(decode(bmp.array()).image(), 0, 0)).containsExactly(10, 20, 30);
  }

  @Test
  void an_animated_png_is_its_default_image() throws Rejected {
    byte[] png = Samples.png(1, 1, 8, 2, new byte[][] {Samples.ints(1, 2, 3)});
    byte[] acTL = Samples.chunk("acTL", ByteBuffer.allocate(8).putInt(2).array());
    ByteBuffer control = ByteBuffer.allocate(26).putInt(0).putInt(1).putInt(1);
    byte[] fcTL = Samples.chunk("fcTL", control.array());
    byte[] second =
        Samples.chunk(
            "fdAT", Samples.concat(new byte[4], Samples.deflate(Samples.ints(0, 200, 200, 200))));
    byte[] end = Arrays.copyOfRange(png, png.length - 12, png.length);
    byte[] start = Samples.withChunks(Arrays.copyOf(png, png.length - 12), acTL, fcTL);
    Decoded decoded = decode(Samples.concat(start, fcTL, second, end));
    assertThat(pixel(decoded.image(), 0, 0)).containsExactly(1, 2, 3);
    assertThat(decoded.flags()).containsExactly("animated");
  }

  @Test
  void an_animated_gif_is_its_first_frame_and_later_damage_does_not_matter() throws Rejected {
    byte[] gif = Samples.encode(PICTURE, ".gif");
    byte[] still = decode(gif).image().rgb();
    byte[] secondFrame = Samples.ints(0x2c, 0, 0, 0, 0, 255, 255, 255, 255, 0, 2, 3, 7);
    Decoded decoded = decode(Samples.concat(Arrays.copyOf(gif, gif.length - 1), secondFrame));
    assertThat(decoded.image().rgb()).isEqualTo(still);
    assertThat(decoded.flags()).containsExactly("animated");
  }

  @Test
  void pages_after_the_first_are_flagged() throws Rejected {
    byte[] tiff = Samples.tiff(PICTURE, false);
    int next = 8 + 2 + 9 * 12;
    byte[] two = Samples.concat(tiff, Arrays.copyOfRange(tiff, 8, next), new byte[4]);
    ByteBuffer.wrap(two).order(ByteOrder.LITTLE_ENDIAN).putInt(next, tiff.length);
    assertThat(decode(two).flags()).containsExactly("multi_page");
    assertThat(decode(two).image().rgb()).isEqualTo(PICTURE.rgb());
  }

  @Test
  void a_multi_picture_file_is_its_first_picture() throws Rejected {
    byte[] first = Samples.jpeg(PICTURE);
    byte[] second = Samples.jpeg(Samples.picture(30, 20));
    Decoded decoded = decode(Samples.concat(first, second));
    assertThat(decoded.image().rgb()).isEqualTo(decode(first).image().rgb());
    assertThat(decoded.flags()).isEmpty();
  }

  @Test
  void interlaced_png_equals_the_plain_one() throws IOException, Rejected {
    BufferedImage buffered = ImageIO.read(new ByteArrayInputStream(ImageEncoder.png(PICTURE)));
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(buffered, null, null), parameters);
    }
    writer.dispose();
    assertThat(bytes.toByteArray()[28]).as("interlace method").isEqualTo((byte) 1);
    assertThat(decode(bytes.toByteArray()).image().rgb()).isEqualTo(PICTURE.rgb());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cmyk.jpg", "ycck.jpg"})
  void inks_become_colours(String name) throws Rejected {
    int[][] patches = {
      {220, 30, 30}, {30, 200, 40}, {40, 50, 210}, {255, 255, 255}, {128, 128, 128}, {140, 80, 10}
    };
    Decoded decoded = decode(Samples.resource(name));
    assertThat(decoded.flags()).containsExactly("cmyk");
    for (int i = 0; i < patches.length; i++) {
      for (int c = 0; c < 3; c++) {
        assertThat(decoded.image().at(16 * i + 8, 8, c))
            .as("patch " + i)
            .isCloseTo(patches[i][c], within(3));
      }
    }
  }

  @Test
  void a_single_pixel_and_very_long_strips() throws Rejected {
    for (int[] size : List.of(new int[] {1, 1}, new int[] {10000, 10}, new int[] {7, 2000})) {
      Image strip = Samples.picture(size[0], size[1]);
      assertThat(decode(ImageEncoder.png(strip)).image().rgb()).isEqualTo(strip.rgb());
      assertThat(decode(Samples.jpeg(strip)).image().width()).isEqualTo(size[0]);
    }
  }

  @Test
  void many_threads_get_the_same_pixels() throws Rejected {
    byte[] jpeg = Samples.jpeg(Samples.picture(320, 200));
    byte[] expected = decode(jpeg).image().rgb();
    long equal =
        IntStream.range(0, 64)
            .parallel()
            .filter(
                i -> {
                  try {
                    return Arrays.equals(decode(jpeg).image().rgb(), expected);
                  } catch (Rejected wrong) {
                    return false;
                  }
                })
            .count();
    assertThat(equal).isEqualTo(64);
  }

  @Test
  void empty_input_is_empty() {
    assertThatThrownBy(() -> decode(new byte[0]))
        .isInstanceOfSatisfying(
            Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.EMPTY));
  }
}
