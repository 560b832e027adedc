package org.isobath.jobs.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isobath.image.DecodeOptions;
import org.isobath.image.ImageDecoder;
import org.isobath.jobs.BatchSettings;
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
import org.isobath.model.OutputSize;
import org.isobath.onnx.Device;

/**
 * What the questions stand on: pictures, a model, and warehouses of their own in which jobs run as
 * the user has configured them.
 */
final class Workbench {
  /** What another JVM has to be told to work as this one does. */
  private static final List<String> OF_A_CHILD =
      List.of(
          "estimate",
          "limits",
          "decode",
          "spark.master",
          "spark.conf",
          "models.path",
          "models.cache",
          "warehouse");

  private final Run run;
  private final Path folder;
  private final Conf settings;
  private int jobs;

  final List<Path> files;
  final ModelCard card;

  /** The verified model file. */
  final Path model;

  final Device device;
  final int intraOp;

  /**
   * @param count pictures to make or to take from the user's own
   */
  Workbench(Run run, Load load, int count, Path folder) throws Exception {
    this.run = run;
    this.folder = folder;
    Conf conf = run.conf();
    files = Pictures.of(conf, load, count, Files.createDirectories(folder.resolve("made")));
    device = Device.of(conf.string("estimate.device"));
    intraOp = TaskCores.of(conf).intraOpThreads(conf);
    ModelCard named = ModelSettings.cards(conf).get(conf.string("estimate.model"));
    model = ModelSettings.of(conf).store().fetch(named, HadoopSettings.of(conf));
    card =
        load.inferenceMs() == 0
            ? named
            : HeavierCard.of(
                named,
                ImageDecoder.decode(Files.readAllBytes(files.get(0)), DecodeOptions.DEFAULT)
                    .image(),
                load.inferenceMs(),
                this::open);
    Path cards = Files.createDirectories(folder.resolve("cards"));
    Files.writeString(cards.resolve(card.id() + ".conf"), card.toHocon());
    settings = with(conf, Map.of("models.path", List.of(cards.toUri().toString())));
  }

  private DepthModel open(ModelCard other) {
    return DepthModels.open(other, model, device, 0, intraOp, BatchSettings.of(run.conf()));
  }

  /** What a bare loop needs, on the session that the jobs share. */
  ImageEstimator estimator() {
    return new ImageEstimator(
        open(card), DecodeOptions.DEFAULT, OutputSize.NETWORK, card.paramsHash());
  }

  /** A new warehouse in which these pictures have been ingested. */
  Path ingested(String name, List<Path> pictures) throws Exception {
    Path warehouse = folder.resolve(name);
    ingest(warehouse, pictures);
    return warehouse;
  }

  /** Adds pictures to a warehouse. */
  void ingest(Path warehouse, List<Path> pictures) throws Exception {
    Path source = Files.createTempDirectory(folder, "source");
    for (Path picture : pictures) {
      Files.copy(picture, source.resolve(picture.getFileName()));
    }
    Map<String, Object> overrides = new LinkedHashMap<>();
    overrides.put(
        "ingest.sources",
        List.of(Map.of("kind", "files", "path", source.toUri().toString(), "source", "bench")));
    overrides.put("ingest.content", "inline");
    done("ingest", job("ingest", with(settings, overrides), warehouse), pictures.size());
    Folders.delete(source);
  }

  /** A new warehouse with the images of another one, and nothing done with them yet. */
  Path fresh(Path ingested) throws IOException {
    // a name of its own each time: Delta remembers tables by their paths
    Path warehouse = Files.createTempDirectory(folder, "run");
    Folders.copy(ingested.resolve("images"), warehouse.resolve("images"));
    return warehouse;
  }

  /** Runs {@code estimate}, which has to give depth for {@code expected} pictures. */
  void estimate(Path warehouse, int expected) throws Exception {
    done("estimate", job("estimate", settings, warehouse), expected);
  }

  private static void done(String verb, Outcome outcome, int expected) {
    if (outcome.out() != expected || outcome.rejected() > 0) {
      throw new IllegalStateException(
          verb + " did not process the pictures of the benchmark: " + outcome);
    }
  }

  private Outcome job(String verb, Conf with, Path warehouse) throws Exception {
    Conf conf = with.with("warehouse", warehouse.toUri().toString());
    Job job = Verb.find(Verb.ALL, verb).jobs().get(0);
    // a job counts the rows of its run
    String id = run.id() + "-" + ++jobs;
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return job.run(
        new Run(run.spark(), conf, Tables.open(run.spark(), conf), Options.NONE, id, silent));
  }

  /** Words that make another JVM do in {@code warehouse} what the jobs here do. */
  List<String> arguments(String verb, Path warehouse) throws IOException {
    Conf conf = settings.with("warehouse", warehouse.toUri().toString());
    Path file = Files.createTempFile(folder, "child", ".conf");
    Files.writeString(file, conf.excerpt(OF_A_CHILD));
    return List.of(verb, "--config", file.toString());
  }

  private static Conf with(Conf conf, Map<String, Object> values) {
    return conf.with(hocon(values));
  }

  private static String hocon(Map<String, Object> values) {
    Config config = ConfigFactory.empty();
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      config = config.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef(entry.getValue()));
    }
    return config.root().render(ConfigRenderOptions.concise());
  }
}
