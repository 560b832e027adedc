package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.junit.jupiter.api.Test;

/** Bytes from anywhere: an outcome, never a crash, a hang or memory out of proportion. */
class Png16ReaderTest {
  private final byte[] good = Png16Writer.write(picture());

  @Test
  void readsWhatTheWriterWrites() throws Exception {
    Grey16 back = Png16Reader.read(good);
    assertThat(back.samples()).containsExactly(picture().samples());
    assertThat(back.text()).isEqualTo(picture().text());
  }

  @Test
  void readsWhatAnotherProgramWrites() throws Exception {
    BufferedImage image = new BufferedImage(31, 17, BufferedImage.TYPE_USHORT_GRAY);
    Random random = new Random(1);
    int[] samples = random.ints(31 * 17, 0, 65536).toArray();
    image.getRaster().setSamples(0, 0, 31, 17, 0, samples);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    char[] back = Png16Reader.read(out.toByteArray()).samples();
    for (int i = 0; i < samples.length; i++) {
      assertThat((int) back[i]).isEqualTo(samples[i]);
    }
  }

  @Test
  void undoesEveryRowFilter() throws Exception {
    // rows of one pixel pair each, filters 0 to 4, worked by hand from section 9 of the
    // specification
    byte[] rows = {
      0, 1, 2, 3, 4, // none: 0102 0304
      1, 1, 1, 1, 1, // sub: 0101 0202
      2, 1, 1, 1, 1, // up: 0202 0303
      3, 1, 1, 1, 1, // average: 1+2/2, 1+2/2, 1+(2+3)/2, 1+(2+3)/2
      4, 1, 1, 1, 1 // paeth of (0,2,0), (0,2,0), (3,3,2), (3,3,2)
    };
    char[] samples = Png16Reader.read(file(header(2, 5, 16, 0, 0), deflated(rows))).samples();
    assertThat(samples)
        .containsExactly(
            new char[] {
              0x0102, 0x0304, 0x0101, 0x0202, 0x0202, 0x0303, 0x0202, 0x0303, 0x0303, 0x0404
            });
  }

  @Test
  void everyTruncationIsRejected() {
    for (int length = 0; length < good.length; length++) {
      byte[] part = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> Png16Reader.read(part))
          .isInstanceOfSatisfying(
              Rejected.class,
              e ->
                  assertThat(e.reason())
                      .isEqualTo(part.length == 0 ? Reason.EMPTY : Reason.TRUNCATED));
    }
  }

  @Test
  void everyFlippedByteIsRejected() {
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x21;
      assertThatThrownBy(() -> Png16Reader.read(bad)).as("byte %d", i).isInstanceOf(Rejected.class);
    }
  }

  @Test
  void randomBytesBehindTheSignatureAreRejected() {
    Random random = new Random(5);
    for (int round = 0; round < 2000; round++) {
      byte[] bad = new byte[8 + random.nextInt(200)];
      random.nextBytes(bad);
      System.arraycopy(Png16Writer.SIGNATURE, 0, bad, 0, 8);
      assertThatThrownBy(() -> Png16Reader.read(bad)).isInstanceOf(Rejected.class);
    }
  }

  @Test
  void aHeaderThatPromisesMoreThanTheDataCanHoldCostsNothing() {
    assertRejected(
        file(header(16000, 16000, 16, 0, 0), deflated(new byte[10])),
        Reason.TRUNCATED,
        "cannot hold 16000x16000 pixels");
    assertRejected(
        file(header(Integer.MAX_VALUE, Integer.MAX_VALUE, 16, 0, 0), deflated(new byte[10])),
        Reason.TOO_MANY_PIXELS,
        "2147483647x2147483647 is more than 268435456 pixels");
  }

  @Test
  void headersOfOtherKindsSayWhatWasFound() {
    byte[] data = deflated(new byte[5]);
    assertRejected(
        file(header(1, 1, 8, 2, 0), data),
        Reason.UNSUPPORTED_FORMAT,
        "16-bit greyscale without interlacing expected, found bit depth 8, colour type 2");
    assertRejected(file(header(1, 1, 16, 0, 1), data), Reason.UNSUPPORTED_FORMAT, "interlaced");
    assertRejected(file(header(0, 1, 16, 0, 0), data), Reason.BAD_HEADER, "sides 0x1");
    assertRejected(file(header(1, -1, 16, 0, 0), data), Reason.BAD_HEADER, "sides 1x-1");
    assertRejected(
        "GIF89a..".getBytes(StandardCharsets.US_ASCII),
        Reason.UNSUPPORTED_FORMAT,
        "do not begin as a PNG file");
  }

  @Test
  void theDataMustFillThePictureExactly() {
    assertRejected(
        file(header(2, 2, 16, 0, 0), deflated(new byte[9])),
        Reason.CORRUPT,
        "the compressed data ends before the picture");
    assertRejected(
        file(header(2, 2, 16, 0, 0), deflated(new byte[11])),
        Reason.CORRUPT,
        "the compressed data goes on after the picture");
    assertRejected(
        file(header(1, 1, 16, 0, 0), deflated(new byte[] {9, 0, 0})),
        Reason.CORRUPT,
        "unknown row filter 9");
    assertRejected(file(header(1, 1, 16, 0, 0), new byte[] {1, 2, 3}), Reason.CORRUPT, "header");
  }

  @Test
  void chunksOutOfOrderRepeatedOrUnknownAreRejected() {
    byte[] header = header(1, 1, 16, 0, 0);
    byte[] data = deflated(new byte[3]);
    assertRejected(
        join(chunk("IDAT", data), chunk("IEND")), Reason.CORRUPT, "IHDR must come first");
    assertRejected(
        join(chunk("IHDR", header), chunk("IHDR", header)), Reason.CORRUPT, "IHDR must come first");
    assertRejected(
        join(chunk("IHDR", header), chunk("ABCD")), Reason.CORRUPT, "critical chunk ABCD");
    byte[] text = {'k', 0, 'v'};
    assertRejected(
        join(chunk("IHDR", header), chunk("tEXt", text), chunk("tEXt", text)),
        Reason.CORRUPT,
        "text key k occurs twice");
    assertRejected(
        join(chunk("IHDR", header), chunk("tEXt", new byte[] {'k'})),
        Reason.CORRUPT,
        "text chunk without separator");
    assertRejected(
        join(chunk("IHDR", header), chunk("iTXt", new byte[] {'k', 0, 0})),
        Reason.CORRUPT,
        "iTXt chunk ends early");
  }

  @Test
  void unknownOptionalChunksAndSplitDataAreRead() throws Exception {
    byte[] data = deflated(new byte[] {0, 1, 2});
    byte[] file =
        join(
            chunk("IHDR", header(1, 1, 16, 0, 0)),
            chunk("abCd", new byte[50]),
            chunk("IDAT", Arrays.copyOf(data, 4)),
            chunk("IDAT"),
            chunk("IDAT", Arrays.copyOfRange(data, 4, data.length)),
            chunk("IEND"));
    assertThat(Png16Reader.read(file).samples()).containsExactly((char) 0x0102);
  }

  private static void assertRejected(byte[] file, Reason reason, String message) {
    assertThatThrownBy(() -> Png16Reader.read(file))
        .isInstanceOfSatisfying(Rejected.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageStartingWith("Cannot read depth PNG: ")
        .hasMessageContaining(message);
  }

  private static Grey16 picture() {
    char[] samples = new char[13 * 9];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (char) (i * 777);
    }
    return new Grey16(13, 9, samples, Map.of("depth:kind", "metric"));
  }

  private static byte[] file(byte[] header, byte[] data) {
    return join(chunk("IHDR", header), chunk("IDAT", data), chunk("IEND"));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Png16Writer.SIGNATURE);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] header(int width, int height, int depth, int colour, int interlace) {
    return ByteBuffer.allocate(13)
        .putInt(width)
        .putInt(height)
        .put((byte) depth)
        .put((byte) colour)
        .putShort((short) 0)
        .put((byte) interlace)
        .array();
  }

  private static byte[] chunk(String type, byte... data) {
    ByteBuffer buffer = ByteBuffer.allocate(12 + data.length).putInt(data.length);
    buffer.put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(buffer.array(), 4, 4 + data.length);
    return buffer.putInt((int) crc.getValue()).array();
  }

  private static byte[] deflated(byte[] raw) {
    Deflater deflater = new Deflater();
    deflater.setInput(raw);
    deflater.finish();
    byte[] buffer = new byte[raw.length + 100];
    int length = deflater.deflate(buffer);
    deflater.end();
    return Arrays.copyOf(buffer, length);
  }
}
