package org.isobath.jobs.estimate;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.Conf;
import org.isobath.jobs.EmptyTables;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/** A warehouse with pictures and a model of a few kilobytes, and what estimate does to it. */
final class Estimation {
  static final StructType NARROW =
      new StructType(
          Arrays.stream(Table.IMAGES.schema().fields())
              .filter(
                  field ->
                      List.of("image_id", "content", "uri", "length", "width", "height", "run_id")
                          .contains(field.name()))
              .toArray(org.apache.spark.sql.types.StructField[]::new));

  final Path folder;
  final List<String> sets = new ArrayList<>();
  private int runs;

  Estimation(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("cards"));
    card("tiny", "conv", "");
    sets.add("warehouse=\"" + folder.resolve("warehouse") + "\"");
    sets.add("models.path=[\"" + folder.resolve("cards").toUri() + "\"]");
    sets.add("models.cache=\"" + folder.resolve("cache") + "\"");
    sets.add("estimate.model=tiny");
    sets.add("estimate.device=cpu");
  }

  /** Writes a card for one of the graphs that the tests of the models run. */
  void card(String id, String graph, String more) throws IOException {
    Path file = repository().resolve("udfs/src/test/resources/model/graphs/" + graph + ".onnx");
    String text =
        """
        id = %s
        title = "for tests"
        verified = true
        licence { name = "Apache-2.0", commercial = true }
        source = "%s"
        sha256 = "%s"
        input { size { rule = stretch, width = 64, height = 48 }, interpolation = linear }
        output { kind = inverse_relative }
        limits { min-side = 8 }
        %s
        """
            .formatted(id, file.toUri(), sha256(Files.readAllBytes(file)), more);
    Files.writeString(folder.resolve("cards").resolve(id + ".conf"), text);
  }

  private static Path repository() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("udfs/src/test/resources/model"))) {
      at = at.getParent();
    }
    return at;
  }

  SparkSession spark() {
    return LocalSpark.session();
  }

  Conf conf(String... more) {
    List<String> all = new ArrayList<>(sets);
    all.addAll(List.of(more));
    return Conf.load(List.of(), all);
  }

  Tables tables() {
    return Tables.open(spark(), conf());
  }

  /** A picture that differs for every seed. */
  static byte[] picture(long seed, int width, int height) {
    Random random = new Random(seed);
    byte[] rgb = new byte[3 * width * height];
    int[] slope = random.ints(6, 1, 5).toArray();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[3 * (y * width + x) + c] =
              (byte) (slope[c] * x + slope[c + 3] * y + random.nextInt(20) + seed * 7);
        }
      }
    }
    return ImageEncoder.png(new Image(width, height, rgb));
  }

  /** A row of images with these bytes, kept inline. */
  static Row inline(byte[] bytes) {
    return RowFactory.create(
        sha256(bytes), bytes, "test:" + sha256(bytes), (long) bytes.length, 80, 60, "ingest");
  }

  /** A row of images that keeps the location of these bytes only. */
  static Row byReference(byte[] bytes, Path file) {
    return byReference(bytes, file.toUri());
  }

  static Row byReference(byte[] bytes, URI location) {
    return RowFactory.create(
        sha256(bytes), null, location.toString(), (long) bytes.length, 80, 60, "ingest");
  }

  static List<Row> pictures(long firstSeed, int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(inline(picture(firstSeed + i, 60 + (int) ((firstSeed + i) % 7), 50)));
    }
    return rows;
  }

  /** Appends rows to images in one commit of {@code files} files. */
  void add(List<Row> rows, int files) {
    EmptyTables.in(folder.resolve("warehouse"), Table.IMAGES);
    Dataset<Row> frame = spark().createDataFrame(rows, NARROW).repartition(files);
    tables().append(Table.IMAGES, frame, "ingest");
  }

  /** What a run did, and what it told people meanwhile. */
  record Result(Outcome outcome, String progress) {
    long decoded() {
      return (long) outcome.figures().get("decoded");
    }
  }

  Result run(String... more) throws Exception {
    return run(Options.NONE, more);
  }

  Result run(Options options, String... more) throws Exception {
    Conf conf = conf(more);
    EstimateJob job = new EstimateJob();
    job.check(conf, options);
    ByteArrayOutputStream progress = new ByteArrayOutputStream();
    Outcome outcome =
        job.run(
            new Run(
                spark(),
                conf,
                tables(),
                options,
                "run-" + ++runs,
                new PrintStream(progress, true, StandardCharsets.UTF_8)));
    return new Result(outcome, progress.toString(StandardCharsets.UTF_8));
  }

  static Options limit(long n) {
    return new Options(List.of(), OptionalLong.of(n), false, false, false);
  }

  static Options retryRejects() {
    return new Options(List.of(), OptionalLong.empty(), false, false, true);
  }

  static Options dryRun() {
    return new Options(List.of(), OptionalLong.empty(), true, false, false);
  }

  /** Every row of depth without run_id, bytes as hex of their hash, sorted. */
  List<String> depth() {
    List<String> lines = new ArrayList<>();
    for (Row row : tables().read(Table.DEPTH).drop("run_id").collectAsList()) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        Object value = row.get(i);
        line.append(value instanceof byte[] bytes ? sha256(bytes) : value).append(" | ");
      }
      lines.add(line.toString());
    }
    lines.sort(null);
    return lines;
  }

  /** Ids of all outcomes, sorted, repetitions kept. */
  List<String> outcomes() {
    return tables().read(Table.DEPTH).select("image_id").collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  static List<String> ids(List<Row> images) {
    return images.stream().map(row -> row.getString(0)).sorted().toList();
  }

  /** The folder of the one stream this warehouse has. */
  Path streamFolder() throws IOException {
    try (var paths = Files.walk(folder.resolve("warehouse/_checkpoints"))) {
      return paths
          .filter(path -> path.endsWith("position.json"))
          .findFirst()
          .orElseThrow()
          .getParent();
    }
  }

  Path checkpoint() throws IOException {
    Path stream = streamFolder();
    return stream.resolve(
        new ObjectMapper()
            .readTree(stream.resolve("position.json").toFile())
            .get("checkpoint")
            .asText());
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
