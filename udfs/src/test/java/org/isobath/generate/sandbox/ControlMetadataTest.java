package org.isobath.generate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.isobath.image.ImageEncoder;
import org.junit.jupiter.api.Test;

class ControlMetadataTest {
  /** A JPEG with an EXIF segment behind its first marker. */
  static byte[] jpegWithExif() throws IOException {
    byte[] jpeg = ImageEncoder.jpeg(Wire.photoImage(), 90);
    byte[] exif = "Exif\0\0MM\0*\0\0\0\10\0\0".getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.write(new byte[] {(byte) 0xff, (byte) 0xe1, 0, (byte) (exif.length + 2)});
    out.write(exif);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  /** A PNG with one more chunk behind its header, which is 33 bytes long. */
  private static byte[] pngWith(String type) {
    byte[] png = Wire.photo();
    ByteBuffer chunk = ByteBuffer.allocate(12 + 4).putInt(4);
    chunk.put(type.getBytes(StandardCharsets.US_ASCII)).putInt(77);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 8);
    chunk.putInt((int) crc.getValue());
    return ByteBuffer.allocate(png.length + 16)
        .put(png, 0, 33)
        .put(chunk.array())
        .put(png, 33, png.length - 33)
        .array();
  }

  @Test
  void what_our_encoder_writes_says_nothing_but_pixels() {
    assertThat(ControlMetadata.found(Wire.photo())).isFalse();
    assertThat(ControlMetadata.found(ImageEncoder.jpeg(Wire.photoImage(), 90))).isFalse();
    assertThat(ControlMetadata.found(ImageEncoder.webp(Wire.photoImage(), 90))).isFalse();
  }

  @Test
  void exif_and_texts_are_found() throws IOException {
    assertThat(ControlMetadata.found(jpegWithExif())).isTrue();
    assertThat(ControlMetadata.found(pngWith("eXIf"))).isTrue();
    assertThat(ControlMetadata.found(pngWith("tEXt"))).isTrue();
    assertThat(ControlMetadata.found(pngWith("gAMA"))).isFalse();
  }

  @Test
  void anything_else_and_cut_files_are_no_trouble() throws IOException {
    byte[] jpeg = jpegWithExif();
    for (int length = 0; length < 40; length++) {
      ControlMetadata.found(Arrays.copyOf(jpeg, length));
      ControlMetadata.found(Arrays.copyOf(Wire.photo(), length));
    }
    assertThat(ControlMetadata.found("no picture".getBytes(StandardCharsets.UTF_8))).isFalse();
  }
}
