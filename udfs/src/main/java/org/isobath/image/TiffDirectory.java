package org.isobath.image;

import java.util.HashMap;
import java.util.Map;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * One image file directory of a TIFF: integer fields by tag, first value only, and the offset of
 * the next directory.
 */
final class TiffDirectory {
  static final int ORIENTATION = 274;
  static final int EXIF_IFD = 34665;

  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int UNDEFINED = 7;
  private static final int IFD = 13;
  private static final int LONG8 = 16;
  private static final int IFD8 = 18;

  private final ByteView in;
  private final Map<Integer, Long> values = new HashMap<>();
  private final Map<Integer, Array> arrays = new HashMap<>();
  private long next;

  private TiffDirectory(ByteView in) {
    this.in = in;
  }

  static TiffDirectory read(ByteView in, long at, boolean big) throws Rejected {
    if (at < 8) {
      throw new Rejected(Reason.BAD_HEADER, "TIFF whose first directory is at byte " + at);
    }
    TiffDirectory directory = new TiffDirectory(in);
    long count = big ? in.u64(at) : in.u16(at);
    long entry = at + (big ? 8 : 2);
    int entrySize = big ? 20 : 12;
    if (count > (in.size() - entry) / entrySize) {
      throw new Rejected(
          Reason.TRUNCATED,
          "TIFF directory of "
              + count
              + " fields at byte "
              + at
              + ": the data ends at byte "
              + in.size());
    }
    for (long i = 0; i < count; i++, entry += entrySize) {
      directory.readField(entry, big);
    }
    directory.next = nextOf(in, at, big);
    return directory;
  }

  /** The offset that follows the directory at this one; 0 ends the chain. */
  static long nextOf(ByteView in, long at, boolean big) throws Rejected {
    long count = big ? Math.min(in.u64(at), Integer.MAX_VALUE) : in.u16(at);
    long end = at + (big ? 8 + 20 * count : 2 + 12 * count);
    return big ? in.u64(end) : in.u32(end);
  }

  private void readField(long entry, boolean big) throws Rejected {
    int tag = in.u16(entry);
    int type = in.u16(entry + 2);
    long count = big ? in.u64(entry + 4) : in.u32(entry + 4);
    int unit =
        switch (type) {
          case BYTE, UNDEFINED -> 1;
          case SHORT -> 2;
          case LONG, IFD -> 4;
          case LONG8, IFD8 -> 8;
          default -> 0;
        };
    if (unit == 0 || count == 0) {
      return;
    }
    long inline = entry + (big ? 12 : 8);
    boolean fits = count <= (big ? 8 : 4) / unit;
    long at = fits ? inline : big ? in.u64(inline) : in.u32(inline);
    if (!in.has(at, unit)) {
      return;
    }
    values.putIfAbsent(tag, integer(at, unit));
    arrays.putIfAbsent(tag, new Array(at, unit, count));
  }

  boolean has(int tag) {
    return values.containsKey(tag);
  }

  long value(int tag, long absent) {
    return values.getOrDefault(tag, absent);
  }

  /** Where the two bytes of a SHORT field lie; -1 for another type or an absent field. */
  long at(int tag) {
    Array array = arrays.get(tag);
    return array == null || array.unit() != 2 ? -1 : array.at();
  }

  long next() {
    return next;
  }

  /** Where the values of a field lie, each {@code unit} bytes long. */
  private record Array(long at, int unit, long count) {}

  private long integer(long at, int unit) throws Rejected {
    return switch (unit) {
      case 1 -> in.u8(at);
      case 2 -> in.u16(at);
      case 4 -> in.u32(at);
      default -> in.u64(at);
    };
  }

  /** The bytes of a byte field, or null: absent, longer than the limit, or past the end. */
  byte[] bytes(int tag, int limit) {
    Array array = arrays.get(tag);
    try {
      return array == null || array.unit() != 1 || array.count() > limit
          ? null
          : in.copy(array.at(), array.count());
    } catch (Rejected cut) {
      return null;
    }
  }

  /**
   * The furthest byte that pairs of offsets and lengths reach; 0 when the fields are absent or cut.
   */
  long furthest(int offsetsTag, int lengthsTag) {
    Array offsets = arrays.get(offsetsTag);
    Array lengths = arrays.get(lengthsTag);
    if (offsets == null || lengths == null) {
      return 0;
    }
    long furthest = 0;
    try {
      for (long i = 0; i < Math.min(offsets.count(), lengths.count()); i++) {
        long offset = integer(offsets.at() + i * offsets.unit(), offsets.unit());
        long length = integer(lengths.at() + i * lengths.unit(), lengths.unit());
        long end = offset + length;
        furthest = Math.max(furthest, end < 0 ? Long.MAX_VALUE : end);
      }
    } catch (Rejected cut) {
      return furthest;
    }
    return furthest;
  }
}
