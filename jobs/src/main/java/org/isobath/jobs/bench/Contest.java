package org.isobath.jobs.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Several ways of doing the same work, in turn, round after round, so that whatever else the
 * machine does disturbs all of them alike. Every other round goes backwards.
 */
final class Contest {
  /**
   * One way.
   *
   * @param name for people
   * @param work does it once
   */
  record Way(String name, Work work) {}

  /** Does the work with so many of the pictures. */
  interface Work {
    /**
     * @return what that cost, without what is only there for the measurement
     */
    Usage with(int pictures) throws Exception;
  }

  private Contest() {}

  /**
   * @param pictures of the large runs; the small ones take a quarter
   * @return one series for each way, in their order
   */
  static List<Series> run(List<Way> ways, int pictures, int rounds, PrintStream progress)
      throws Exception {
    int few = few(pictures);
    // does not count: class loading and compilation belong to none of them
    for (Way way : ways) {
      way.work().with(pictures);
    }
    List<Series> series = new ArrayList<>();
    ways.forEach(way -> series.add(new Series(few, pictures)));
    for (int round = 0; round < rounds; round++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < ways.size(); i++) {
        int next = round % 2 == 0 ? i : ways.size() - 1 - i;
        Work work = ways.get(next).work();
        Usage small = work.with(few);
        Usage large = work.with(pictures);
        series.get(next).add(small, large);
        line.append(
            ", %s %.2f s (%.2f s with a quarter)"
                .formatted(ways.get(next).name(), large.wallSeconds(), small.wallSeconds()));
      }
      progress.printf("bench: round %d/%d%s%n", round + 1, rounds, line);
    }
    return series;
  }

  static int few(int pictures) {
    return Math.max(1, pictures / 4);
  }
}
