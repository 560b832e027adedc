package org.isobath.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.isobath.Rejected;

/**
 * What PNG hides in compressed or textual chunks: the EXIF block that ImageMagick writes as
 * hexadecimal text under the keyword {@code Raw profile type exif}, and the colour profile.
 * Inflates to a stated size and no further.
 */
final class PngText {
  private static final String EXIF_KEYWORD = "Raw profile type exif";
  private static final String APP1_KEYWORD = "Raw profile type APP1";
  private static final byte[] EXIF_PREFIX = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);

  private PngText() {}

  /**
   * The TIFF structure of an EXIF block kept as text, or null: another keyword, broken, or over the
   * limit.
   */
  static byte[] rawExif(ByteView in, String type, long body, int length, int limit)
      throws Rejected {
    if (!in.ascii(body, EXIF_KEYWORD + "\0") && !in.ascii(body, APP1_KEYWORD + "\0")) {
      return null;
    }
    int skip = EXIF_KEYWORD.length() + 1;
    byte[] text =
        switch (type) {
          case "tEXt" -> length <= limit ? in.copy(body + skip, length - skip) : null;
          case "zTXt" ->
              length > skip ? inflate(in, body + skip + 1, length - skip - 1, 3 * limit) : null;
          default -> null;
        };
    return text == null ? null : hexBlock(text);
  }

  /**
   * Text of the form: newline, name, newline, decimal length, newline, hexadecimal digits in lines.
   */
  private static byte[] hexBlock(byte[] text) {
    String[] lines = new String(text, StandardCharsets.ISO_8859_1).trim().split("\n", 3);
    if (lines.length < 3) {
      return null;
    }
    byte[] block;
    try {
      block = HexFormat.of().parseHex(lines[2].replaceAll("\\s+", ""));
    } catch (IllegalArgumentException notHex) {
      return null;
    }
    boolean prefixed =
        block.length > EXIF_PREFIX.length
            && Arrays.equals(block, 0, EXIF_PREFIX.length, EXIF_PREFIX, 0, EXIF_PREFIX.length);
    return prefixed ? Arrays.copyOfRange(block, EXIF_PREFIX.length, block.length) : block;
  }

  /**
   * The profile of an iCCP chunk: a name of up to 79 bytes, zero, method zero, deflated data. Null
   * when it is none.
   */
  static byte[] profile(ByteView in, long body, int length, int limit) {
    try {
      for (int i = 0; i < Math.min(80, length - 2); i++) {
        if (in.u8(body + i) == 0) {
          return in.u8(body + i + 1) == 0 ? inflate(in, body + i + 2, length - i - 2, limit) : null;
        }
      }
    } catch (Rejected cut) {
      return null;
    }
    return null;
  }

  /** The inflated data, or null when it is corrupt or longer than the limit. */
  private static byte[] inflate(ByteView in, long at, int length, int limit) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(in.data(), (int) at, length);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      while (!inflater.finished()) {
        int n = inflater.inflate(buffer);
        if (n == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          return null;
        }
        out.write(buffer, 0, n);
        if (out.size() > limit) {
          return null;
        }
      }
      return out.toByteArray();
    } catch (DataFormatException corrupt) {
      return null;
    } finally {
      inflater.end();
    }
  }
}
