package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HashPairsTest {
  /** Every pair by looking at all, as "i j". */
  private static List<String> bruteForce(int radius, long[] hashes, int against) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < against; i++) {
      for (int j = i + 1; j < hashes.length; j++) {
        if (Long.bitCount(hashes[i] ^ hashes[j]) <= radius) {
          pairs.add(i + " " + j);
        }
      }
    }
    return pairs.stream().sorted().toList();
  }

  /** The pairs that a search finds, sorted, with those it finds twice twice. */
  private static List<String> found(int radius, long[] hashes, int against, int direct) {
    List<String> pairs = new ArrayList<>();
    new HashPairs(radius, hashes, against, direct, (i, j) -> pairs.add(i + " " + j))
        .search(-1L, new long[0]);
    return pairs.stream().sorted().toList();
  }

  /** Distinct hashes: unrelated ones, and some with 1 to {@code spread} bits of another flipped. */
  private static long[] planted(Random random, int count, int spread, long varying) {
    long base = random.nextLong();
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      hashes[i] = base ^ (random.nextLong() & varying);
      if (i > 0 && random.nextInt(3) > 0) {
        hashes[i] = hashes[random.nextInt(i)];
        for (int flips = 1 + random.nextInt(spread); flips > 0; flips--) {
          hashes[i] ^= 1L << random.nextInt(64);
        }
      }
    }
    return LongStream.of(hashes).distinct().toArray();
  }

  /** A quarter of all bits. */
  private static long someBits(Random random) {
    long half = random.nextLong();
    return half & random.nextLong();
  }

  @Test
  void every_pair_within_the_radius_is_found_once_whatever_the_bits_look_like() {
    Random random = new Random(1);
    int pairs = 0;
    for (int round = 0; round < 300; round++) {
      int radius = random.nextInt(HashBands.MAX_RADIUS + 1);
      // all bits vary, or only a few: hot buckets
      long varying = round % 3 == 0 ? -1L : someBits(random);
      long[] hashes = planted(random, 2 + random.nextInt(150), radius + 2, varying);
      int against = round % 2 == 0 ? hashes.length : random.nextInt(hashes.length + 1);
      List<String> expected = bruteForce(radius, hashes, against);
      int direct = random.nextInt(12);
      assertThat(found(radius, hashes, against, direct))
          .as("round %d, radius %d, directly below %d", round, radius, direct)
          .isEqualTo(expected);
      pairs += expected.size();
    }
    assertThat(pairs).as("pairs in all rounds").isGreaterThan(10_000);
  }

  @Test
  void buckets_of_an_index_by_bands_find_each_pair_once() {
    Random random = new Random(2);
    for (int round = 0; round < 60; round++) {
      HashBands bands = new HashBands(random.nextInt(HashBands.MAX_RADIUS + 1));
      long[] hashes = planted(random, 200, bands.radius() + 2, ~someBits(random));
      List<String> pairs = new ArrayList<>();
      for (int band = 0; band < bands.count(); band++) {
        Map<Long, List<Integer>> buckets = new TreeMap<>();
        for (int i = 0; i < hashes.length; i++) {
          buckets.computeIfAbsent(bands.key(hashes[i], band), key -> new ArrayList<>()).add(i);
        }
        for (List<Integer> bucket : buckets.values()) {
          long[] inside = bucket.stream().mapToLong(i -> hashes[i]).toArray();
          HashPairs.inBucket(
              bands,
              band,
              inside,
              inside.length,
              (i, j) -> pairs.add(bucket.get(i) + " " + bucket.get(j)));
        }
      }
      assertThat(pairs.stream().sorted().toList())
          .as("round %d, radius %d", round, bands.radius())
          .isEqualTo(bruteForce(bands.radius(), hashes, hashes.length));
    }
  }

  @Test
  void twenty_thousand_hashes_that_share_a_band_are_no_burden() {
    Random random = new Random(3);
    long[] hashes =
        LongStream.generate(() -> random.nextLong() << 16 | 0xBEEF)
            .distinct()
            .limit(20_000)
            .toArray();
    for (int i = 0; i < 100; i++) {
      hashes[19_999 - i] = hashes[i] ^ 1L << 16 + i % 48;
    }
    List<String> pairs = new ArrayList<>();
    HashPairs.inBucket(
        new HashBands(3), 0, hashes, hashes.length, (i, j) -> pairs.add(i + " " + j));
    for (int i = 0; i < 100; i++) {
      assertThat(pairs).contains(i + " " + (19_999 - i));
    }
    // random hashes of 48 bits are within 3 bits with a chance of 7e-11
    assertThat(pairs).hasSize(100);
  }

  @Test
  void equal_hashes_are_pairs_too() {
    long[] hashes = new long[50];
    Arrays.fill(hashes, 7);
    assertThat(found(0, hashes, 50, 4)).hasSize(50 * 49 / 2);
    assertThat(found(3, hashes, 1, 4)).hasSize(49);
  }

  @Test
  void few_hashes_make_few_pairs() {
    List<String> pairs = new ArrayList<>();
    HashPairs.within(3, new long[0], (i, j) -> pairs.add(i + " " + j));
    HashPairs.within(3, new long[] {5}, (i, j) -> pairs.add(i + " " + j));
    assertThat(pairs).isEmpty();
    HashPairs.within(3, new long[] {0, 0b111, 0b1111}, (i, j) -> pairs.add(i + " " + j));
    assertThat(pairs).containsExactly("0 1", "1 2");
  }

  @Test
  void bands_cover_every_bit_once() {
    for (int radius = 0; radius <= HashBands.MAX_RADIUS; radius++) {
      HashBands bands = new HashBands(radius);
      long covered = 0;
      int bits = 0;
      for (int band = 0; band < bands.count(); band++) {
        covered |= bands.mask(band);
        bits += Long.bitCount(bands.mask(band));
        assertThat(Long.bitCount(bands.mask(band))).isEqualTo(bands.width(band));
        assertThat(bands.width(band)).isBetween(64 / (radius + 1), 64 / (radius + 1) + 1);
        assertThat(bands.key(-1L, band)).isEqualTo(-1L >>> 64 - bands.width(band));
      }
      assertThat(covered).as("radius %d", radius).isEqualTo(-1L);
      assertThat(bits).as("radius %d", radius).isEqualTo(64);
    }
    assertThat(new HashBands(3).key(0x1234_5678_9abc_def0L, 2)).isEqualTo(0x5678);
    assertThatThrownBy(() -> new HashBands(11)).hasMessage("radius is 0 to 10, not 11");
  }
}
