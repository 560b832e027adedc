package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.junit.jupiter.api.Test;

/**
 * Cut, closed and mutated files: rejected in words, or whole; never a crash, never a picture that
 * is filled in.
 */
class DamagedFilesTest {
  private static final Image PICTURE = Samples.picture(160, 120);

  private static void rejects(byte[] bytes, Reason reason, String words) {
    assertThatThrownBy(() -> ImageDecoderTest.decode(bytes))
        .isInstanceOfSatisfying(Rejected.class, r -> assertThat(r.reason()).isEqualTo(reason))
        .hasMessageContaining(words);
  }

  @Test
  void every_prefix_is_rejected_or_the_whole_picture() throws Rejected {
    for (Map.Entry<String, byte[]> file : Samples.ofEveryFormat(PICTURE).entrySet()) {
      byte[] whole = file.getValue();
      byte[] pixels = ImageDecoderTest.decode(whole).image().rgb();
      int rejected = 0;
      int tried = 0;
      int step = whole.length > 20_000 ? 37 * 13 : 37;
      for (int length = 0; length < whole.length; length += step, tried++) {
        try {
          byte[] got = ImageDecoderTest.decode(Arrays.copyOf(whole, length)).image().rgb();
          assertThat(got)
              .as(file.getKey() + " cut at " + length + " of " + whole.length)
              .isEqualTo(pixels);
        } catch (Rejected expected) {
          assertThat(expected.reason()).isNotEqualTo(Reason.TOO_MANY_PIXELS);
          assertThat(expected.getMessage()).isNotBlank();
          rejected++;
        }
      }
      // only what ends in bytes that make no pixels may still be whole
      assertThat(rejected).as(file.getKey()).isGreaterThanOrEqualTo(tried - 2);
    }
  }

  @Test
  void a_cut_file_says_where_its_data_ends() {
    byte[] jpeg = Samples.jpeg(PICTURE);
    rejects(
        Arrays.copyOf(jpeg, jpeg.length / 2),
        Reason.TRUNCATED,
        "without an end marker: the data ends at byte " + jpeg.length / 2);
    byte[] png = ImageEncoder.png(PICTURE);
    rejects(Arrays.copyOf(png, png.length - 20), Reason.TRUNCATED, "PNG cut in its chunk IDAT");
    rejects(Arrays.copyOf(png, png.length - 12), Reason.TRUNCATED, "PNG without its IEND chunk");
    byte[] gif = Samples.encode(PICTURE, ".gif");
    rejects(Arrays.copyOf(gif, gif.length - 40), Reason.TRUNCATED, "GIF whose first frame is cut");
    byte[] webp = Samples.losslessWebp(PICTURE);
    rejects(
        Arrays.copyOf(webp, webp.length - 10),
        Reason.TRUNCATED,
        "the data ends at byte " + (webp.length - 10));
    byte[] bmp = Samples.encode(PICTURE, ".bmp");
    rejects(
        Arrays.copyOf(bmp, bmp.length - 1),
        Reason.TRUNCATED,
        "BMP whose rows end at byte " + bmp.length);
    byte[] tiff = Samples.tiff(PICTURE, false);
    rejects(
        Arrays.copyOf(tiff, tiff.length - 1),
        Reason.TRUNCATED,
        "TIFF whose pixels end at byte " + tiff.length);
  }

  /**
   * A download that broke off and was closed by a repair tool decodes, half grey, in every decoder
   * at hand.
   */
  @Test
  void a_cut_jpeg_closed_with_an_end_marker_is_rejected() {
    for (byte[] jpeg :
        new byte[][] {
          Samples.jpeg(PICTURE), Samples.encode(PICTURE, ".jpg", 4, 2), Samples.resource("cmyk.jpg")
        }) {
      int cut = jpeg.length * 9 / 10;
      rejects(
          Samples.concat(Arrays.copyOf(jpeg, cut), Samples.ints(0xff, 0xd9)),
          Reason.TRUNCATED,
          "premature end of data segment");
    }
  }

  @Test
  void a_progressive_jpeg_cut_between_scans_is_rejected() {
    byte[] jpeg = Samples.progressiveJpeg(PICTURE);
    int third = 0;
    for (int i = 0, scans = 0; i < jpeg.length - 1 && third == 0; i++) {
      boolean scan = jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xda;
      third = scan && ++scans == 3 ? i : 0;
    }
    rejects(
        Samples.concat(Arrays.copyOf(jpeg, third), Samples.ints(0xff, 0xd9)),
        Reason.TRUNCATED,
        "of 64 coefficients complete for component");
  }

  @Test
  void a_progressive_jpeg_of_endless_scans_is_not_decoded() {
    byte[] jpeg = Samples.progressiveJpeg(PICTURE);
    byte[] scan = Samples.ints(0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 1, 0);
    byte[][] parts = new byte[202][];
    Arrays.fill(parts, scan);
    parts[0] = Arrays.copyOf(jpeg, jpeg.length - 2);
    parts[201] = Samples.ints(0xff, 0xd9);
    rejects(Samples.concat(parts), Reason.BAD_HEADER, "scans; 100 are read");
  }

  @Test
  void tiles_far_larger_than_their_page_are_not_decoded() {
    byte[] tiff = Samples.tiff(64, 64, 8, 3, 1, 2, new byte[64], 322, 32768, 323, 32768);
    rejects(tiff, Reason.BAD_HEADER, "TIFF of 64x64 pixels with tiles of 32768x32768");
  }

  @Test
  void a_sound_picture_that_ends_in_mid_grey_is_kept() throws Rejected {
    byte[] rgb = new byte[3 * 64 * 64];
    Arrays.fill(rgb, (byte) 128);
    Arrays.fill(rgb, 0, 3 * 64 * 16, (byte) 20);
    Image grey = new Image(64, 64, rgb);
    assertThat(ImageDecoderTest.decode(Samples.jpeg(grey)).image().at(63, 63, 1)).isEqualTo(128);
    assertThat(ImageDecoderTest.decode(Samples.progressiveJpeg(grey)).image().at(63, 63, 1))
        .isEqualTo(128);
  }

  @Test
  void a_png_with_too_few_rows_or_a_broken_stream_is_rejected() {
    byte[][] rows = new byte[20][3 * 40];
    byte[] half =
        Samples.concat(
            Samples.PNG_SIGNATURE,
            Samples.ihdr(40, 40, 8, 2),
            Samples.chunk("IDAT", Samples.deflate(Samples.filtered(rows))),
            Samples.chunk("IEND", new byte[0]));
    rejects(half, Reason.TRUNCATED, "the data ends before the picture does");
    byte[] png = ImageEncoder.png(PICTURE);
    png[png.length / 2] ^= 0x55;
    rejects(png, Reason.CORRUPT, "png: ");
    byte[] noPixels =
        Samples.concat(
            Samples.PNG_SIGNATURE, Samples.ihdr(4, 4, 8, 2), Samples.chunk("IEND", new byte[0]));
    rejects(noPixels, Reason.CORRUPT, "no IDAT chunk");
  }

  @Test
  void a_megabyte_of_zeros_in_a_text_chunk_is_never_inflated() throws Rejected {
    byte[] key = "Comment\0\0".getBytes(StandardCharsets.US_ASCII);
    byte[] bomb = Samples.chunk("zTXt", Samples.concat(key, Samples.deflate(new byte[64 << 20])));
    byte[] exifKey = "Raw profile type exif\0\0".getBytes(StandardCharsets.US_ASCII);
    byte[] exifBomb =
        Samples.chunk("zTXt", Samples.concat(exifKey, Samples.deflate(new byte[64 << 20])));
    byte[] iccBomb = Samples.iccChunk(new byte[64 << 20]);
    byte[] png = Samples.withChunks(ImageEncoder.png(PICTURE), bomb, exifBomb, iccBomb);
    Decoded decoded = ImageDecoderTest.decode(png);
    assertThat(decoded.image().rgb()).isEqualTo(PICTURE.rgb());
    assertThat(decoded.flags()).containsExactly("icc_ignored");
  }

  @Test
  void mutated_files_are_rejected_or_decoded_and_nothing_else() {
    Random random = new Random(20260);
    Image small = Samples.picture(48, 36);
    ImageLimits limits = new ImageLimits(1 << 20, 1 << 20, 4096, 100);
    int outcomes = 0;
    for (Map.Entry<String, byte[]> file : Samples.ofEveryFormat(small).entrySet()) {
      for (int i = 0; i < 60; i++) {
        byte[] bytes = file.getValue().clone();
        int reach = i % 2 == 0 ? Math.min(bytes.length, 120) : bytes.length;
        for (int k = 0; k <= i % 5; k++) {
          bytes[random.nextInt(reach)] = (byte) random.nextInt(256);
        }
        try {
          ImageHeader header = HeaderProbe.probe(bytes);
          Decoded decoded = ImageDecoder.decode(bytes, new DecodeOptions(limits, 0));
          assertThat(decoded.image().width()).isEqualTo(header.uprightWidth());
        } catch (Rejected fine) {
          assertThat(fine.getMessage()).isNotBlank();
        } catch (RuntimeException | Error wrong) {
          fail(file.getKey() + ", mutation " + i, wrong);
        }
        outcomes++;
      }
    }
    assertThat(outcomes).isEqualTo(11 * 60);
  }
}
