package org.isobath.depth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * Reads one plane of numbers from a NumPy array file (numpy.lib.format 1.0 to 3.0): rows × columns,
 * with or without a last side of 1, in C order. The data must be exactly what the header announces.
 */
final class NpyReader {
  /** NumPy writes 128 bytes for arrays like these. */
  private static final int MAX_HEADER = 4096;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-z]\\d+)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\s]*)\\)");

  private NpyReader() {}

  /** Rows from the top. */
  record Plane(int width, int height, float[] values) {}

  static Plane read(byte[] file) throws Rejected {
    if (file.length == 0) {
      throw new Rejected(Reason.EMPTY, "Cannot read NumPy array: no bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < 10) {
      throw truncated();
    }
    for (byte expected : MAGIC) {
      if (in.get() != expected) {
        throw new Rejected(
            Reason.UNSUPPORTED_FORMAT, "Cannot read NumPy array: the bytes do not begin as one");
      }
    }
    int version = in.get();
    in.get();
    if (version < 1 || version > 3) {
      throw bad("version " + version);
    }
    if (version > 1 && file.length < 12) {
      throw truncated();
    }
    long length = version == 1 ? in.getShort() & 0xffff : in.getInt() & 0xffffffffL;
    if (length > MAX_HEADER) {
      throw bad("a header of " + length + " bytes; " + MAX_HEADER + " are read");
    }
    if (length > in.remaining()) {
      throw truncated();
    }
    byte[] text = new byte[(int) length];
    in.get(text);
    return plane(new String(text, StandardCharsets.UTF_8), in);
  }

  private static Plane plane(String header, ByteBuffer in) throws Rejected {
    String order = group(FORTRAN, header, 1);
    if (!order.equals("False")) {
      throw bad("it is in Fortran order");
    }
    String[] sides = group(SHAPE, header, 1).replaceAll("\\s", "").split(",");
    boolean plane = sides.length == 2 || sides.length == 3 && sides[2].equals("1");
    if (!plane) {
      throw bad("shape (" + String.join(", ", sides) + ") is not height × width");
    }
    long height = side(sides[0]);
    long width = side(sides[1]);
    if (width * height > Png16Reader.MAX_PIXELS) {
      throw new Rejected(
          Reason.TOO_MANY_PIXELS,
          "Cannot read NumPy array: "
              + width
              + "x"
              + height
              + " pixels; the limit is "
              + Png16Reader.MAX_PIXELS);
    }
    String type = group(DESCR, header, 2);
    in.order(group(DESCR, header, 1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int bytes =
        switch (type) {
          case "b1", "u1" -> 1;
          case "u2" -> 2;
          case "f4" -> 4;
          case "f8" -> 8;
          default -> throw bad("elements of type " + type + "; f4, f8, u2, u1 and b1 are read");
        };
    if (in.remaining() < width * height * bytes) {
      throw truncated();
    }
    if (in.remaining() > width * height * bytes) {
      throw bad("its data is longer than its shape");
    }
    float[] values = new float[(int) (width * height)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (bytes) {
            case 1 -> in.get() & 0xff;
            case 2 -> in.getShort() & 0xffff;
            case 4 -> in.getFloat();
            default -> (float) in.getDouble();
          };
    }
    return new Plane((int) width, (int) height, values);
  }

  private static long side(String text) throws Rejected {
    if (text.isEmpty() || text.length() > 9 || Long.parseLong(text) < 1) {
      throw bad("a side of " + text);
    }
    return Long.parseLong(text);
  }

  private static String group(Pattern pattern, String header, int group) throws Rejected {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw bad(
          "its header has no "
              + pattern.pattern().substring(1, pattern.pattern().indexOf('\'', 1)));
    }
    return matcher.group(group);
  }

  private static Rejected bad(String what) {
    return new Rejected(Reason.BAD_HEADER, "Cannot read NumPy array: " + what);
  }

  private static Rejected truncated() {
    return new Rejected(Reason.TRUNCATED, "Cannot read NumPy array: the file ends early");
  }
}
