package org.isobath.generate.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Whether a picture file says more than its pixels: where it was taken, with what, when, by whom. A
 * control that leaves the house must not.
 */
final class ControlMetadata {
  private static final Set<String> PNG_CHUNKS = Set.of("eXIf", "tEXt", "zTXt", "iTXt", "tIME");
  private static final Set<String> WEBP_CHUNKS = Set.of("EXIF", "XMP ");

  /** JPEG's application segments that only say how the pixels are to be read: JFIF and Adobe. */
  private static final Set<Integer> HARMLESS = Set.of(0xe0, 0xee);

  private ControlMetadata() {}

  /** True for EXIF, XMP, comments and times in JPEG, PNG and WebP. */
  static boolean found(byte[] b) {
    if (b.length > 8 && at(b, 1, 3).equals("PNG")) {
      return chunks(b, 8, 4, false, PNG_CHUNKS);
    }
    if (b.length > 12 && at(b, 8, 4).equals("WEBP")) {
      return chunks(b, 12, 0, true, WEBP_CHUNKS);
    }
    return b.length > 4 && (b[0] & 0xff) == 0xff && (b[1] & 0xff) == 0xd8 && segments(b);
  }

  private static boolean chunks(
      byte[] b, int from, int afterData, boolean little, Set<String> telling) {
    long at = from;
    while (at + 8 <= b.length) {
      int start = (int) at;
      // a PNG has the length first, a WebP the name
      String name = at(b, little ? start : start + 4, 4);
      if (telling.contains(name)) {
        return true;
      }
      long length = little ? little(b, start + 4) : big(b, start, 4);
      at += 8 + length + afterData + (little ? length & 1 : 0);
    }
    return false;
  }

  private static boolean segments(byte[] b) {
    int at = 2;
    while (at + 4 <= b.length && (b[at] & 0xff) == 0xff) {
      int marker = b[at + 1] & 0xff;
      if (marker == 0xda) {
        return false;
      }
      boolean application = marker >= 0xe0 && marker <= 0xef && !HARMLESS.contains(marker);
      if (application || marker == 0xfe) {
        return true;
      }
      at += 2 + (int) big(b, at + 2, 2);
    }
    return false;
  }

  private static String at(byte[] b, int from, int length) {
    return new String(b, from, length, StandardCharsets.ISO_8859_1);
  }

  private static long big(byte[] b, int from, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | b[from + i] & 0xff;
    }
    return value;
  }

  private static long little(byte[] b, int from) {
    return big(new byte[] {b[from + 3], b[from + 2], b[from + 1], b[from]}, 0, 4);
  }
}
