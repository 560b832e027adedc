package org.isobath.jobs.bench;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.quality.MetricWork;
import org.isobath.scene.RenderedScene;
import org.isobath.scene.SceneGenerator;
import org.isobath.scene.SceneRenderer;

/**
 * What metrics cost in one thread, of rendered pictures with their exact depth: each alone, and
 * what {@code ingest} and {@code estimate} compute for a picture together, as a share of an
 * estimate of 200 ms. In seconds of the processor, so that waiting for other programs does not
 * count; that those share a core with it does.
 */
final class MetricsBench {
  static final double ESTIMATE_MS = 200;
  private static final double TARGET = 0.15;
  private static final long SEED = 78_000_001;

  /** Rounds that do not count: in them kernels are compiled. */
  private static final int WARM_UP = 3;

  private MetricsBench() {}

  static Outcome run(Run run, Load load, Path folder) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return measured(load, threads::getCurrentThreadCpuTime, run.progress());
  }

  /**
   * @param clock nanoseconds
   */
  static Outcome measured(Load load, LongSupplier clock, PrintStream progress) {
    Times stored = new Times(load);
    Times each = new Times(load);
    List<RenderedScene> scenes =
        IntStream.range(0, load.images())
            .mapToObj(i -> SceneGenerator.generate(SEED + i))
            .map(scene -> SceneRenderer.render(scene, load.width(), load.height()))
            .toList();
    // apart: what a job never runs would change how the kernels that it runs are compiled
    for (int round = -WARM_UP; round < load.rounds(); round++) {
      for (RenderedScene scene : scenes) {
        byte[] file = ImageEncoder.jpeg(scene.image(), 90);
        stored.add(round, MetricWork.stored(scene.image(), file, scene.depth()), clock);
      }
      if (round >= 0) {
        progress.printf(
            "bench: round %d/%d, %.1f ms%n", round + 1, load.rounds(), stored.all()[round]);
      }
    }
    for (int round = -WARM_UP; round < load.rounds(); round++) {
      for (RenderedScene scene : scenes) {
        byte[] file = ImageEncoder.jpeg(scene.image(), 90);
        each.add(round, MetricWork.each(scene.image(), file, scene.depth(), scene.camera()), clock);
      }
    }
    return outcome(load, stored, each);
  }

  /** Milliseconds of one picture in each round, by work. */
  private static final class Times {
    private final Load load;
    private final Map<String, double[]> millis = new LinkedHashMap<>();
    private final Map<String, Double> stated = new LinkedHashMap<>();

    /** Means: what nobody looks at a compiler may leave out. */
    private final Map<String, Double> scores = new LinkedHashMap<>();

    Times(Load load) {
      this.load = load;
    }

    void add(int round, List<MetricWork> works, LongSupplier clock) {
      for (MetricWork work : works) {
        DoubleSupplier ready = work.fresh().get();
        long start = clock.getAsLong();
        double score = ready.getAsDouble();
        long end = clock.getAsLong();
        if (round >= 0) {
          millis.computeIfAbsent(work.label(), label -> new double[load.rounds()])[round] +=
              (end - start) / 1e6 / load.images();
          stated.put(work.label(), work.cost());
          scores.merge(work.label(), score / load.images() / load.rounds(), Double::sum);
        }
      }
    }

    /** Of all works together. */
    double[] all() {
      double[] sums = new double[load.rounds()];
      for (double[] ofOne : millis.values()) {
        for (int round = 0; round < sums.length; round++) {
          sums[round] += ofOne[round];
        }
      }
      return sums;
    }

    MedianInterval of(String label) {
      return MedianInterval.of(millis.get(label));
    }
  }

  private static Outcome outcome(Load load, Times stored, Times each) {
    Verdicts answer = new Verdicts();
    answer.figure("images", load.images());
    Map<String, Double> medians = new LinkedHashMap<>();
    for (String label : each.millis.keySet()) {
      MedianInterval millis = each.of(label);
      medians.put(label, millis.median());
      answer.line(
          "%s %s ms, stated %s; mean score %.4g",
          label, millis, each.stated.get(label), each.scores.get(label));
    }
    answer.figure("metric_ms", medians);
    for (String label : stored.millis.keySet()) {
      answer.line("%s in all %s ms", label, stored.of(label));
    }
    MedianInterval all = MedianInterval.of(stored.all());
    answer.figure("stored_ms", all);
    MedianInterval share =
        MedianInterval.of(
            IntStream.range(0, load.rounds())
                .mapToDouble(round -> stored.all()[round] / ESTIMATE_MS)
                .toArray());
    answer.figure("share", share);
    answer.line(
        "of picture, file and depth map, without text_share: %s ms, %s of an estimate of %.0f ms",
        all, share, ESTIMATE_MS);
    answer.atMost("share", share, TARGET);
    return answer.outcome();
  }
}
