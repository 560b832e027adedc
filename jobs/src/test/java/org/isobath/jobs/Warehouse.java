package org.isobath.jobs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A warehouse in a folder, filled row by row: what one job needs to find, without the others. */
public final class Warehouse {
  private final Conf conf;
  private final Tables tables;
  private final Map<Table, List<Row>> pending = new EnumMap<>(Table.class);

  public Warehouse(Path folder) {
    this(Conf.reference().with("warehouse", folder.toUri().toString()));
  }

  public Warehouse(Conf conf) {
    this.conf = conf;
    this.tables = Tables.open(LocalSpark.session(), conf);
  }

  public Conf conf() {
    return conf;
  }

  public Tables tables() {
    return tables;
  }

  /**
   * A row to be appended by {@link #flush}; a column that is not named is null, a metric is named
   * flat.
   */
  public void add(Table table, Map<String, ?> row) {
    pending.computeIfAbsent(table, none -> new ArrayList<>()).add(row(table.schema(), row));
  }

  /** Appends what was added, one commit per table; a run does so first. */
  public void flush() {
    pending.forEach(
        (table, rows) -> {
          EmptyTables.in(Path.of(tables.path("").toUri().getPath()), table);
          tables.append(table, LocalSpark.session().createDataFrame(rows, table.schema()), "test");
        });
    pending.clear();
  }

  private static Row row(StructType schema, Map<String, ?> values) {
    return RowFactory.create(
        java.util.Arrays.stream(schema.fields())
            .map(
                field ->
                    field.dataType() instanceof StructType inner
                        ? row(inner, values)
                        : values.get(field.name()))
            .toArray());
  }

  public Outcome run(Job job) throws Exception {
    return run(job, conf, Options.NONE);
  }

  public Outcome run(Job job, Conf with, Options options) throws Exception {
    flush();
    job.check(with, options);
    PrintStream progress =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return job.run(new Run(LocalSpark.session(), with, tables, options, RunLog.newId(), progress));
  }

  public static Options dryRun() {
    return new Options(List.of(), OptionalLong.empty(), true, false, false);
  }

  /**
   * Copies the folder of a table or of a whole warehouse, with its streams. {@code to} must not be
   * there.
   */
  public static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      Files.createDirectories(to.getParent());
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one row that {@code condition} selects, by column name. */
  public Map<String, Object> row(Table table, String condition) {
    List<Row> rows = tables.read(table).where(condition).collectAsList();
    if (rows.size() != 1) {
      throw new AssertionError(rows.size() + " rows of " + table.label() + " where " + condition);
    }
    Map<String, Object> values = new TreeMap<>();
    StructField[] fields = rows.get(0).schema().fields();
    IntStream.range(0, fields.length)
        .forEach(i -> values.put(fields[i].name(), rows.get(0).get(i)));
    return values;
  }

  /** Rows as text without run_id, sorted. */
  public List<String> rows(Table table) {
    Dataset<Row> rows = tables.read(table).drop("run_id");
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
