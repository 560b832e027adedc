package org.isobath.jobs.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.image.DecodeOptions;
import org.isobath.image.HeaderProbe;
import org.isobath.jobs.BatchSettings;
import org.isobath.jobs.Conf;
import org.isobath.jobs.HadoopSettings;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.TaskCores;
import org.isobath.model.DepthModel;
import org.isobath.model.DepthModels;
import org.isobath.model.ImageEstimator;
import org.isobath.model.ModelCard;
import org.isobath.model.ModelCards;
import org.isobath.model.OutputSize;
import org.isobath.onnx.Batching;
import org.isobath.onnx.Device;

/**
 * Finds settings of {@code estimate} that suit this machine and model, in a few minutes: batch,
 * threads of decoding and of one inference, tasks at once, and the card of the other precision
 * where there is one ({@code <id>-fp16}). Measures what an executor does between reading rows and
 * writing them, with the pictures that it is given: give it yours with {@code bench.pictures}.
 */
final class Sweep {
  private static final Load LOAD = new Load(32, 640, 480, 0, 1);
  private static final int[] BATCHES = {1, 2, 4, 8, 16, 32};
  private static final String HALF = "-fp16";

  private final Conf conf;
  private final PrintStream progress;
  private final Device device;
  private final TaskCores cores;
  private final List<Trial.Picture> pictures;
  private final ModelCards cards;

  private Sweep(Conf conf, PrintStream progress, List<Trial.Picture> pictures) {
    this.conf = conf;
    this.progress = progress;
    this.pictures = pictures;
    this.device = Device.of(conf.string("estimate.device")).resolve();
    this.cores = TaskCores.of(conf);
    this.cards = ModelSettings.cards(conf);
  }

  static Outcome run(Conf conf, PrintStream progress, Path folder) throws Exception {
    Load load = LOAD.or(conf);
    List<Trial.Picture> pictures = new ArrayList<>();
    for (Path file : Pictures.of(conf, load, load.images(), folder)) {
      byte[] content = Files.readAllBytes(file);
      try {
        pictures.add(
            new Trial.Picture(content, content.length + 3 * HeaderProbe.probe(content).pixels()));
      } catch (Rejected e) {
        throw new UserError(file + " cannot be used: " + e.getMessage(), e);
      }
    }
    return new Sweep(conf, progress, pictures).run();
  }

  private Outcome run() throws Exception {
    SweepPoint configured = configured();
    progress.printf(
        "sweep: %s on %s, %d cores, %d pictures%n",
        configured.model(), device.label(), cores.cores(), pictures.size());
    SweepSearch search = new SweepSearch(this::measure);
    SweepSearch.Tried best = search.run(configured, axes(configured));
    return outcome(configured, best, search.tried());
  }

  private SweepPoint configured() {
    ModelCard card = cards.get(conf.string("estimate.model"));
    int batch = BatchSettings.of(conf).maxOn(device);
    int intraOp = cores.intraOpThreads(conf);
    int decoders =
        conf.string("estimate.decoder-threads").equals("auto")
            ? batch > 1 ? cores.perTask() : Math.max(1, cores.perTask() / intraOp)
            : conf.integer("estimate.decoder-threads", 1, 1024);
    return new SweepPoint(card.id(), cores.slots(), intraOp, batch, decoders);
  }

  /** Each begins with what is plainest: fewer threads, smaller batches. */
  private List<Function<SweepPoint, List<SweepPoint>>> axes(SweepPoint configured) {
    List<Function<SweepPoint, List<SweepPoint>>> axes = new ArrayList<>();
    if (device.gpu()) {
      axes.add(Sweep::larger);
      axes.add(Sweep::smaller);
    } else {
      axes.add(this::divisions);
    }
    axes.add(this::decoders);
    if (!device.gpu()) {
      axes.add(best -> cpuBatches(configured));
    }
    axes.add(best -> precisions(best.model()).map(best::withModel).toList());
    return axes;
  }

  private static List<SweepPoint> larger(SweepPoint from) {
    return Arrays.stream(BATCHES).filter(b -> b > from.batch()).mapToObj(from::withBatch).toList();
  }

  private static List<SweepPoint> smaller(SweepPoint from) {
    return IntStream.range(0, BATCHES.length)
        .map(i -> BATCHES[BATCHES.length - 1 - i])
        .filter(b -> b < from.batch())
        .mapToObj(from::withBatch)
        .toList();
  }

  /** The cores divided between tasks, and within a task between inferences at once. */
  private List<SweepPoint> divisions(SweepPoint from) {
    List<SweepPoint> points = new ArrayList<>();
    for (int intraOp = 1; intraOp <= cores.cores(); intraOp *= 2) {
      points.add(new SweepPoint(from.model(), Math.max(1, cores.cores() / intraOp), intraOp, 1, 1));
    }
    return points;
  }

  private List<SweepPoint> decoders(SweepPoint from) {
    int most = 2 * Math.max(1, cores.cores() / from.tasks()) + 1;
    return IntStream.rangeClosed(1, most)
        .filter(d -> d != from.decoders())
        .mapToObj(from::withDecoders)
        .toList();
  }

  /** All cores in one inference over pictures of all tasks. */
  private List<SweepPoint> cpuBatches(SweepPoint configured) {
    return Arrays.stream(BATCHES)
        .filter(b -> b > 1)
        .mapToObj(
            b ->
                new SweepPoint(
                    configured.model(),
                    configured.tasks(),
                    cores.cores(),
                    b,
                    Math.max(1, cores.perTask())))
        .toList();
  }

  /** Ids of the cards that say they are this model in the other precision. */
  private Stream<String> precisions(String id) {
    String other = id.endsWith(HALF) ? id.substring(0, id.length() - HALF.length()) : id + HALF;
    return cards.all().stream().map(ModelCard::id).filter(other::equals);
  }

  private Trial.Rate measure(SweepPoint point) throws Exception {
    ModelCard card = cards.get(point.model());
    Path file = ModelSettings.of(conf).store().fetch(card, HadoopSettings.of(conf));
    Batching given = BatchSettings.of(conf);
    Batching batching = new Batching(point.batch(), given.maxWait(), given.windowBytes());
    try (DepthModel model =
        DepthModels.openAlone(card, file, device, 0, point.intraOp(), batching)) {
      if (model.maxBatch() < point.batch()) {
        throw new UserError("the graph of " + card.id() + " takes one picture at a time");
      }
      Trial.Rate rate =
          Trial.run(
              new ImageEstimator(
                  model, DecodeOptions.DEFAULT, OutputSize.NETWORK, card.paramsHash()),
              pictures,
              point,
              cores.cores(),
              conf.bytes("estimate.ahead-bytes"),
              conf.number("bench.sweep-seconds", 0, 3600));
      progress.println(row(point, rate.images(), rate));
      return rate;
    }
  }

  private static String heading() {
    return "%-32s %5s %8s %5s %8s %9s %7s %10s"
        .formatted(
            "model", "tasks", "intra-op", "batch", "decoders", "images/s", "device", "processor");
  }

  private static String row(SweepPoint point, double speed, Trial.Rate rate) {
    return String.format(
        Locale.ROOT,
        "%-32s %5d %8d %5d %8d %9.2f %5.0f %% %8.0f %%",
        point.model(),
        point.tasks(),
        point.intraOp(),
        point.batch(),
        point.decoders(),
        speed,
        100 * rate.deviceBusy(),
        100 * rate.processorBusy());
  }

  private Outcome outcome(
      SweepPoint configured, SweepSearch.Tried best, List<SweepSearch.Tried> tried) {
    String snippet = best.point().hocon(device.label(), cores.cores(), configured);
    double gain = best.speed() / tried.get(0).speed();
    List<String> lines = new ArrayList<>();
    lines.add(heading());
    for (SweepSearch.Tried one : tried) {
      lines.add(
          one.obstacle() == null
              ? row(one.point(), one.speed(), one.rates().get(one.rates().size() - 1))
              : "%-32s not possible: %s".formatted(one.point().model(), one.obstacle()));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "sweep: %.2f images/s, %.2f times as fast as configured; for a file of yours:",
            best.speed(),
            gain));
    snippet.lines().forEach(lines::add);
    if (!best.point().model().equals(configured.model())) {
      lines.add("Another model gives other depth: compare it before you change over.");
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("device", device.label());
    figures.put("cores", cores.cores());
    figures.put("images_per_second", best.speed());
    figures.put("gain", gain);
    figures.put("configuration", snippet);
    figures.put("tried", tried.stream().map(Sweep::figures).toList());
    return Outcome.of(figures, lines);
  }

  private static Map<String, Object> figures(SweepSearch.Tried one) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("model", one.point().model());
    figures.put("tasks", one.point().tasks());
    figures.put("intra_op_threads", one.point().intraOp());
    figures.put("batch", one.point().batch());
    figures.put("decoder_threads", one.point().decoders());
    figures.put("images_per_second", one.rates().stream().map(Trial.Rate::images).toList());
    if (one.obstacle() == null) {
      Trial.Rate last = one.rates().get(one.rates().size() - 1);
      figures.put("device_busy", last.deviceBusy());
      figures.put("processor_busy", last.processorBusy());
    } else {
      figures.put("obstacle", one.obstacle());
    }
    return figures;
  }
}
