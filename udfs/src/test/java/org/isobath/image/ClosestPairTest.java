package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClosestPairTest {
  @Test
  void worked_by_hand() {
    long[] left = {0b0000_1111L, -1L};
    long[] right = {0L, 0b0000_1110L, 0b0011_1110L};
    assertThat(ClosestPair.between(left, right, 3))
        .as("distances 4, 1, 3 of the first; 64, 61, 59 of the second")
        .contains(new ClosestPair(0, 1, 1, 2));
  }

  @Test
  void an_empty_set_has_no_pair() {
    assertThat(ClosestPair.between(new long[0], new long[] {1}, 3)).isEmpty();
    assertThat(ClosestPair.between(new long[] {1}, new long[0], 3)).isEmpty();
  }

  @Test
  void of_equally_near_pairs_the_first_counts() {
    // more than one block and one tile, and every pair is as near as every other
    assertThat(ClosestPair.between(new long[3000], new long[5000], 0))
        .contains(new ClosestPair(0, 0, 0, 15_000_000L));
    long[] left = new long[3000];
    left[2500] = 1;
    left[1] = 1;
    long[] right = new long[5000];
    java.util.Arrays.fill(right, 7);
    right[4500] = 3;
    right[4501] = 3;
    assertThat(ClosestPair.between(left, right, 1))
        .as("the later tile holds the nearer pair")
        .contains(new ClosestPair(1, 4500, 1, 4));
  }

  @Test
  void as_a_loop_without_tiles_threads_and_shortcuts() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      // few distinct bits make many equal distances
      long mask = seed % 2 == 0 ? -1L : 0xffL;
      long[] left = hashes(random, 1 + random.nextInt(2100), mask);
      long[] right = hashes(random, 1 + random.nextInt(4200), mask);
      int radius = random.nextInt(30);
      assertThat(ClosestPair.between(left, right, radius))
          .as("seed %d", seed)
          .contains(naive(left, right, radius));
    }
  }

  private static long[] hashes(Random random, int count, long mask) {
    return random.longs(count).map(hash -> hash & mask).toArray();
  }

  private static ClosestPair naive(long[] left, long[] right, int radius) {
    ClosestPair best = new ClosestPair(-1, -1, 65, 0);
    long within = 0;
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < right.length; j++) {
        int distance = 0;
        for (long bits = left[i] ^ right[j]; bits != 0; bits &= bits - 1) {
          distance++;
        }
        if (distance < best.distance()) {
          best = new ClosestPair(i, j, distance, 0);
        }
        within += distance <= radius ? 1 : 0;
      }
    }
    return new ClosestPair(best.left(), best.right(), best.distance(), within);
  }
}
