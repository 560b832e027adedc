package org.isobath.image;

import java.util.Arrays;

/**
 * Finds the pairs of hashes that differ in at most so many bits, over arrays. Misses none and
 * reports each pair of positions once.
 *
 * <p>Few hashes are compared each with each. More are cut by further bands of the bits in which
 * they vary ({@link HashBands} has the principle), so that many distinct hashes that happen to
 * agree in one band cost little more than as many that do not. A pair belongs to the first band in
 * which it agrees; those it agrees in later pass it over.
 */
public final class HashPairs {
  /** Takes a pair: two positions in the array, {@code first < second}. */
  public interface Sink {
    void pair(int first, int second);
  }

  /** Below this, comparing each with each is faster than sorting by bands. */
  private static final int COMPARED_DIRECTLY = 1024;

  private static final int WIDEST_KEY = 31;

  private final int radius;
  private final long[] hashes;
  private final int against;
  private final int direct;
  private final Sink sink;

  HashPairs(int radius, long[] hashes, int against, int direct, Sink sink) {
    this.radius = radius;
    this.hashes = hashes;
    this.against = against;
    this.direct = direct;
    this.sink = sink;
  }

  /** All pairs among {@code hashes} that differ in at most {@code radius} bits. */
  public static void within(int radius, long[] hashes, Sink sink) {
    new HashPairs(radius, hashes, hashes.length, COMPARED_DIRECTLY, sink).search(-1L, new long[0]);
  }

  /**
   * The part of the pairs that one bucket of an index by {@link HashBands} has to find: those that
   * agree in {@code band} and in none before it. Over all bands and buckets, each pair once.
   *
   * @param hashes all the same in {@code band}
   * @param against only pairs whose first hash is among the first so many; the rest is compared
   *     with those, not with each other. {@code hashes.length} for all pairs
   */
  public static void inBucket(HashBands bands, int band, long[] hashes, int against, Sink sink) {
    long[] earlier = new long[band];
    Arrays.setAll(earlier, bands::mask);
    new HashPairs(bands.radius(), hashes, against, COMPARED_DIRECTLY, sink)
        .search(~bands.mask(band), earlier);
  }

  /**
   * @param free bits in which the hashes may differ
   * @param earlier bands whose pairs are not wanted here
   */
  void search(long free, long[] earlier) {
    int[] all = new int[hashes.length];
    Arrays.setAll(all, i -> i);
    search(all, free, earlier);
  }

  private void search(int[] members, long free, long[] earlier) {
    long varying = 0;
    for (int member : members) {
      varying |= hashes[member] ^ hashes[members[0]];
    }
    for (long band : earlier) {
      if ((varying & band) == 0) {
        return;
      }
    }
    if (members.length <= direct || !split(members, varying & free, earlier)) {
      compare(members, earlier);
    }
  }

  /** False, having done nothing, when bands would hardly lessen the comparisons. */
  private boolean split(int[] members, long varying, long[] earlier) {
    int width = Math.min(WIDEST_KEY, Long.bitCount(varying) / (radius + 1));
    if (width == 0) {
      return false;
    }
    long[] bands = new long[radius + 1];
    long[][] sorted = new long[radius + 1][];
    double compared = 0;
    long rest = varying;
    for (int band = 0; band < bands.length; band++) {
      bands[band] = lowest(rest, width);
      rest &= ~bands[band];
      sorted[band] = byKey(members, bands[band]);
      compared += squares(sorted[band]);
    }
    if (compared > (double) members.length * members.length / 2) {
      return false;
    }
    long[] passed = Arrays.copyOf(earlier, earlier.length + bands.length);
    for (int band = 0; band < bands.length; band++) {
      long[] keyed = sorted[band];
      int inside = earlier.length + band;
      for (int from = 0, to; from < keyed.length; from = to) {
        to = runEnd(keyed, from);
        if (to - from > 1) {
          int[] run = new int[to - from];
          for (int i = from; i < to; i++) {
            run[i - from] = members[(int) keyed[i]];
          }
          search(run, varying & ~bands[band], Arrays.copyOf(passed, inside));
        }
      }
      passed[inside] = bands[band];
    }
    return true;
  }

  /** The key of each member above its place among them, in rising order. */
  private long[] byKey(int[] members, long band) {
    long[] keyed = new long[members.length];
    for (int i = 0; i < keyed.length; i++) {
      keyed[i] = gather(hashes[members[i]], band) << Integer.SIZE | i;
    }
    Arrays.sort(keyed);
    return keyed;
  }

  private static int runEnd(long[] keyed, int from) {
    int to = from + 1;
    while (to < keyed.length && keyed[to] >>> Integer.SIZE == keyed[from] >>> Integer.SIZE) {
      to++;
    }
    return to;
  }

  private static double squares(long[] keyed) {
    double sum = 0;
    for (int from = 0, to; from < keyed.length; from = to) {
      to = runEnd(keyed, from);
      sum += (double) (to - from) * (to - from);
    }
    return sum;
  }

  private void compare(int[] members, long[] earlier) {
    long[] words = new long[members.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = hashes[members[i]];
    }
    for (int i = 0; i < words.length && members[i] < against; i++) {
      long word = words[i];
      for (int j = i + 1; j < words.length; j++) {
        long difference = word ^ words[j];
        if (Long.bitCount(difference) <= radius && differsInEach(difference, earlier)) {
          sink.pair(members[i], members[j]);
        }
      }
    }
  }

  private static boolean differsInEach(long difference, long[] bands) {
    for (long band : bands) {
      if ((difference & band) == 0) {
        return false;
      }
    }
    return true;
  }

  /** The lowest {@code count} set bits. */
  private static long lowest(long bits, int count) {
    long rest = bits;
    for (int i = 0; i < count; i++) {
      rest &= rest - 1;
    }
    return bits & ~rest;
  }

  /**
   * The bits of {@code word} at the set bits of {@code mask}, moved together to the lowest places.
   */
  private static long gather(long word, long mask) {
    long gathered = 0;
    int at = 0;
    for (long rest = mask; rest != 0; rest &= rest - 1, at++) {
      gathered |= (word >>> Long.numberOfTrailingZeros(rest) & 1) << at;
    }
    return gathered;
  }
}
