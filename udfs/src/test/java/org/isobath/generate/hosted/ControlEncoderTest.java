package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.isobath.Rejected;
import org.isobath.generate.ControlKind;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.image.ImageEncoder;
import org.junit.jupiter.api.Test;

class ControlEncoderTest {
  private static final long ROOM = 16 << 20;

  /** Hard to compress. */
  private static Image noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(1).nextBytes(rgb);
    return new Image(width, height, rgb);
  }

  private static Image ramp(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 % width * 255 / width);
    }
    return new Image(width, height, rgb);
  }

  private static Image decoded(ControlImage control) throws Rejected {
    return ImageDecoder.decode(control.bytes(), DecodeOptions.DEFAULT).image();
  }

  @Test
  void aDepthMapLosesNoStepOfGrey() throws Exception {
    Image map = ramp(96, 64);
    ControlImage control =
        ControlEncoder.encode(ControlKind.DEPTH_MAP, map, ControlEncoder.MAX_PIXELS, ROOM);
    assertThat(control.mediaType()).isEqualTo("image/png");
    assertThat(control.uploaded()).isNull();
    assertThat(decoded(control).rgb()).isEqualTo(map.rgb());
  }

  @Test
  void aPhotographIsAJpegOfTheSameSize() throws Exception {
    ControlImage control =
        ControlEncoder.encode(ControlKind.PHOTO, ramp(96, 64), ControlEncoder.MAX_PIXELS, ROOM);
    assertThat(control.mediaType()).isEqualTo("image/jpeg");
    assertThat(decoded(control).width()).isEqualTo(96).isEqualTo(control.width());
    assertThat(decoded(control).height()).isEqualTo(64).isEqualTo(control.height());
  }

  @Test
  void nothingOfTheFileItCameFromLeavesTheHouse() throws Exception {
    byte[] jpeg = ImageEncoder.jpeg(ramp(96, 64), 95);
    byte[] exif = "Exif\0\0GPS 52.5N 13.4E of Marker Street".getBytes(StandardCharsets.ISO_8859_1);
    byte[] tagged =
        ByteBuffer.allocate(jpeg.length + exif.length + 4)
            .put(jpeg, 0, 2)
            .put(new byte[] {(byte) 0xff, (byte) 0xe1})
            .putShort((short) (exif.length + 2))
            .put(exif)
            .put(jpeg, 2, jpeg.length - 2)
            .array();
    assertThat(text(tagged)).as("it was there").contains("Marker Street");
    Image picture = ImageDecoder.decode(tagged, DecodeOptions.DEFAULT).image();
    byte[] photo = ControlEncoder.encode(ControlKind.PHOTO, picture, ROOM, ROOM).bytes();
    assertThat(text(photo)).doesNotContain("Marker Street", "Exif");
    assertThat(jpegMarkers(photo))
        .as("quantisation, frame, Huffman tables, scan and the JFIF header")
        .isSubsetOf(0xe0, 0xdb, 0xc0, 0xc4, 0xda);
    byte[] map = ControlEncoder.encode(ControlKind.DEPTH_MAP, picture, ROOM, ROOM).bytes();
    assertThat(pngChunks(map)).isSubsetOf("IHDR", "IDAT", "IEND");
  }

  @Test
  void theSamePictureGivesTheSameBytes() throws Exception {
    Image picture = noise(80, 60);
    for (ControlKind kind : ControlKind.values()) {
      assertThat(ControlEncoder.encode(kind, picture, 2_000, 9_000))
          .as(kind.label())
          .isEqualTo(ControlEncoder.encode(kind, picture, 2_000, 9_000));
    }
  }

  @Test
  void aLargePictureIsMadeSmallerInProportion() throws Exception {
    for (ControlKind kind : ControlKind.values()) {
      ControlImage control = ControlEncoder.encode(kind, ramp(400, 200), 20_000, ROOM);
      assertThat(control.width() * control.height()).as(kind.label()).isBetween(19_000, 20_000);
      assertThat((double) control.width() / control.height()).isBetween(1.98, 2.02);
    }
  }

  @Test
  void aFileThatIsTooLargeLosesPixelsUntilItFits() throws Exception {
    ControlImage map = ControlEncoder.encode(ControlKind.DEPTH_MAP, noise(320, 240), ROOM, 60_000);
    assertThat(map.bytes().length).isBetween(20_000, 60_000);
    assertThat(map.width()).isLessThan(320);
    ControlImage photo = ControlEncoder.encode(ControlKind.PHOTO, noise(320, 240), ROOM, 40_000);
    assertThat(photo.bytes().length).isLessThanOrEqualTo(40_000);
  }

  @Test
  void whatDoesNotFitAtAllIsRejected() {
    assertThatThrownBy(
            () -> ControlEncoder.encode(ControlKind.DEPTH_MAP, noise(320, 240), ROOM, 500))
        .isInstanceOf(Rejected.class)
        .hasMessageStartingWith("as control ")
        .hasMessageEndingWith(" bytes; the provider takes 500");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static List<Integer> jpegMarkers(byte[] jpeg) {
    List<Integer> markers = new ArrayList<>();
    int at = 2;
    while (at + 4 <= jpeg.length && markers.stream().noneMatch(marker -> marker == 0xda)) {
      markers.add(jpeg[at + 1] & 0xff);
      at += 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
    }
    return markers;
  }

  private static List<String> pngChunks(byte[] png) {
    List<String> chunks = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(png, 8, png.length - 8);
    while (buffer.remaining() >= 12) {
      int length = buffer.getInt();
      byte[] name = new byte[4];
      buffer.get(name);
      chunks.add(text(name));
      buffer.position(buffer.position() + length + 4);
    }
    return chunks;
  }
}
