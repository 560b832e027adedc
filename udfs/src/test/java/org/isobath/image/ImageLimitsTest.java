package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.junit.jupiter.api.Test;

class ImageLimitsTest {
  private static void rejects(byte[] bytes, ImageLimits limits, Reason reason, String words) {
    assertThatThrownBy(() -> ImageDecoder.decode(bytes, new DecodeOptions(limits, 0)))
        .isInstanceOfSatisfying(Rejected.class, r -> assertThat(r.reason()).isEqualTo(reason))
        .hasMessage(words);
  }

  /** Headers of 30000 x 30000 with next to nothing behind them. */
  private static Map<String, byte[]> bombs() {
    Map<String, byte[]> bombs = new LinkedHashMap<>();
    bombs.put("png", Samples.png(30000, 30000, 8, 2, new byte[][] {new byte[10]}));
    byte[] frame =
        Samples.ints(
            8,
            30000 >> 8,
            30000 & 255,
            30000 >> 8,
            30000 & 255,
            3,
            1,
            0x22,
            0,
            2,
            0x11,
            1,
            3,
            0x11,
            1);
    byte[] scan =
        Samples.ints(0xff, 0xda, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0, 1, 2, 0xff, 0xd9);
    bombs.put(
        "jpeg", Samples.withSegment(Samples.concat(Samples.ints(0xff, 0xd8), scan), 0xc0, frame));
    ByteBuffer gif = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    gif.put("GIF89a".getBytes(StandardCharsets.US_ASCII))
        .putShort((short) 30000)
        .putShort((short) 30000);
    gif.put(new byte[3]).put((byte) 0x2c).putInt(0).putShort((short) 30000).putShort((short) 30000);
    bombs.put("gif", gif.put((byte) 0).put((byte) 2).put((byte) 0).put((byte) 0x3b).array());
    bombs.put("tiff", Samples.tiff(30000, 30000, 8, 3, 8, 2, new byte[20]));
    ByteBuffer bmp = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put((byte) 'B')
        .put((byte) 'M')
        .putInt(60)
        .putInt(0)
        .putInt(54)
        .putInt(40)
        .putInt(30000)
        .putInt(-30000);
    bombs.put("bmp", bmp.putShort((short) 1).putShort((short) 24).array());
    ByteBuffer webp = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    webp.put("RIFF".getBytes(StandardCharsets.US_ASCII))
        .putInt(32)
        .put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII));
    webp.putInt(10)
        .putInt(0)
        .putShort((short) 29999)
        .put((byte) 0)
        .putShort((short) 29999)
        .put((byte) 0);
    bombs.put("webp", webp.array());
    return bombs;
  }

  /**
   * The bombs are headers without pixels: what rejects them for their size cannot have decoded
   * them.
   */
  @Test
  void a_bomb_of_any_format_costs_a_header_read() {
    bombs()
        .forEach(
            (name, bytes) ->
                rejects(
                    bytes,
                    ImageLimits.DEFAULT,
                    Reason.TOO_MANY_PIXELS,
                    "30000x30000 is 900000000 pixels; the limit is 128000000"));
  }

  @Test
  void a_gif_whose_first_frame_outgrows_its_canvas_is_as_large_as_the_frame() throws Rejected {
    ByteBuffer gif = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    gif.put("GIF89a".getBytes(StandardCharsets.US_ASCII)).putShort((short) 32).putShort((short) 32);
    gif.put(new byte[3]).put((byte) 0x2c).putShort((short) 0).putShort((short) 65280);
    gif.putShort((short) 65535)
        .putShort((short) 1321)
        .put((byte) 0)
        .put((byte) 2)
        .put((byte) 0)
        .put((byte) 0x3b);
    ImageHeader header = HeaderProbe.probe(gif.array());
    assertThat(header.width()).isEqualTo(65535);
    assertThat(header.height()).isEqualTo(66601);
  }

  @Test
  void every_limit_names_value_and_limit() {
    byte[] png = ImageEncoder.png(Samples.picture(40, 30));
    rejects(
        png,
        new ImageLimits(100, 9999, 99, 9),
        Reason.TOO_MANY_BYTES,
        png.length + " bytes; the limit is 100");
    rejects(
        png,
        new ImageLimits(9999, 1199, 99, 9),
        Reason.TOO_MANY_PIXELS,
        "40x30 is 1200 pixels; the limit is 1199");
    rejects(
        png,
        new ImageLimits(9999, 1200, 39, 9),
        Reason.TOO_MANY_PIXELS,
        "40x30 has a side over the limit of 39");
    byte[] animated =
        Samples.withChunks(png, Samples.chunk("acTL", ByteBuffer.allocate(8).putInt(10).array()));
    rejects(
        animated,
        new ImageLimits(9999, 1200, 40, 10),
        Reason.TOO_MANY_FRAMES,
        "11 frames; the limit is 10");
  }

  @Test
  void a_picture_at_the_limits_passes() throws Rejected {
    byte[] png = ImageEncoder.png(Samples.picture(40, 30));
    ImageLimits limits = new ImageLimits(png.length, 1200, 40, 1);
    assertThat(ImageDecoder.decode(png, new DecodeOptions(limits, 0)).image().width())
        .isEqualTo(40);
  }

  @Test
  void a_limit_of_zero_is_a_mistake() {
    assertThatThrownBy(() -> new ImageLimits(1, 0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pixels 0");
    assertThatThrownBy(() -> new DecodeOptions(ImageLimits.DEFAULT, -1))
        .hasMessageContaining("0xffffffff");
  }
}
