package org.isobath.jobs.curate.duplicates;

import java.util.Arrays;

/** Longs without boxes. */
final class LongList {
  private long[] values = new long[16];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.addExact(size, size >> 1));
    }
    values[size++] = value;
  }

  long get(int index) {
    return values[index];
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Whether a list that rises holds the value. */
  boolean sortedHolds(long value) {
    return Arrays.binarySearch(values, 0, size, value) >= 0;
  }

  long[] toArray() {
    return Arrays.copyOf(values, size);
  }

  /** Its values followed by those of {@code other}. */
  long[] and(LongList other) {
    long[] all = Arrays.copyOf(values, size + other.size);
    System.arraycopy(other.values, 0, all, size, other.size);
    return all;
  }
}
