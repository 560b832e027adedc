package org.isobath.jobs.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.Command;
import org.isobath.jobs.Conf;
import org.isobath.jobs.EmptyTables;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/** A folder of pictures and a warehouse to ingest them into. */
final class Album {
  final Path photos;
  final Path warehouse;

  Album(Path dir) {
    photos = folder(dir.resolve("photos"));
    warehouse = dir.resolve("warehouse");
  }

  /** An album whose warehouse has the tables that ingest would create. */
  static Album withTables(Path dir) {
    Album album = new Album(dir);
    EmptyTables.in(album.warehouse, Table.SOURCES, Table.IMAGES, Table.RUNS);
    return album;
  }

  private static Path folder(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A small picture that no other number gives. */
  static Image picture(int number, int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        rgb[i++] = (byte) (x * 7 + number * 31);
        rgb[i++] = (byte) (y * 5 + number * 17);
        rgb[i++] = (byte) ((x ^ y) + number);
      }
    }
    return new Image(width, height, rgb);
  }

  static byte[] png(int number) {
    return ImageEncoder.png(picture(number, 40, 30));
  }

  static byte[] jpeg(int number) {
    return ImageEncoder.jpeg(picture(number, 64, 48), 90);
  }

  Path put(String name, byte[] bytes) {
    try {
      Path file = photos.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path put(String name, String text) {
    return put(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** An entry for the folder of this album. */
  String files() {
    return files(photos.toString());
  }

  static String files(String path) {
    return "{ kind = files, source = mine, path = " + quoted(path) + " }";
  }

  static String quoted(String text) {
    return com.typesafe.config.ConfigUtil.quoteString(text);
  }

  /** Runs {@code ingest} over {@code sources} with further arguments. */
  Command ingest(String sources, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.add("ingest");
    arguments.add("--json");
    arguments.addAll(List.of(more));
    arguments.addAll(
        List.of(
            "--set",
            "warehouse=" + quoted(warehouse.toString()),
            "--set",
            "ingest.sources=[" + sources + "]"));
    return Command.run(arguments);
  }

  Tables tables() {
    return Tables.open(
        LocalSpark.session(),
        Conf.load(List.of(), List.of("warehouse=" + quoted(warehouse.toString()))));
  }

  /** Columns of {@code sources} by uri, as text. */
  List<String> sources(String... columns) {
    return rows(Table.SOURCES, "uri", columns);
  }

  /** Columns of {@code images} by image_id, as text. */
  List<String> images(String... columns) {
    return rows(Table.IMAGES, "image_id", columns);
  }

  private List<String> rows(Table table, String order, String... columns) {
    return tables().read(table).sort(order).selectExpr(columns).collectAsList().stream()
        .map(row -> row.mkString("|"))
        .toList();
  }

  /** All rows without what differs between runs; content as its hash. */
  List<String> everything() {
    List<String> all = new ArrayList<>();
    for (Table table : List.of(Table.SOURCES, Table.IMAGES)) {
      tables()
          .read(table)
          .drop("run_id", "modified_at")
          .withColumn(
              "attributes",
              org.apache.spark.sql.functions.expr(
                  table == Table.SOURCES ? "to_json(attributes)" : "null"))
          .withColumn(
              "content",
              org.apache.spark.sql.functions.expr(
                  table == Table.IMAGES ? "sha2(content, 256)" : "null"))
          .collectAsList()
          .stream()
          .map(Row::toString)
          .sorted()
          .forEach(all::add);
    }
    return all;
  }
}
