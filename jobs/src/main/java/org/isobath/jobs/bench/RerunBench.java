package org.isobath.jobs.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;

/**
 * What {@code estimate} costs when little or nothing is new: the whole command in a JVM of its own
 * beside one that only starts Spark and touches a Delta table; the bytes that its tasks read; and,
 * in this JVM, a hundredth of new pictures beside all of them.
 */
final class RerunBench {
  /** CPU-seconds beyond the least that a command over Delta tables costs. */
  private static final double MOST_MORE = 5;

  /** Share of the bytes of the full run: keys are smaller than that, pictures are not. */
  private static final double MOST_READ = 0.01;

  /** Share of the cost of the full run that a hundredth of new pictures may have. */
  private static final double MOST_OF_HUNDREDTH = 0.03;

  private RerunBench() {}

  /** One round in this JVM. */
  private record Round(
      Usage full, Usage nothing, Usage hundredth, long fullBytes, long nothingBytes) {}

  static Outcome run(Run run, Load load, Path folder) throws Exception {
    int fresh = Math.max(1, load.images() / 101);
    int old = load.images() - fresh;
    Workbench bench = new Workbench(run, load, load.images(), folder);
    List<Path> first = bench.files.subList(0, old);
    List<Path> later = bench.files.subList(old, load.images());
    Path all = bench.ingested("all", first);

    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i <= load.rounds(); i++) {
      Path warehouse = bench.fresh(all);
      Round round = round(run.spark().sparkContext(), bench, warehouse, old, later);
      Folders.delete(warehouse);
      // the first does not count
      if (i > 0) {
        rounds.add(round);
        run.progress()
            .printf(
                "bench: round %d/%d, %d pictures %.2f s, nothing new %.2f s, %d new %.2f s%n",
                i,
                load.rounds(),
                old,
                round.full().wallSeconds(),
                round.nothing().wallSeconds(),
                fresh,
                round.hundredth().wallSeconds());
      }
    }

    Path done = bench.fresh(all);
    bench.estimate(done, old);
    double[] more = new double[load.rounds()];
    for (int i = 0; i < more.length; i++) {
      Usage least = child(bench, folder, MeasuredMain.NOTHING, done);
      Usage again = child(bench, folder, "estimate", done);
      more[i] = again.cpuSeconds() - least.cpuSeconds();
      run.progress()
          .printf(
              "bench: round %d/%d, CPU-seconds of a command: nothing new %.2f, no work at all %.2f%n",
              i + 1, more.length, again.cpuSeconds(), least.cpuSeconds());
    }
    return outcome(old, fresh, rounds, MedianInterval.of(more));
  }

  private static Round round(
      SparkContext spark, Workbench bench, Path warehouse, int old, List<Path> later)
      throws Exception {
    Usage[] usage = new Usage[3];
    long fullBytes =
        BytesRead.during(spark, () -> usage[0] = Usage.of(() -> bench.estimate(warehouse, old)));
    long nothingBytes =
        BytesRead.during(spark, () -> usage[1] = Usage.of(() -> bench.estimate(warehouse, 0)));
    bench.ingest(warehouse, later);
    usage[2] = Usage.of(() -> bench.estimate(warehouse, later.size()));
    return new Round(usage[0], usage[1], usage[2], fullBytes, nothingBytes);
  }

  private static Usage child(Workbench bench, Path folder, String verb, Path warehouse)
      throws Exception {
    return MeasuredRun.of(folder, List.of(), 0, bench.arguments(verb, warehouse)).usage();
  }

  private static Outcome outcome(
      int old, int fresh, List<Round> rounds, MedianInterval moreCpuSeconds) {
    MedianInterval read =
        MedianInterval.of(
            rounds.stream().mapToDouble(r -> (double) r.nothingBytes() / r.fullBytes()).toArray());
    // as if exactly a hundredth were new
    double scale = old / (100.0 * fresh);
    MedianInterval share =
        MedianInterval.of(
            rounds.stream()
                .mapToDouble(
                    r ->
                        scale
                            * (r.hundredth().cpuSeconds() - r.nothing().cpuSeconds())
                            / r.full().cpuSeconds())
                .toArray());
    Verdicts answer = new Verdicts();
    answer.figure("images", old);
    answer.figure("new_images", fresh);
    answer.figure("pairs", rounds.size());
    answer.figure("more_cpu_seconds", moreCpuSeconds);
    answer.figure("read_share", read);
    answer.figure("full_bytes_read", rounds.get(0).fullBytes());
    answer.figure("rerun_bytes_read", rounds.get(0).nothingBytes());
    answer.figure("hundredth_cost_share", share);
    answer.figure("coverage", share.coverage());
    answer.line(
        "nothing new costs %s CPU-seconds more than a command that does nothing", moreCpuSeconds);
    answer.line(
        "nothing new reads %d bytes, %s of the %d bytes of the full run over %d pictures",
        rounds.get(0).nothingBytes(), read, rounds.get(0).fullBytes(), old);
    answer.line("a hundredth of new pictures costs %s of the full run beyond that", share);
    answer.atMost("more_cpu_seconds", moreCpuSeconds, MOST_MORE);
    answer.atMost("read_share", read, MOST_READ);
    answer.atMost("hundredth_cost_share", share, MOST_OF_HUNDREDTH);
    return answer.outcome();
  }
}
