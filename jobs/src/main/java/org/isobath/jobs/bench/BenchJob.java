package org.isobath.jobs.bench;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.isobath.UserError;
import org.isobath.image.DecodeOptions;
import org.isobath.image.ImageDecoder;
import org.isobath.jobs.Conf;
import org.isobath.jobs.HadoopSettings;
import org.isobath.jobs.Job;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.jobs.Tables;
import org.isobath.jobs.TaskCores;
import org.isobath.jobs.Verb;
import org.isobath.model.DepthModel;
import org.isobath.model.DepthModels;
import org.isobath.model.ImageEstimator;
import org.isobath.model.ModelCard;
import org.isobath.model.ModelStore;
import org.isobath.model.OutputSize;
import org.isobath.model.Tiling;
import org.isobath.onnx.Device;

/**
 * How close {@code estimate} comes to a bare loop over the same kernels, model, threads and
 * pictures. Runs the two in turn, several times, in a warehouse of its own under the temporary
 * folder, and prints the ratio of each pair as median and 90 % interval; single times of a busy
 * machine say little. The job's time is all of its run: listing, streaming, committing. With {@code
 * bench.what = duplicates} it does what {@link DuplicatesBench} says instead.
 */
public final class BenchJob implements Job {
  @Override
  public String verb() {
    return "bench";
  }

  @Override
  public String summary() {
    return "Compare estimate with a bare loop over the same kernels; or time the search for duplicates";
  }

  @Override
  public boolean writes(Options options) {
    return false;
  }

  @Override
  public void check(Conf conf, Options options) {
    duplicates(conf);
    if (!conf.string("spark.master").startsWith("local")) {
      throw new UserError(
          "bench compares one process with one process: it runs with spark.master = local[N], found "
              + conf.string("spark.master")
              + ".");
    }
  }

  private static boolean duplicates(Conf conf) {
    return conf.oneOf("bench.what", "estimate", "duplicates").equals("duplicates");
  }

  @Override
  public Outcome run(Run run) throws Exception {
    Path folder = Files.createTempDirectory("isobath-bench");
    try {
      return duplicates(run.conf()) ? DuplicatesBench.run(run, folder) : run(run, folder);
    } finally {
      delete(folder);
    }
  }

  private static Outcome run(Run run, Path folder) throws Exception {
    Conf conf = run.conf();
    int count = conf.integer("bench.images", 1, 1_000_000);
    int threads = run.spark().sparkContext().defaultParallelism();
    List<Path> files =
        Pictures.write(
            Files.createDirectories(folder.resolve("pictures")),
            count,
            conf.integer("bench.width", 16, 8192),
            conf.integer("bench.height", 16, 8192));

    Configuration hadoop = HadoopSettings.of(conf);
    ModelStore store = ModelSettings.of(conf).store();
    Device device = Device.of(conf.string("estimate.device"));
    int intraOp = TaskCores.of(conf).intraOpThreads(conf);
    ModelCard card = ModelSettings.cards(conf).get(conf.string("estimate.model"));
    Path model = store.fetch(card, hadoop);
    double wanted = conf.number("bench.inference-ms", 0, 600_000);
    if (wanted > 0) {
      byte[] first = Files.readAllBytes(files.get(0));
      card =
          HeavierCard.of(
              card,
              ImageDecoder.decode(first, DecodeOptions.DEFAULT).image(),
              wanted,
              heavier -> DepthModels.open(heavier, model, device, intraOp));
    }
    Path cards = Files.createDirectories(folder.resolve("cards"));
    Files.writeString(cards.resolve(card.id() + ".conf"), card.toHocon());

    Map<String, Object> overrides = new LinkedHashMap<>();
    overrides.put("models.path", List.of(cards.toUri().toString()));
    overrides.put(
        "ingest.sources",
        List.of(
            Map.of(
                "kind",
                "files",
                "path",
                folder.resolve("pictures").toUri().toString(),
                "source",
                "bench")));
    overrides.put("ingest.content", "inline");
    Path base = folder.resolve("base");
    Conf settings = with(conf, overrides);
    job(run, "ingest", settings, base);

    try (DepthModel opened = DepthModels.open(card, model, device, intraOp)) {
      ImageEstimator estimator =
          new ImageEstimator(
              opened, DecodeOptions.DEFAULT, OutputSize.NETWORK, Tiling.NONE, card.paramsHash());
      double inference =
          HeavierCard.inference(
              opened,
              ImageDecoder.decode(Files.readAllBytes(files.get(0)), DecodeOptions.DEFAULT).image());
      run.progress()
          .printf(
              "bench: %d pictures, %d threads, %s on %s, one inference %.1f ms%n",
              count, threads, card.id(), opened.device(), inference);
      // one pair that does not count: class loading and compilation belong to neither
      pair(run, settings, base, folder.resolve("warm"), estimator, files, threads, true);
      int pairs = conf.integer("bench.pairs", 1, 1000);
      Usage[] jobs = new Usage[pairs];
      Usage[] loops = new Usage[pairs];
      for (int i = 0; i < pairs; i++) {
        Usage[] both =
            pair(
                run,
                settings,
                base,
                folder.resolve("pair-" + i),
                estimator,
                files,
                threads,
                i % 2 == 0);
        jobs[i] = both[0];
        loops[i] = both[1];
        run.progress()
            .printf(
                "bench: pair %d/%d: job %.2f s, bare loop %.2f s, ratio %.3f%n",
                i + 1,
                pairs,
                both[0].wallSeconds(),
                both[1].wallSeconds(),
                both[1].wallSeconds() / both[0].wallSeconds());
      }
      return outcome(count, inference, conf.number("bench.target", 0, 10), jobs, loops);
    }
  }

  private static Usage[] pair(
      Run run,
      Conf settings,
      Path base,
      Path warehouse,
      ImageEstimator estimator,
      List<Path> files,
      int threads,
      boolean jobFirst)
      throws Exception {
    copy(base.resolve("images"), warehouse.resolve("images"));
    Usage.Work job = () -> job(run, "estimate", settings, warehouse);
    Usage.Work loop = () -> BareLoop.run(estimator, files, threads);
    Usage first = Usage.of(jobFirst ? job : loop);
    Usage second = Usage.of(jobFirst ? loop : job);
    delete(warehouse);
    return jobFirst ? new Usage[] {first, second} : new Usage[] {second, first};
  }

  private static void job(Run run, String verb, Conf settings, Path warehouse) throws Exception {
    Conf conf = with(settings, Map.of("warehouse", warehouse.toUri().toString()));
    Job job = Verb.find(Verb.ALL, verb).jobs().get(0);
    Outcome outcome =
        job.run(
            new Run(
                run.spark(),
                conf,
                Tables.open(run.spark(), conf),
                Options.NONE,
                run.id(),
                new java.io.PrintStream(
                    java.io.OutputStream.nullOutputStream(),
                    false,
                    java.nio.charset.StandardCharsets.UTF_8)));
    if (outcome.out() == 0 || outcome.rejected() > 0) {
      throw new IllegalStateException(
          verb + " did not process the pictures of the benchmark: " + outcome);
    }
  }

  private static Outcome outcome(
      int count, double inference, double target, Usage[] jobs, Usage[] loops) {
    MedianInterval wall = ratios(loops, jobs, true);
    MedianInterval cpu = ratios(loops, jobs, false);
    double jobRate = count / median(Arrays.stream(jobs).mapToDouble(Usage::wallSeconds));
    double bareRate = count / median(Arrays.stream(loops).mapToDouble(Usage::wallSeconds));
    double cpuPerImage = median(Arrays.stream(jobs).mapToDouble(Usage::cpuSeconds)) / count;
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("images", count);
    figures.put("pairs", jobs.length);
    figures.put("inference_ms", inference);
    figures.put("images_per_second", jobRate);
    figures.put("bare_images_per_second", bareRate);
    figures.put("ratio", wall.median());
    figures.put("ratio_low", wall.low());
    figures.put("ratio_high", wall.high());
    figures.put("cpu_ratio", cpu.median());
    figures.put("cpu_ratio_low", cpu.low());
    figures.put("cpu_ratio_high", cpu.high());
    figures.put("coverage", wall.coverage());
    figures.put("target", target);
    figures.put("verdict", wall.verdict(target));
    figures.put("cpu_seconds_per_image", cpuPerImage);
    figures.put("peak_rss_mb", Usage.peakRssMb());
    return Outcome.of(
        figures,
        List.of(
            "bench: estimate %.2f images/s, bare loop %.2f images/s".formatted(jobRate, bareRate),
            "bench: wall ratio %.3f [%.3f, %.3f], CPU ratio %.3f [%.3f, %.3f], %d pairs, interval covers %.0f %%"
                .formatted(
                    wall.median(),
                    wall.low(),
                    wall.high(),
                    cpu.median(),
                    cpu.low(),
                    cpu.high(),
                    jobs.length,
                    100 * wall.coverage()),
            "bench: target %.2f %s".formatted(target, wall.verdict(target))));
  }

  private static MedianInterval ratios(Usage[] loops, Usage[] jobs, boolean wall) {
    return MedianInterval.of(
        IntStream.range(0, jobs.length)
            .mapToDouble(
                i ->
                    wall
                        ? loops[i].wallSeconds() / jobs[i].wallSeconds()
                        : loops[i].cpuSeconds() / jobs[i].cpuSeconds())
            .toArray());
  }

  private static double median(java.util.stream.DoubleStream values) {
    return MedianInterval.of(values.toArray()).median();
  }

  private static Conf with(Conf conf, Map<String, Object> values) {
    var config = ConfigFactory.empty();
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      config = config.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef(entry.getValue()));
    }
    return conf.with(config.root().render(ConfigRenderOptions.concise()));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      paths
          .sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
