package org.isobath.jobs.soak;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.Conf;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.Main;
import org.isobath.jobs.OwnJvm;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * A folder of pictures, the commands over it, and what the tables hold in the end. Some pictures
 * are there twice, some files are none; batches are small, so that a run has many moments to die
 * at.
 */
final class PhotoFolder {
  static final List<String> VERBS = List.of("ingest", "estimate");

  /** What they write pictures into. */
  static final List<Table> TABLES = List.of(Table.SOURCES, Table.IMAGES, Table.DEPTH);

  private final Path folder;
  private final int pictures;

  PhotoFolder(Path folder, int pictures) throws Exception {
    this.folder = folder;
    this.pictures = pictures;
    Files.createDirectories(folder.resolve("photos"));
    for (int i = 0; i < pictures; i++) {
      byte[] file =
          i % 9 == 8 ? ("no picture " + i).getBytes(StandardCharsets.UTF_8) : png(i - i % 4 / 3);
      Files.write(folder.resolve("photos").resolve("%03d.png".formatted(i)), file);
    }
  }

  private static byte[] png(int number) {
    Random random = new Random(number);
    byte[] rgb = new byte[3 * 160 * 120];
    random.nextBytes(rgb);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 480 + (rgb[i] & 31) + 7 * number);
    }
    return ImageEncoder.png(new Image(160, 120, rgb));
  }

  int pictures() {
    return pictures;
  }

  /**
   * A verb over the pictures, into a warehouse.
   *
   * @param options of the driver's JVM
   */
  Process start(String verb, Path warehouse, Path scratch, List<String> options, String... sets)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                verb,
                "--json",
                "--set",
                "warehouse=\"" + warehouse.toUri() + "\"",
                "--set",
                "ingest.sources=[{ kind = files, source = soak, path = \""
                    + folder.resolve("photos")
                    + "\" }]",
                "--set",
                "ingest.batch-bytes=" + pictures * 6_000,
                "--set",
                "ingest.partition-bytes=200 KiB",
                "--set",
                "estimate.batch-bytes=200 KiB",
                "--set",
                "estimate.partition-bytes=100 KiB",
                "--set",
                "max-reject-share=1"));
    for (String set : sets) {
      arguments.addAll(List.of("--set", set));
    }
    // as the launcher does
    String quiet = "-Dlog4j2.configurationFile=org/isobath/conf/log4j2.properties";
    List<String> jvm = new ArrayList<>(List.of("-Xmx1g", quiet));
    jvm.addAll(options);
    Files.createDirectories(scratch);
    return OwnJvm.of(
            scratch.resolve("tmp"), scratch.resolve(verb + ".log"), jvm, Main.class, arguments)
        .directory(scratch.toFile())
        .start();
  }

  /** The tables that all verbs make when nobody disturbs them. */
  List<String> undisturbed() throws Exception {
    Path warehouse = folder.resolve("undisturbed");
    for (String verb : VERBS) {
      Process job = start(verb, warehouse, folder.resolve("undisturbed-run"), List.of());
      if (!job.waitFor(20, TimeUnit.MINUTES) || job.exitValue() != 0) {
        job.destroyForcibly();
        throw new IllegalStateException("the undisturbed " + verb + " failed. See " + folder);
      }
    }
    return rows(warehouse);
  }

  /** All rows without what differs between runs, bytes as their hash, sorted. */
  static List<String> rows(Path warehouse) {
    Tables tables =
        Tables.open(
            LocalSpark.session(), Conf.reference().with("warehouse", warehouse.toUri().toString()));
    List<String> rows = new ArrayList<>();
    for (Table table : TABLES) {
      Dataset<Row> stored = tables.read(table).drop("run_id");
      for (StructField field : stored.schema().fields()) {
        if (field.dataType() instanceof BinaryType) {
          stored =
              stored.withColumn(field.name(), functions.sha2(functions.col(field.name()), 256));
        } else if (field.dataType() instanceof MapType) {
          stored = stored.withColumn(field.name(), functions.to_json(functions.col(field.name())));
        }
      }
      stored.collectAsList().stream()
          .map(row -> table.label() + " " + row)
          .sorted()
          .forEach(rows::add);
    }
    return rows;
  }

  /** What differs, in some lines; empty when nothing does. */
  static String difference(List<String> wanted, List<String> found) {
    List<String> missing = new ArrayList<>(wanted);
    found.forEach(missing::remove);
    List<String> added = new ArrayList<>(found);
    wanted.forEach(added::remove);
    return missing.isEmpty() && added.isEmpty()
        ? ""
        : "missing %d %s, added %d %s"
            .formatted(missing.size(), first(missing), added.size(), first(added));
  }

  private static List<String> first(List<String> rows) {
    return rows.stream()
        .limit(3)
        .map(row -> row.substring(0, Math.min(200, row.length())))
        .toList();
  }
}
