package org.isobath.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.junit.jupiter.api.Test;

class HeaderProbeTest {
  private static final Image PICTURE = Samples.picture(61, 45);

  private static void rejects(byte[] bytes, Reason reason, String words) {
    assertThatThrownBy(() -> HeaderProbe.probe(bytes))
        .isInstanceOfSatisfying(Rejected.class, r -> assertThat(r.reason()).isEqualTo(reason))
        .hasMessageContaining(words);
  }

  @Test
  void every_format_tells_its_size() throws Rejected {
    for (Map.Entry<String, byte[]> file : Samples.ofEveryFormat(PICTURE).entrySet()) {
      ImageHeader header = HeaderProbe.probe(file.getValue());
      assertThat(header.width()).as(file.getKey()).isEqualTo(61);
      assertThat(header.height()).as(file.getKey()).isEqualTo(45);
      assertThat(header.channels()).as(file.getKey()).isEqualTo(3);
      assertThat(header.bitDepth()).as(file.getKey()).isEqualTo(8);
      assertThat(header.frames()).as(file.getKey()).isEqualTo(1);
      assertThat(header.orientation()).as(file.getKey()).isEqualTo(1);
      assertThat(header.icc()).as(file.getKey()).isFalse();
      assertThat(header.exif()).as(file.getKey()).isEqualTo(Exif.NONE);
    }
  }

  @Test
  void channels_and_depth_are_those_stored() throws Rejected {
    byte[][] row = {new byte[8]};
    assertThat(HeaderProbe.probe(Samples.png(1, 1, 16, 0, row)))
        .extracting(ImageHeader::channels, ImageHeader::bitDepth, ImageHeader::alpha)
        .containsExactly(1, 16, false);
    assertThat(HeaderProbe.probe(Samples.png(1, 1, 8, 4, row)))
        .extracting(ImageHeader::channels, ImageHeader::bitDepth, ImageHeader::alpha)
        .containsExactly(2, 8, true);
    assertThat(HeaderProbe.probe(Samples.png(1, 1, 16, 6, row)))
        .extracting(ImageHeader::channels, ImageHeader::bitDepth, ImageHeader::alpha)
        .containsExactly(4, 16, true);
    assertThat(HeaderProbe.probe(Samples.png(1, 1, 1, 3, row, Samples.chunk("PLTE", new byte[6]))))
        .extracting(ImageHeader::channels, ImageHeader::bitDepth, ImageHeader::alpha)
        .containsExactly(3, 1, false);
    assertThat(HeaderProbe.probe(Samples.resource("cmyk.jpg")))
        .extracting(ImageHeader::channels, ImageHeader::cmyk, ImageHeader::alpha)
        .containsExactly(4, true, false);
  }

  @Test
  void orientation_and_focal_fields_come_from_exif_in_every_container() throws Rejected {
    byte[] block = Samples.exif(ByteOrder.BIG_ENDIAN, 6, 425, 26, 4000, 3);
    byte[] hex =
        ("\nexif\n" + (block.length + 6) + "\n457869660000\n" + hex(block)).getBytes(US_ASCII);
    byte[] key = "Raw profile type exif\0".getBytes(US_ASCII);
    byte[] png = ImageEncoder.png(PICTURE);
    byte[][] files = {
      Samples.withExif(Samples.jpeg(PICTURE), block),
      Samples.withChunks(png, Samples.chunk("eXIf", block)),
      Samples.withChunks(png, Samples.chunk("tEXt", Samples.concat(key, hex))),
      Samples.withChunks(
          png, Samples.chunk("zTXt", Samples.concat(key, Samples.ints(0), Samples.deflate(hex)))),
      webpWithExif(block),
    };
    for (byte[] file : files) {
      ImageHeader header = HeaderProbe.probe(file);
      assertThat(header.orientation()).isEqualTo(6);
      assertThat(header.uprightWidth()).isEqualTo(45);
      assertThat(header.uprightHeight()).isEqualTo(61);
      assertThat(header.focalMm()).isEqualTo(4.25);
      assertThat(header.focal35mm()).isEqualTo(26.0);
      assertThat(header.exif().pixelsPerMm()).isEqualTo(400.0);
    }
  }

  @Test
  void orientation_of_a_tiff_is_its_own_field() throws Rejected {
    byte[] tiff = Samples.tiff(2, 1, 8, 3, 1, 2, new byte[6], 274, 5);
    assertThat(HeaderProbe.probe(tiff).orientation()).isEqualTo(5);
    assertThat(HeaderProbe.probe(tiff).uprightHeight()).isEqualTo(2);
  }

  @Test
  void an_invalid_orientation_is_upright() throws Rejected {
    for (int value : new int[] {0, 9, 65535}) {
      assertThat(
              HeaderProbe.probe(Samples.withExif(Samples.jpeg(PICTURE), Samples.exif(value)))
                  .orientation())
          .isEqualTo(1);
    }
  }

  @Test
  void frames_are_counted() throws Rejected {
    byte[] gif = Samples.encode(PICTURE, ".gif");
    assertThat(HeaderProbe.probe(gif).frames()).isEqualTo(1);
    byte[] acTL = Samples.chunk("acTL", ByteBuffer.allocate(8).putInt(7).array());
    byte[] fcTL = Samples.chunk("fcTL", new byte[26]);
    byte[] png = ImageEncoder.png(PICTURE);
    assertThat(HeaderProbe.probe(Samples.withChunks(png, acTL, fcTL)).frames()).isEqualTo(7);
    // the default image is not part of the animation, yet a picture of the file
    assertThat(HeaderProbe.probe(Samples.withChunks(png, acTL)).frames()).isEqualTo(8);
  }

  @Test
  void a_ring_of_tiff_pages_ends() throws Rejected {
    byte[] tiff = Samples.tiff(PICTURE, false);
    int next = 8 + 2 + 9 * 12;
    ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN).putInt(next, 8);
    assertThat(HeaderProbe.probe(tiff).frames()).isEqualTo(1);
  }

  @Test
  void a_profile_is_noticed() throws Rejected {
    byte[] icc =
        Samples.concat("ICC_PROFILE\0".getBytes(US_ASCII), Samples.ints(1, 1), new byte[200]);
    assertThat(HeaderProbe.probe(Samples.withSegment(Samples.jpeg(PICTURE), 0xe2, icc)).icc())
        .isTrue();
    assertThat(
            HeaderProbe.probe(
                    Samples.withChunks(ImageEncoder.png(PICTURE), Samples.iccChunk(new byte[200])))
                .icc())
        .isTrue();
  }

  @Test
  void junk_and_fill_bytes_between_jpeg_segments_are_skipped() throws Rejected {
    byte[] jpeg = Samples.jpeg(PICTURE);
    byte[] junk = Samples.ints(0, 1, 2, 0xff, 0, 7, 0xff, 0xff, 0xff);
    byte[] file =
        Samples.concat(Arrays.copyOf(jpeg, 2), junk, Arrays.copyOfRange(jpeg, 3, jpeg.length));
    assertThat(
            HeaderProbe.probe(
                    Samples.concat(
                        Samples.ints(0xff, 0xd8, 0xff), Arrays.copyOfRange(file, 2, file.length)))
                .width())
        .isEqualTo(61);
  }

  @Test
  void nothing_is_said_to_be_nothing() {
    rejects(new byte[0], Reason.EMPTY, "0 bytes");
  }

  @Test
  void anything_else_is_named_by_how_it_begins() {
    rejects(
        "<html><body>404".getBytes(US_ASCII),
        Reason.UNSUPPORTED_FORMAT,
        "begins with \"<html><body>404\"");
    rejects(
        "\0\0\0\u001cftypavif\0\0\0\0avif".getBytes(ISO_8859_1),
        Reason.UNSUPPORTED_FORMAT,
        "avif is not one of");
    rejects(new byte[] {0}, Reason.UNSUPPORTED_FORMAT, "begins with \".\"");
  }

  @Test
  void contradictions_in_headers_are_named() {
    byte[][] row = {new byte[8]};
    rejects(Samples.png(0, 5, 8, 2, row), Reason.BAD_HEADER, "PNG of 0x5 pixels");
    rejects(Samples.png(1, 1, 3, 2, row), Reason.BAD_HEADER, "PNG colour type 2 with bit depth 3");
    rejects(
        "GIF89a\0\0\u0004\0\0\0\0".getBytes(ISO_8859_1), Reason.BAD_HEADER, "GIF of 0x4 pixels");
    rejects(Samples.ints(0xff, 0xd8, 0xff, 0xd9, 0, 0), Reason.BAD_HEADER, "before its first scan");
    rejects(Samples.tiff(0, 4, 8, 3, 1, 2, new byte[1]), Reason.BAD_HEADER, "TIFF of 0x4 pixels");
    rejects(
        Samples.tiff(4, 4, 8, 2, 1, 1, new byte[32], 338, 2),
        Reason.UNSUPPORTED_FORMAT,
        "grey with alpha");
    rejects(
        Samples.tiff(4, 4, 32, 1, 1, 1, new byte[64], 339, 3),
        Reason.UNSUPPORTED_FORMAT,
        "32-bit samples of format 3");
    rejects(
        Samples.tiff(4, 4, 8, 3, 1, 8, new byte[48]),
        Reason.UNSUPPORTED_FORMAT,
        "photometric interpretation 8");
  }

  @Test
  void a_header_that_is_cut_says_where() {
    rejects(
        Arrays.copyOf(Samples.jpeg(PICTURE), 100), Reason.TRUNCATED, "the file ends at byte 100");
    rejects(
        Arrays.copyOf(ImageEncoder.png(PICTURE), 20), Reason.TRUNCATED, "the file ends at byte 20");
    rejects(
        Arrays.copyOf(Samples.encode(PICTURE, ".webp"), 18),
        Reason.TRUNCATED,
        "the file ends at byte 18");
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** The simple file's chunk behind a VP8X header, and the EXIF chunk after it. */
  static byte[] webpWithExif(byte[] block) {
    byte[] simple = Samples.losslessWebp(PICTURE);
    byte[] image = Arrays.copyOfRange(simple, 12, simple.length);
    ByteBuffer extended = ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN);
    extended.put("VP8X".getBytes(US_ASCII)).putInt(10).putInt(0x08);
    extended.put((byte) 60).putShort((short) 0).put((byte) 44).putShort((short) 0);
    ByteBuffer exif =
        ByteBuffer.allocate(8 + block.length + (block.length & 1)).order(ByteOrder.LITTLE_ENDIAN);
    exif.put("EXIF".getBytes(US_ASCII)).putInt(block.length).put(block);
    byte[] body = Samples.concat(extended.array(), image, exif.array());
    ByteBuffer riff = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    riff.put("RIFF".getBytes(US_ASCII)).putInt(body.length + 4);
    riff.put("WEBP".getBytes(US_ASCII));
    return Samples.concat(riff.array(), body);
  }
}
