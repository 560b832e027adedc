package org.isobath.jobs.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;

/**
 * Whether memory and cost stay flat as pictures become more: {@code estimate} in JVMs of their own
 * over some pictures and over twenty times as many, with a heap of fixed size. Compared is what
 * there is in the second half of each run ({@link Looks#settled}); whether it still grows there
 * ({@link Looks#drift}) is printed beside it.
 */
final class MemoryBench {
  private static final int TIMES = 20;

  /** What may be added from some pictures to twenty times as many. */
  private static final double MOST = 1.10;

  /** All of the heap is resident from the start, so the rest can be told from it. */
  private static final List<String> FLAGS = List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");

  /** A collection costs a twentieth of a second; both sizes pay it as often a second. */
  private static final double LOOK_SECONDS = 2;

  private MemoryBench() {}

  static Outcome run(Run run, Load load, Path folder) throws Exception {
    int some = load.images();
    int[] sizes = {Contest.few(some), some, TIMES * some};
    Workbench bench = new Workbench(run, load, TIMES * some, folder);
    List<Path> ingested = new ArrayList<>();
    for (int size : sizes) {
      ingested.add(bench.ingested("of-" + size, bench.files.subList(0, size)));
      run.progress().printf("bench: %d pictures ingested%n", size);
    }
    List<MeasuredRun[]> rounds = new ArrayList<>();
    for (int round = 0; round < load.rounds(); round++) {
      MeasuredRun[] runs = new MeasuredRun[sizes.length];
      for (int i = 0; i < sizes.length; i++) {
        Path warehouse = bench.fresh(ingested.get(i));
        runs[i] =
            MeasuredRun.of(folder, FLAGS, LOOK_SECONDS, bench.arguments("estimate", warehouse));
        Folders.delete(warehouse);
        Memory settled = runs[i].looks().settled();
        run.progress()
            .printf(
                "bench: round %d/%d, %d pictures: %.1f CPU-seconds, heap %.0f MB, direct %.0f MB, native %.0f MB%n",
                round + 1,
                load.rounds(),
                sizes[i],
                runs[i].usage().cpuSeconds(),
                settled.heapMb(),
                settled.directMb(),
                settled.nativeMb());
      }
      rounds.add(runs);
    }
    return outcome(sizes, rounds);
  }

  private static Outcome outcome(int[] sizes, List<MeasuredRun[]> rounds) {
    Verdicts answer = new Verdicts();
    answer.figure("images", sizes[1]);
    answer.figure("more_images", sizes[2]);
    answer.figure("pairs", rounds.size());
    growth(answer, "heap", rounds, Memory::heapMb);
    growth(answer, "direct", rounds, Memory::directMb);
    growth(answer, "native", rounds, Memory::nativeMb);
    MedianInterval cost =
        over(rounds, r -> costGrowth(sizes, r[0].usage(), r[1].usage(), r[2].usage()));
    answer.figure("image_cost_growth", cost);
    answer.figure("coverage", cost.coverage());
    answer.line("CPU-seconds of a picture, start-up apart: %s times as many", cost);
    answer.atMost("image_cost_growth", cost, MOST);
    return answer.outcome();
  }

  private static void growth(
      Verdicts answer,
      String name,
      List<MeasuredRun[]> rounds,
      ToDoubleFunction<Memory> megabytes) {
    MedianInterval growth = over(rounds, r -> settled(r[2], megabytes) / settled(r[1], megabytes));
    double mb = over(rounds, r -> settled(r[2], megabytes)).median();
    double drift = over(rounds, r -> megabytes.applyAsDouble(r[2].looks().drift())).median();
    answer.figure(name + "_mb", mb);
    answer.figure(name + "_growth", growth);
    answer.figure(name + "_drift", drift);
    answer.line(
        "%s: %.0f MB, %s times as much; %.2f times from the middle of the run to its end",
        name, mb, growth, drift);
    answer.atMost(name + "_growth", growth, MOST);
  }

  private static double settled(MeasuredRun run, ToDoubleFunction<Memory> megabytes) {
    return megabytes.applyAsDouble(run.looks().settled());
  }

  private static MedianInterval over(
      List<MeasuredRun[]> rounds, ToDoubleFunction<MeasuredRun[]> value) {
    return MedianInterval.of(rounds.stream().mapToDouble(value).toArray());
  }

  /**
   * Cost of one more picture beyond {@code sizes[1]} over that of one up to there, the first
   * quarter apart: what starts up, and is compiled first, is in neither.
   */
  static double costGrowth(int[] sizes, Usage quarter, Usage some, Usage many) {
    double early = (some.cpuSeconds() - quarter.cpuSeconds()) / (sizes[1] - sizes[0]);
    double late = (many.cpuSeconds() - some.cpuSeconds()) / (sizes[2] - sizes[1]);
    return late / early;
  }
}
