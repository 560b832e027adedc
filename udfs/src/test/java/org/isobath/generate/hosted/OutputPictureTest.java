package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.image.ImageFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputPictureTest {
  private static final long ROOM = 1 << 20;

  private static Image picture() {
    byte[] rgb = new byte[3 * 48 * 32];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * 31 % 251);
    }
    return new Image(48, 32, rgb);
  }

  private static Rejected refused(byte[] bytes, long maxBytes) {
    try {
      return new Rejected(Reason.KILLS_EXECUTOR, "taken: " + OutputPicture.of(bytes, maxBytes));
    } catch (Rejected e) {
      return e;
    }
  }

  @Test
  void aPictureIsMeasuredByItsBytes() throws Exception {
    byte[] png = ImageEncoder.png(picture());
    assertThat(OutputPicture.of(png, ROOM))
        .isEqualTo(new OutputPicture(ImageFormat.PNG, 48, 32, Sha256.hex(png)));
    OutputPicture jpeg = OutputPicture.of(ImageEncoder.jpeg(picture(), 90), ROOM);
    assertThat(jpeg.format()).isEqualTo(ImageFormat.JPEG);
    assertThat(jpeg.sha256()).matches("[0-9a-f]{64}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 12, 100})
  void aPictureThatIsCutOffIsRefused(int missing) {
    byte[] png = ImageEncoder.png(picture());
    assertThat(refused(Arrays.copyOf(png, png.length - missing), ROOM).reason())
        .isEqualTo(Reason.TRUNCATED);
    byte[] jpeg = ImageEncoder.jpeg(picture(), 90);
    assertThat(refused(Arrays.copyOf(jpeg, jpeg.length - missing - 2), ROOM).reason())
        .isEqualTo(Reason.TRUNCATED);
  }

  @Test
  void aPageIsRefusedInItsOwnWords() {
    byte[] page = "<!DOCTYPE html><p>gone</p>".getBytes(StandardCharsets.UTF_8);
    Rejected rejected = refused(page, ROOM);
    assertThat(rejected.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
    assertThat(rejected).hasMessageContaining("begins with \"<!DOCTYPE html>");
  }

  @Test
  void nothingIsRefused() {
    assertThat(refused(new byte[0], ROOM).reason()).isEqualTo(Reason.EMPTY);
  }

  @Test
  void aFileLargerThanTheCardAllowsIsRefused() {
    byte[] png = ImageEncoder.png(picture());
    assertThatThrownBy(() -> OutputPicture.of(png, png.length - 1))
        .isInstanceOf(Rejected.class)
        .hasMessage(png.length + " bytes; the limit is " + (png.length - 1));
  }

  @Test
  void aHeaderThatAsksForMemoryIsRefusedBeforeItGetsAny() {
    byte[] png = ImageEncoder.png(picture());
    // width and height follow the signature, the length and the name of IHDR
    png[16] = 0;
    png[17] = 0;
    png[18] = 0x40;
    png[22] = 0x40;
    assertThat(refused(png, ROOM).reason())
        .isIn(Reason.TOO_MANY_PIXELS, Reason.BAD_HEADER, Reason.CORRUPT);
  }
}
