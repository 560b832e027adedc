package org.isobath.jobs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.isobath.image.DecodeOptions;
import org.isobath.image.ImageDecoder;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.model.ImageEstimator;

/**
 * How close {@code estimate} comes to a bare loop over the same kernels, model, threads and
 * pictures. The job's time is all of its run: listing, streaming, committing; so what belongs to a
 * picture is told apart from what belongs to a run by runs over a quarter of the pictures.
 */
final class EstimateBench {
  private EstimateBench() {}

  /**
   * @param target of wall and CPU rate against the bare loop, start-up apart
   * @param aim beyond that
   */
  static Question.Answer atLeast(double target, double aim) {
    return (run, load, folder) -> run(run, load, folder, target, aim);
  }

  private static Outcome run(Run run, Load load, Path folder, double target, double aim)
      throws Exception {
    int images = load.images();
    Workbench bench = new Workbench(run, load, images, folder);
    Path all = bench.ingested("all", bench.files);
    Path quarter = bench.ingested("quarter", bench.files.subList(0, Contest.few(images)));
    ImageEstimator estimator = bench.estimator();
    int threads = run.spark().sparkContext().defaultParallelism();
    double inference =
        HeavierCard.inference(
            estimator.model(),
            ImageDecoder.decode(Files.readAllBytes(bench.files.get(0)), DecodeOptions.DEFAULT)
                .image());
    run.progress()
        .printf(
            "bench: %d pictures, %d threads, %s on %s, one inference %.1f ms%n",
            images, threads, bench.card.id(), estimator.model().device().label(), inference);
    List<Series> series =
        Contest.run(
            List.of(
                new Contest.Way("job", n -> job(bench, n == images ? all : quarter, n)),
                new Contest.Way(
                    "bare loop",
                    n ->
                        Usage.of(
                            () -> BareLoop.run(estimator, bench.files.subList(0, n), threads)))),
            images,
            load.rounds(),
            run.progress());
    return outcome(series.get(0), series.get(1), inference, target, aim);
  }

  /** All of the job but the copy of its input. */
  static Usage job(Workbench bench, Path ingested, int pictures) throws Exception {
    Path warehouse = bench.fresh(ingested);
    Usage usage = Usage.of(() -> bench.estimate(warehouse, pictures));
    Folders.delete(warehouse);
    return usage;
  }

  private static Outcome outcome(
      Series job, Series loop, double inference, double target, double aim) {
    MedianInterval wall = job.slopeRatio(loop, Usage::wallSeconds);
    MedianInterval cpu = job.slopeRatio(loop, Usage::cpuSeconds);
    MedianInterval wholeWall = job.ratio(loop, Usage::wallSeconds);
    MedianInterval wholeCpu = job.ratio(loop, Usage::cpuSeconds);
    double jobRate = job.many() / job.whole(Usage::wallSeconds).median();
    double loopRate = loop.many() / loop.whole(Usage::wallSeconds).median();
    Verdicts answer = new Verdicts();
    answer.figure("images", job.many());
    answer.figure("pairs", job.large().size());
    answer.figure("inference_ms", inference);
    answer.figure("images_per_second", jobRate);
    answer.figure("bare_images_per_second", loopRate);
    answer.figure("ratio", wholeWall);
    answer.figure("cpu_ratio", wholeCpu);
    answer.figure("slope_ratio", wall);
    answer.figure("slope_cpu_ratio", cpu);
    answer.figure("coverage", wall.coverage());
    answer.figure("cpu_seconds_per_image", job.whole(Usage::cpuSeconds).median() / job.many());
    double fixed =
        job.whole(Usage::wallSeconds).median()
            - job.many() * job.slopes(Usage::wallSeconds).median();
    answer.figure("start_seconds", fixed);
    answer.line("estimate %.2f images/s, bare loop %.2f images/s", jobRate, loopRate);
    answer.line(
        "whole runs: wall ratio %s, CPU ratio %s; about %.1f s of each run of the job are start-up",
        wholeWall, wholeCpu, fixed);
    answer.line(
        "start-up apart: wall ratio %s, CPU ratio %s, %d pairs, intervals cover %.0f %%",
        wall, cpu, job.large().size(), 100 * wall.coverage());
    for (double bound : new double[] {target, aim}) {
      answer.atLeast("slope_ratio", wall, bound);
      answer.atLeast("slope_cpu_ratio", cpu, bound);
    }
    return answer.outcome();
  }
}
