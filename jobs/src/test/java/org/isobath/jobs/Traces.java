package org.isobath.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where a text stands: in files as they are, and in the rows of tables, whose files are packed. */
public final class Traces {
  private Traces() {}

  /**
   * Names of files and tables that hold the text.
   *
   * @param folder with everything that a run left, the warehouse among it
   */
  public static List<String> of(String text, Path folder, Tables tables) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
          found.add(folder.relativize(file).toString());
        }
      }
    }
    for (Table table : Table.values()) {
      if (Files.isDirectory(Path.of(tables.path(table.label()).toUri()).resolve("_delta_log"))
          && !tables
              .read(table)
              .select(to_json(struct(col("*"))).as("row"))
              .where(col("row").contains(text))
              .isEmpty()) {
        found.add(table.label());
      }
    }
    return found;
  }
}
