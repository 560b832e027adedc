package org.isobath.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * Tables without a row. Delta takes longer to create a table than to write to it, and tests have
 * hundreds of them: each is created once in a JVM, the way a job does it, and copied from then on.
 * Copies share their id. For tests that ask how a table comes to be, this is nothing.
 */
public final class EmptyTables {
  private static final Map<Table, Path> CREATED = new EnumMap<>(Table.class);

  private EmptyTables() {}

  /** Puts those of {@code tables} into the folder {@code warehouse} that it does not have. */
  public static synchronized void in(Path warehouse, Table... tables) {
    for (Table table : tables) {
      Path to = warehouse.resolve(table.label());
      if (!Files.exists(to)) {
        Warehouse.copy(CREATED.computeIfAbsent(table, EmptyTables::create), to);
      }
    }
  }

  private static Path create(Table table) {
    try {
      Path warehouse = Files.createTempDirectory(Path.of("target"), "empty-").toAbsolutePath();
      Conf conf = Conf.reference().with("warehouse", warehouse.toString());
      Tables.open(LocalSpark.session(), conf).create(table);
      return warehouse.resolve(table.label());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
