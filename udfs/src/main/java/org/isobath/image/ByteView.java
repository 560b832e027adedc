package org.isobath.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * Checked reads from bytes that nobody vouches for: a read past the end is {@link
 * Reason#TRUNCATED}, never an index error. Offsets are long, so that sums of hostile 32-bit fields
 * cannot wrap.
 */
record ByteView(byte[] data, boolean littleEndian) {
  static ByteView bigEndian(byte[] data) {
    return new ByteView(data, false);
  }

  static ByteView littleEndian(byte[] data) {
    return new ByteView(data, true);
  }

  int size() {
    return data.length;
  }

  boolean has(long at, long count) {
    return at >= 0 && count >= 0 && at <= data.length && count <= data.length - at;
  }

  private int at(long at, int count) throws Rejected {
    if (!has(at, count)) {
      throw new Rejected(
          Reason.TRUNCATED,
          "the file ends at byte "
              + data.length
              + ", inside a field at byte "
              + at
              + " of its header");
    }
    return (int) at;
  }

  int u8(long at) throws Rejected {
    return data[at(at, 1)] & 0xff;
  }

  int u16(long at) throws Rejected {
    int i = at(at, 2);
    int a = data[i] & 0xff;
    int b = data[i + 1] & 0xff;
    return littleEndian ? a | b << 8 : a << 8 | b;
  }

  int u24(long at) throws Rejected {
    int low = u16(littleEndian ? at : at + 1);
    return low | u8(littleEndian ? at + 2 : at) << 16;
  }

  long u32(long at) throws Rejected {
    long a = u16(at);
    long b = u16(at + 2);
    return littleEndian ? a | b << 16 : a << 16 | b;
  }

  /**
   * A 64-bit field; anything that does not fit a positive long lies beyond every file and reads as
   * the largest one.
   */
  long u64(long at) throws Rejected {
    long a = u32(at);
    long b = u32(at + 4);
    long value = littleEndian ? a | b << 32 : a << 32 | b;
    return value < 0 ? Long.MAX_VALUE : value;
  }

  boolean ascii(long at, String text) {
    if (!has(at, text.length())) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (data[(int) at + i] != (byte) text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  String ascii(long at, int count) throws Rejected {
    return new String(data, at(at, count), count, StandardCharsets.ISO_8859_1);
  }

  byte[] copy(long at, long count) throws Rejected {
    int from = at(at, (int) Math.min(count, Integer.MAX_VALUE));
    return Arrays.copyOfRange(data, from, from + (int) count);
  }
}
