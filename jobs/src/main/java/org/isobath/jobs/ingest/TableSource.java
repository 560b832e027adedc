package org.isobath.jobs.ingest;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.delta.tables.DeltaTable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.jobs.CellMemory;
import org.isobath.jobs.Entry;
import org.isobath.jobs.SessionSettings;

/**
 * A Parquet or Delta table whose rows hold encoded pictures. The listing reads the key column and
 * the files' own times and sizes, never a picture; a batch reads only the data files that hold its
 * rows. A row counts as changed when its data file is another one: rewriting a table costs reading
 * it again, and adds nothing.
 */
final class TableSource implements Source {
  private static final String KEY = "__key";
  private static final String CONTENT = "__content";
  private static final String CAPTION = "__caption";
  private static final String LICENSE = "__license";
  private static final String ATTRIBUTE = "__attribute";

  /** Up to here a row group may be in memory twice, which reading it at one go in batches takes. */
  private static final long COMMON_GROUP = 128 << 20;

  private final Entry entry;
  private final String name;
  private final String license;
  private final String path;
  private final String format;
  private final String content;
  private final String key;
  private final String caption;
  private final String rowLicense;
  private final List<String> attributes;

  private Opened opened;

  private TableSource(Entry entry, String name) {
    this.entry = entry;
    this.name = name;
    this.license = entry.string("license", null);
    this.path = FilesSource.absolute(entry.string("path"));
    this.format = entry.string("format", "auto");
    if (!Set.of("auto", "parquet", "delta").contains(format)) {
      throw entry.invalid("format", "must be parquet or delta, found " + format);
    }
    this.content = entry.string("content-column", "content");
    this.key = entry.string("key-column");
    this.caption = entry.string("caption-column", null);
    this.rowLicense = entry.string("license-column", null);
    this.attributes = entry.strings("attribute-columns");
  }

  static Source of(Entry entry, String name) {
    return new TableSource(entry, name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String license() {
    return license;
  }

  @Override
  public String describe() {
    return path;
  }

  @Override
  public boolean canBeReferenced() {
    return false;
  }

  @Override
  public Listing list(SparkSession spark) {
    opened = Opened.of(spark, entry, path, format);
    requireColumns();
    Dataset<Row> rows =
        opened
            .all()
            .select(
                column("key-column", key).cast(DataTypes.StringType).as("key"),
                col("_metadata.file_path").as("unit"),
                col("_metadata.file_modification_time").as("modified_at"),
                col("_metadata.file_size").as("size"));
    requireKeys(rows);
    Dataset<Row> shares =
        rows.groupBy(col("unit").as("file"))
            .agg(
                org.apache
                    .spark
                    .sql
                    .functions
                    .max("size")
                    .divide(count(lit(1)))
                    .cast(DataTypes.LongType)
                    .as("weight"));
    String table = table(path);
    Dataset<Row> items =
        rows.join(shares, col("unit").equalTo(col("file")))
            .map(
                (MapFunction<Row, Row>)
                    row ->
                        new Item(
                                uri(table, row.getAs("key")),
                                row.getAs("unit"),
                                row.getAs("key"),
                                null,
                                row.<Long>getAs("weight"),
                                row.getAs("modified_at"),
                                null,
                                null,
                                null,
                                false)
                            .toRow(),
                Encoders.row(Item.SCHEMA));
    return new Listing(items, () -> {});
  }

  @Override
  public Batch load(SparkSession spark, List<Item> items, Reading reading) {
    Map<String, Item> byKey = new HashMap<>();
    items.forEach(item -> byKey.put(item.key(), item));
    Broadcast<Map<String, Item>> shared =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(byKey);
    Dataset<Row> wanted =
        spark.createDataset(new ArrayList<>(byKey.keySet()), Encoders.STRING()).toDF(KEY);
    List<Column> columns = new ArrayList<>();
    columns.add(col(quoted(key)).cast(DataTypes.StringType).as(KEY));
    columns.add(col(quoted(content)).as(CONTENT));
    columns.add(textOrNull(caption).as(CAPTION));
    columns.add(textOrNull(rowLicense).as(LICENSE));
    for (int i = 0; i < attributes.size(); i++) {
      columns.add(textOrNull(attributes.get(i)).as(ATTRIBUTE + i));
    }
    Set<String> units = items.stream().map(Item::unit).collect(Collectors.toSet());
    Dataset<Row> rows =
        opened
            .files(units)
            .select(columns.toArray(Column[]::new))
            .join(broadcast(wanted), new String[] {KEY}, "left_semi");
    List<String> names = attributes;
    long group = largestRowGroup(spark, units);
    return new Batch(
        partitioned(spark, rows, reading.partitionBytes(), group)
            .map(row -> loaded(row, shared.value().get(row.<String>getAs(KEY)), names)),
        RowGroups.heapFor(group) + Batch.heap(items));
  }

  /** Bytes that the largest row group of these data files takes in memory. */
  private long largestRowGroup(SparkSession spark, Set<String> units) {
    List<String> read = new ArrayList<>(List.of(key, content));
    read.addAll(attributes);
    if (caption != null) {
      read.add(caption);
    }
    if (rowLicense != null) {
      read.add(rowLicense);
    }
    return RowGroups.require(
            JavaSparkContext.fromSparkContext(spark.sparkContext()),
            spark.sessionState().newHadoopConf(),
            units,
            read.stream().map(column -> column.replace("`", "")).toList(),
            path)
        .bytes();
  }

  /** Plans the scan now, while the size of its partitions and the way to read them are set. */
  private static JavaRDD<Row> partitioned(
      SparkSession spark, Dataset<Row> rows, long bytes, long group) {
    Map<String, String> settings = new HashMap<>(CellMemory.settings(group));
    settings.put("spark.sql.files.maxPartitionBytes", bytes + "b");
    if (group > COMMON_GROUP) {
      // it would have the row group in memory a second time
      settings.put("spark.sql.parquet.enableVectorizedReader", "false");
    }
    return SessionSettings.during(
        spark,
        settings,
        () -> {
          JavaRDD<Row> planned = rows.toJavaRDD();
          planned.getNumPartitions();
          return planned;
        });
  }

  private static Loaded loaded(Row row, Item item, List<String> names) {
    byte[] bytes = row.getAs(CONTENT);
    Map<String, String> fields = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      String value = row.getAs(ATTRIBUTE + i);
      if (value != null) {
        fields.put(names.get(i), value);
      }
    }
    Annotation annotation = Annotation.of(row.getAs(CAPTION), row.getAs(LICENSE), fields);
    if (bytes == null) {
      return new Loaded(
          item, null, annotation, null, new Rejected(Reason.EMPTY, "the content is null"));
    }
    return Loaded.of(item, bytes, annotation);
  }

  private void requireColumns() {
    Map<String, String> named = new TreeMap<>();
    named.put("content-column", content);
    named.put("key-column", key);
    if (caption != null) {
      named.put("caption-column", caption);
    }
    if (rowLicense != null) {
      named.put("license-column", rowLicense);
    }
    named.forEach(this::column);
    attributes.forEach(attribute -> column("attribute-columns", attribute));
    StructField field = opened.all().select(col(quoted(content)).as(CONTENT)).schema().apply(0);
    if (!field.dataType().equals(DataTypes.BinaryType)) {
      throw entry.invalid(
          "content-column",
          "= %s is of type %s; encoded pictures are binary"
              .formatted(content, field.dataType().simpleString()));
    }
  }

  private Column column(String configKey, String column) {
    try {
      opened.all().select(col(quoted(column)));
      return col(quoted(column));
    } catch (Exception e) {
      if (!(e instanceof org.apache.spark.sql.AnalysisException)) {
        throw e;
      }
      throw entry.invalid(
          configKey,
          "= %s is not a column of %s. Its columns: %s"
              .formatted(column, path, String.join(", ", opened.all().columns())));
    }
  }

  private void requireKeys(Dataset<Row> rows) {
    List<Row> repeated =
        rows.groupBy("key")
            .agg(count(lit(1)).as("times"))
            .where(col("times").gt(1).or(col("key").isNull()))
            .sort("key")
            .limit(1)
            .collectAsList();
    if (!repeated.isEmpty()) {
      Row first = repeated.get(0);
      throw entry.invalid(
          "key-column",
          "= %s does not identify the rows of %s: %s stands in %d of them. Name a column whose values differ"
              .formatted(
                  key,
                  path,
                  first.isNullAt(0) ? "null" : "\"" + first.getString(0) + "\"",
                  first.getLong(1)));
    }
  }

  private static Column textOrNull(String column) {
    return column == null
        ? lit(null).cast(DataTypes.StringType)
        : col(quoted(column)).cast(DataTypes.StringType);
  }

  /** A dot leads into a struct, as in SQL; anything else is part of the name. */
  private static String quoted(String column) {
    return column.startsWith("`")
        ? column
        : java.util.Arrays.stream(column.split("\\."))
            .map(part -> "`" + part + "`")
            .collect(Collectors.joining("."));
  }

  private static String table(String path) {
    String uri = FilesSource.uri(path);
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }

  /** {@code <table>#<key>}, the key percent-encoded where it must be. */
  static String uri(String table, String key) {
    try {
      return table + "#" + new URI(null, null, key).getRawFragment();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The table as it was when it was listed. */
  private record Opened(SparkSession spark, Dataset<Row> all, DeltaLog log, Snapshot snapshot) {

    static Opened of(SparkSession spark, Entry entry, String path, String format) {
      String plain = path.startsWith("file://") ? path.substring("file://".length()) : path;
      try {
        boolean delta =
            format.equals("delta")
                || format.equals("auto") && DeltaTable.isDeltaTable(spark, plain);
        if (!delta) {
          return new Opened(spark, spark.read().parquet(plain), null, null);
        }
        DeltaLog log = DeltaLog.forTable(spark, plain);
        Snapshot snapshot = log.update(false, scala.Option.empty(), scala.Option.empty());
        Dataset<Row> all =
            spark.read().format("delta").option("versionAsOf", snapshot.version()).load(plain);
        return new Opened(spark, all, log, snapshot);
      } catch (Exception e) {
        if (e instanceof org.apache.spark.sql.AnalysisException
            || e instanceof java.io.IOException
            || e instanceof IllegalArgumentException) {
          throw new UserError(
              entry
                  .invalid(
                      "path",
                      "= %s cannot be read as a %s table: %s"
                          .formatted(
                              path,
                              format.equals("auto") ? "Parquet or Delta" : format,
                              firstLine(e)))
                  .getMessage(),
              e);
        }
        throw e;
      }
    }

    /** The rows of the data files {@code units} alone. */
    Dataset<Row> files(Set<String> units) {
      if (log == null) {
        return all.where(col("_metadata.file_path").isin(units.toArray()));
      }
      return DeltaFiles.read(log, snapshot, units);
    }

    private static String firstLine(Exception e) {
      return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll("\\.$", "");
    }
  }
}
