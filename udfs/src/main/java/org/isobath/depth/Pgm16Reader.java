package org.isobath.depth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * Reads portable grey maps of 16 bits: {@code P5}, width, height and greatest value, with comments
 * between them, then big-endian samples, rows from the top. The data must be exactly what the
 * header announces. As NYUv2's raw frames are kept.
 */
final class Pgm16Reader {
  private static final int MAX_HEADER = 4096;

  private final byte[] file;
  private int at = 2;

  private Pgm16Reader(byte[] file) {
    this.file = file;
  }

  /** True for bytes that begin as a PGM. */
  static boolean is(byte[] file) {
    return file.length > 2 && file[0] == 'P' && file[1] == '5' && file[2] <= ' ' && file[2] > 0;
  }

  static Grey16 read(byte[] file) throws Rejected {
    return new Pgm16Reader(file).picture();
  }

  private Grey16 picture() throws Rejected {
    long width = number("width");
    long height = number("height");
    long greatest = number("greatest value");
    // exactly one white space stands before the samples
    at++;
    if (greatest < 256 || greatest > 65535) {
      throw bad("a greatest value of " + greatest + "; 16-bit depth has 256 to 65535");
    }
    if (width * height > Png16Reader.MAX_PIXELS) {
      throw new Rejected(
          Reason.TOO_MANY_PIXELS,
          "Cannot read PGM: %dx%d pixels; the limit is %d"
              .formatted(width, height, Png16Reader.MAX_PIXELS));
    }
    long remaining = (long) file.length - at;
    if (remaining < 2 * width * height) {
      throw truncated();
    }
    if (remaining > 2 * width * height) {
      throw bad("its data is longer than its sides");
    }
    char[] samples = new char[(int) (width * height)];
    ByteBuffer.wrap(file, at, (int) remaining).asCharBuffer().get(samples);
    return new Grey16((int) width, (int) height, samples, Map.of());
  }

  private long number(String what) throws Rejected {
    while (at < file.length && at < MAX_HEADER && (file[at] <= ' ' || file[at] == '#')) {
      if (file[at] == '#') {
        while (at < file.length && file[at] != '\n') {
          at++;
        }
      } else {
        at++;
      }
    }
    int start = at;
    while (at < file.length && at - start < 9 && file[at] >= '0' && file[at] <= '9') {
      at++;
    }
    if (at >= file.length) {
      throw truncated();
    }
    String digits = new String(file, start, at - start, StandardCharsets.ISO_8859_1);
    if (digits.isEmpty() || file[at] > ' ' || Long.parseLong(digits) < 1) {
      throw bad("no " + what + " after " + start + " bytes");
    }
    return Long.parseLong(digits);
  }

  private static Rejected bad(String what) {
    return new Rejected(Reason.BAD_HEADER, "Cannot read PGM: " + what);
  }

  private static Rejected truncated() {
    return new Rejected(Reason.TRUNCATED, "Cannot read PGM: the file ends early");
  }
}
