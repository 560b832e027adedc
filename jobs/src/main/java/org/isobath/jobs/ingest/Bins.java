package org.isobath.jobs.ingest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Deals items out to tasks so that each has about the same number of bytes: largest first, each to
 * the task with the least. Decided on the driver from listed lengths, before anything is read.
 */
final class Bins {
  /** What opening and hashing any picture costs beside its bytes, in bytes. */
  private static final long OVERHEAD = 64 << 10;

  /** Below this a task is not worth its start, unless cores would idle otherwise. */
  private static final long SMALLEST = 1 << 20;

  private Bins() {}

  /**
   * @param partitionBytes about the most for one bin; a larger item has a bin of its own
   * @param cores how many tasks can run at once; small work is spread over them
   * @return bins without empty ones, each in the order of {@code items}
   */
  static List<List<Item>> of(List<Item> items, long partitionBytes, int cores) {
    long total = items.stream().mapToLong(Bins::weight).sum();
    long wanted =
        Math.max(
            (total + partitionBytes - 1) / partitionBytes,
            Math.min(cores, (total + SMALLEST - 1) / SMALLEST));
    int count = (int) Math.max(1, Math.min(wanted, items.size()));
    List<Integer> byWeight = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      byWeight.add(i);
    }
    byWeight.sort(Comparator.comparingLong((Integer i) -> weight(items.get(i))).reversed());
    PriorityQueue<Bin> bins =
        new PriorityQueue<>(
            Comparator.comparingLong((Bin bin) -> bin.weight).thenComparingInt(bin -> bin.number));
    for (int i = 0; i < count; i++) {
      bins.add(new Bin(i));
    }
    for (int i : byWeight) {
      Bin least = bins.remove();
      least.members.add(i);
      least.weight += weight(items.get(i));
      bins.add(least);
    }
    return bins.stream()
        .filter(bin -> !bin.members.isEmpty())
        .sorted(Comparator.comparingInt(bin -> bin.number))
        .map(bin -> bin.members.stream().sorted().map(items::get).toList())
        .toList();
  }

  private static long weight(Item item) {
    return item.weight() + OVERHEAD;
  }

  private static final class Bin {
    private final int number;
    private final List<Integer> members = new ArrayList<>();
    private long weight;

    Bin(int number) {
      this.number = number;
    }
  }
}
