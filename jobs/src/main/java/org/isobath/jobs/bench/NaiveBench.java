package org.isobath.jobs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;

/**
 * How many times as fast as {@link NaiveEstimate} {@code estimate} is, and where that comes from:
 * the parts that make the first attempt slow are mended one after the other, and the last step is
 * the job itself.
 */
final class NaiveBench {
  /** What the job does beyond the mended parts. */
  private static final String REST = "estimate instead of functions of a row";

  private NaiveBench() {}

  static Outcome run(Run run, Load load, Path folder) throws Exception {
    int images = load.images();
    Workbench bench = new Workbench(run, load, images, folder);
    Path all = bench.ingested("all", bench.files);
    Path quarter = bench.ingested("quarter", bench.files.subList(0, Contest.few(images)));
    List<Contest.Way> ways = new ArrayList<>();
    EnumSet<NaivePart> parts = EnumSet.allOf(NaivePart.class);
    ways.add(new Contest.Way("naive", work(run, bench, folder, EnumSet.copyOf(parts))));
    for (NaivePart part : NaivePart.values()) {
      parts.remove(part);
      ways.add(
          new Contest.Way(
              "without " + part.name().toLowerCase(Locale.ROOT).replace('_', ' '),
              work(run, bench, folder, EnumSet.copyOf(parts))));
    }
    ways.add(
        new Contest.Way("estimate", n -> EstimateBench.job(bench, n == images ? all : quarter, n)));
    return outcome(Contest.run(ways, images, load.rounds(), run.progress()));
  }

  private static Contest.Work work(
      Run run, Workbench bench, Path folder, EnumSet<NaivePart> parts) {
    NaiveEstimate naive =
        new NaiveEstimate(bench.card, bench.model.toString(), bench.device, bench.intraOp, parts);
    return n -> {
      Path table = Files.createTempDirectory(folder, "naive").resolve("depth");
      Usage usage = Usage.of(() -> naive.run(run.spark(), bench.files.subList(0, n), table));
      Folders.delete(table);
      return usage;
    };
  }

  private static Outcome outcome(List<Series> series) {
    Series naive = series.get(0);
    Series job = series.get(series.size() - 1);
    MedianInterval wall = job.slopeRatio(naive, Usage::wallSeconds);
    MedianInterval cpu = job.slopeRatio(naive, Usage::cpuSeconds);
    Verdicts answer = new Verdicts();
    answer.figure("images", naive.many());
    answer.figure("pairs", naive.large().size());
    answer.figure("images_per_second", 1 / job.slopes(Usage::wallSeconds).median());
    answer.figure("naive_images_per_second", 1 / naive.slopes(Usage::wallSeconds).median());
    answer.figure("factor", wall);
    answer.figure("cpu_factor", cpu);
    answer.figure("whole_factor", job.ratio(naive, Usage::wallSeconds));
    answer.figure("coverage", wall.coverage());
    answer.line(
        "naive %.2f images/s, estimate %.2f images/s, start-up apart: %s times as fast, %s times in CPU-seconds",
        1 / naive.slopes(Usage::wallSeconds).median(),
        1 / job.slopes(Usage::wallSeconds).median(),
        wall,
        cpu);
    for (int i = 1; i < series.size(); i++) {
      NaivePart part = i <= NaivePart.values().length ? NaivePart.values()[i - 1] : null;
      MedianInterval step = series.get(i).slopeRatio(series.get(i - 1), Usage::wallSeconds);
      answer.figure(
          "step_" + (part == null ? "estimate" : part.name().toLowerCase(Locale.ROOT)), step);
      answer.line("  %s: %s times", part == null ? REST : part.mended, step);
    }
    return answer.outcome();
  }
}
