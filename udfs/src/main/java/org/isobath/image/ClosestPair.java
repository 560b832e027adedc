package org.isobath.image;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The nearest two hashes of two sets, found by looking at every pair on all cores. For proving what
 * an index says, such as that no copy of a picture of one set is in the other; not for finding
 * duplicates, because its time is the product of the sizes: ten thousand million pairs take
 * seconds.
 *
 * @param left index in the first set
 * @param right index in the second; of several nearest pairs, the first by left, then right
 * @param distance bits in which the two differ, 0 to 64
 * @param within number of pairs at most the radius apart
 */
public record ClosestPair(int left, int right, int distance, long within) {
  /** Hashes of the first set that one task compares with all of the second. */
  private static final int BLOCK = 1024;

  /** Hashes of the second set that stay in the nearest cache while a block passes over them. */
  private static final int TILE = 2048;

  /**
   * @param left {@linkplain PerceptualHash perceptual hashes} of the first set
   * @param right those of the second
   * @param radius bits, 0 to 64: pairs at most so far apart are counted
   * @return empty when a set is
   */
  public static Optional<ClosestPair> between(long[] left, long[] right, int radius) {
    if (right.length == 0) {
      return Optional.empty();
    }
    return IntStream.range(0, (left.length + BLOCK - 1) / BLOCK)
        .parallel()
        .mapToObj(block -> scan(left, block * BLOCK, right, radius))
        .reduce(ClosestPair::and);
  }

  private static ClosestPair scan(long[] left, int from, long[] right, int radius) {
    int to = Math.min(from + BLOCK, left.length);
    ClosestPair nearest = new ClosestPair(from, 0, distance(left[from], right[0]), 0);
    long within = 0;
    for (int tile = 0; tile < right.length; tile += TILE) {
      int end = Math.min(tile + TILE, right.length);
      for (int i = from; i < to; i++) {
        // one comparison decides for nearly every pair; equal distances matter for the order
        int telling = Math.max(radius, nearest.distance);
        long hash = left[i];
        for (int j = tile; j < end; j++) {
          int distance = distance(hash, right[j]);
          if (distance <= telling) {
            within += distance <= radius ? 1 : 0;
            if (distance < nearest.distance || distance == nearest.distance && i < nearest.left) {
              nearest = new ClosestPair(i, j, distance, 0);
            }
          }
        }
      }
    }
    return nearest.counting(within);
  }

  private static int distance(long a, long b) {
    return PerceptualHash.distance(a, b);
  }

  private ClosestPair counting(long pairs) {
    return new ClosestPair(left, right, distance, pairs);
  }

  /** This and the same of a later part of the first set. */
  private ClosestPair and(ClosestPair later) {
    ClosestPair nearest = later.distance < distance ? later : this;
    return nearest.counting(within + later.within);
  }
}
