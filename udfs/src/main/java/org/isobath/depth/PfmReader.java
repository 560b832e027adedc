package org.isobath.depth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * Reads portable float maps of one channel: {@code Pf}, width and height, a scale whose sign is the
 * byte order (negative: little-endian), then float32 rows from the bottom. The data must be exactly
 * what the header announces.
 */
final class PfmReader {
  /** Four short words and the space between them. */
  private static final int MAX_HEADER = 128;

  private final byte[] file;
  private int at;

  private PfmReader(byte[] file) {
    this.file = file;
  }

  static NpyReader.Plane read(byte[] file) throws Rejected {
    if (file.length == 0) {
      throw new Rejected(Reason.EMPTY, "Cannot read PFM: no bytes");
    }
    return new PfmReader(file).plane();
  }

  private NpyReader.Plane plane() throws Rejected {
    String magic = word();
    if (magic.equals("PF")) {
      throw bad("it has three channels; depth has one");
    }
    if (!magic.equals("Pf")) {
      throw new Rejected(
          Reason.UNSUPPORTED_FORMAT, "Cannot read PFM: the bytes do not begin as one");
    }
    long width = side(word());
    long height = side(word());
    double scale = scale(word());
    if (width * height > Png16Reader.MAX_PIXELS) {
      throw new Rejected(
          Reason.TOO_MANY_PIXELS,
          "Cannot read PFM: "
              + width
              + "x"
              + height
              + " pixels; the limit is "
              + Png16Reader.MAX_PIXELS);
    }
    int remaining = file.length - at;
    if (remaining < 4 * width * height) {
      throw truncated();
    }
    if (remaining > 4 * width * height) {
      throw bad("its data is longer than its sides");
    }
    ByteBuffer in =
        ByteBuffer.wrap(file, at, remaining)
            .order(scale < 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    float[] values = new float[(int) (width * height)];
    for (int y = (int) height - 1; y >= 0; y--) {
      in.asFloatBuffer().get(values, y * (int) width, (int) width);
      in.position(in.position() + 4 * (int) width);
    }
    return new NpyReader.Plane((int) width, (int) height, values);
  }

  /** Up to the next single white space, which belongs to it. */
  private String word() throws Rejected {
    int start = at;
    while (at < file.length && at < MAX_HEADER && file[at] > ' ') {
      at++;
    }
    if (at == MAX_HEADER) {
      throw bad("a header of more than " + MAX_HEADER + " bytes");
    }
    if (at == file.length) {
      throw truncated();
    }
    return new String(file, start, at++ - start, StandardCharsets.ISO_8859_1);
  }

  private static long side(String word) throws Rejected {
    if (!word.matches("\\d{1,9}") || Long.parseLong(word) < 1) {
      throw bad("a side of " + word.replaceAll("[^ -~]", "?"));
    }
    return Long.parseLong(word);
  }

  private static double scale(String word) throws Rejected {
    try {
      double scale = Double.parseDouble(word);
      if (scale != 0 && Double.isFinite(scale)) {
        return scale;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw bad("a scale of " + word.replaceAll("[^ -~]", "?"));
  }

  private static Rejected bad(String what) {
    return new Rejected(Reason.BAD_HEADER, "Cannot read PFM: " + what);
  }

  private static Rejected truncated() {
    return new Rejected(Reason.TRUNCATED, "Cannot read PFM: the file ends early");
  }
}
