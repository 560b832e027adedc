package org.isobath.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BinsTest {
  private static final long MIB = 1 << 20;

  static Item item(String uri, long weight) {
    return new Item(uri, "", "", weight, weight, null, null, null, null, false);
  }

  private static List<Item> items(LongStream weights) {
    long[] all = weights.toArray();
    return IntStream.range(0, all.length).mapToObj(i -> item("%05d".formatted(i), all[i])).toList();
  }

  private static long weight(List<Item> bin) {
    return bin.stream().mapToLong(Item::weight).sum();
  }

  @Test
  void everyItemIsInOneBinInOrder() {
    List<Item> items = items(new Random(1).longs(500, 0, 40 * MIB));
    List<List<Item>> bins = Bins.of(items, 32 * MIB, 2);
    assertThat(bins.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(items);
    assertThat(bins)
        .allSatisfy(
            bin -> assertThat(bin).isSortedAccordingTo(java.util.Comparator.comparing(Item::uri)));
  }

  @Test
  void unevenItemsGiveEvenBins() {
    List<Item> items = items(new Random(2).longs(2000, 1, 4 * MIB));
    List<List<Item>> bins = Bins.of(items, 32 * MIB, 2);
    assertThat(bins).hasSizeBetween(120, 130);
    long mean = items.stream().mapToLong(Item::weight).sum() / bins.size();
    assertThat(bins)
        .allSatisfy(bin -> assertThat(weight(bin)).isBetween(mean * 95 / 100, mean * 105 / 100));
  }

  @Test
  void aGiantIsAloneInItsBin() {
    List<List<Item>> bins = Bins.of(items(LongStream.of(5, 900 * MIB, 5, 5)), 300 * MIB, 2);
    assertThat(bins)
        .anySatisfy(
            bin -> assertThat(bin).singleElement().extracting(Item::uri).isEqualTo("00001"));
  }

  @Test
  void smallWorkIsSpreadOverTheCores() {
    assertThat(Bins.of(items(LongStream.generate(() -> MIB).limit(16)), 1L << 40, 8)).hasSize(8);
    assertThat(Bins.of(items(LongStream.of(10, 10, 10)), 1L << 40, 8)).hasSize(1);
    assertThat(Bins.of(items(LongStream.of(10)), 1, 8)).hasSize(1);
  }
}
