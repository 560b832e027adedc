package org.isobath.jobs;

import io.delta.tables.DeltaTable;
import io.delta.tables.DeltaTableBuilder;
import java.io.IOException;
import java.nio.file.Paths;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.delta.DeltaConcurrentModificationException;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.isobath.UserError;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The tables of one warehouse: where they are, how they are read and written. A table that does not
 * exist yet reads as empty and is created by its first write.
 */
public final class Tables {
  /** Setting of the session that marks its commits, where no writer's option can: with a run_id. */
  public static final String USER_METADATA = "spark.databricks.delta.commitInfo.userMetadata";

  /**
   * The codec of data files with pictures or depth in them. Both are compressed already, and a
   * codec would have each cell up to four times more in memory, half of it off the heap.
   */
  public static final String BYTES_CODEC = "uncompressed";

  /**
   * Of creating a table that is just being created elsewhere, two seconds in all, before whoever
   * began it counts as dead; and again as many after that.
   */
  private static final int ATTEMPTS = 10;

  private static final Set<String> BEGUN =
      Set.of("DELTA_CREATE_TABLE_WITH_NON_EMPTY_LOCATION", "DELTA_TABLE_NOT_FOUND");

  private final SparkSession spark;
  private final String warehouse;
  private final String catalog;

  private Tables(SparkSession spark, String warehouse, String catalog) {
    this.spark = spark;
    this.warehouse = warehouse;
    this.catalog = catalog;
  }

  /** The tables at {@code warehouse}, or in {@code catalog} when it is set. */
  public static Tables open(SparkSession spark, Conf conf) {
    return new Tables(spark, warehouse(conf), conf.string("catalog"));
  }

  /** {@code warehouse} as an absolute URI without a slash at the end. */
  public static String warehouse(Conf conf) {
    String text = conf.string("warehouse");
    if (text.isBlank()) {
      throw new UserError(
          "warehouse is empty. Set it to a folder or URI, for example file:///data/isobath.");
    }
    // one spelling (file:/ for file:///): Delta takes two spellings of one place for two places
    String uri =
        text.matches("[a-zA-Z][a-zA-Z0-9+.-]*:/.*")
            ? new Path(text).toString()
            : "file:" + Paths.get(text).toAbsolutePath().normalize();
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }

  public String warehouse() {
    return warehouse;
  }

  /** The Hadoop path of {@code name} under the warehouse: checkpoints, the report. */
  public Path path(String name) {
    return new Path(warehouse + "/" + name);
  }

  /** The file system that holds the warehouse. */
  public FileSystem fileSystem() {
    try {
      return new Path(warehouse).getFileSystem(spark.sessionState().newHadoopConf());
    } catch (IOException e) {
      throw new UserError(
          "Cannot open the warehouse " + warehouse + ": " + e + ". Check warehouse.", e);
    }
  }

  /**
   * Proves that the warehouse can be written to, by creating and removing an empty file, so that a
   * run does not end in the middle of its work.
   *
   * @throws UserError when it cannot
   */
  public void requireWritable() {
    Path probe = path("_probe-" + UUID.randomUUID());
    try {
      FileSystem fs = fileSystem();
      fs.create(probe, false).close();
      fs.delete(probe, false);
    } catch (IOException | RuntimeException e) {
      throw new UserError(
          "Cannot write to the warehouse "
              + warehouse
              + ": "
              + e
              + ". Check warehouse and the permissions there.",
          e);
    }
  }

  /** The name to use after FROM. */
  public String name(Table table) {
    return catalog.isEmpty()
        ? "delta.`" + warehouse + "/" + table.label() + "`"
        : "`" + catalog + "`." + table.label();
  }

  /** Whether there is a table; a folder for a log without a commit is none yet. */
  public boolean exists(Table table) {
    return catalog.isEmpty()
        ? DeltaTable.isDeltaTable(spark, warehouse + "/" + table.label())
            && snapshot(table).version() >= 0
        : spark.catalog().tableExists(catalog, table.label());
  }

  /** All rows; none when the table does not exist. Columns that the stored table lacks are null. */
  public Dataset<Row> read(Table table) {
    return exists(table) ? complete(spark.read().table(name(table)), table) : none(table);
  }

  /** Rows of version {@code version}; none for version -1, which is how a missing table counts. */
  public Dataset<Row> read(Table table, long version) {
    return version < 0
        ? none(table)
        : complete(spark.read().option("versionAsOf", version).table(name(table)), table);
  }

  private Dataset<Row> none(Table table) {
    return spark.createDataFrame(java.util.List.<Row>of(), table.schema());
  }

  private static Dataset<Row> complete(Dataset<Row> stored, Table table) {
    Dataset<Row> rows = stored;
    for (StructField field : table.schema().fields()) {
      if (!java.util.Arrays.asList(stored.columns()).contains(field.name())) {
        rows = rows.withColumn(field.name(), functions.lit(null).cast(field.dataType()));
      } else if (field.dataType() instanceof StructType wanted) {
        StructType found = (StructType) stored.schema().apply(field.name()).dataType();
        if (!java.util.Arrays.equals(found.fieldNames(), wanted.fieldNames())) {
          rows = rows.withColumn(field.name(), complete(field.name(), found, wanted));
        }
      }
    }
    return rows;
  }

  /** The struct with the fields of {@code wanted} in their order; those it lacks are null. */
  private static Column complete(String name, StructType found, StructType wanted) {
    List<String> has = List.of(found.fieldNames());
    Column[] fields =
        java.util.Arrays.stream(wanted.fields())
            .map(
                field ->
                    (has.contains(field.name())
                            ? functions.col(name).getField(field.name())
                            : functions.lit(null).cast(field.dataType()))
                        .as(field.name()))
            .toArray(Column[]::new);
    return functions.when(functions.col(name).isNotNull(), functions.struct(fields));
  }

  /** The current Delta version, -1 when the table does not exist. */
  public long version(Table table) {
    return exists(table) ? snapshot(table).version() : -1;
  }

  /** Delta's own id of the table, which a recreated table does not share. The table must exist. */
  public String id(Table table) {
    return snapshot(table).metadata().id();
  }

  /**
   * What a version of a table consists of.
   *
   * @param files data files
   * @param bytes of them all
   */
  public record Size(long files, long bytes) {}

  /** The size of the table as it is now. The table must exist. */
  public Size size(Table table) {
    Snapshot snapshot = snapshot(table);
    return new Size(snapshot.numOfFiles(), snapshot.sizeInBytes());
  }

  /** A property of the table, as its log has it. The table must exist. */
  public Optional<String> property(Table table, String name) {
    return Optional.ofNullable(
        CollectionConverters.asJava(snapshot(table).metadata().configuration()).get(name));
  }

  /** The folder or URI of a table, also where a catalog knows it. The table must exist. */
  public String location(Table table) {
    return log(table).dataPath().toString();
  }

  /**
   * Delta's own view of the table as it is now. DeltaTable tells the same through history and
   * detail, at the price of a Spark job each.
   */
  private Snapshot snapshot(Table table) {
    return log(table).update(false, Option.empty(), Option.empty());
  }

  private DeltaLog log(Table table) {
    return catalog.isEmpty()
        ? DeltaLog.forTable(spark, warehouse + "/" + table.label())
        : DeltaLog.forTable(spark, new TableIdentifier(table.label(), Option.apply(catalog)));
  }

  /** The table, created with its comments and properties when it does not exist. */
  public DeltaTable delta(Table table) {
    create(table);
    return catalog.isEmpty()
        ? DeltaTable.forPath(spark, warehouse + "/" + table.label())
        : DeltaTable.forName(spark, name(table));
  }

  /**
   * Creates the table when it does not exist, also while another run does the same, and after one
   * that died in the middle of it.
   */
  public void create(Table table) {
    for (int attempt = 1; !exists(table); attempt++) {
      try {
        builder(table).execute();
      } catch (Exception e) {
        if (attempt == 2 * ATTEMPTS || !begun(e)) {
          throw e;
        }
        if (attempt == ATTEMPTS && catalog.isEmpty()) {
          UnbornTable.remove(fileSystem(), path(table.label()));
        } else {
          LockSupport.parkNanos(200_000_000L);
        }
      }
    }
  }

  /**
   * Delta finds the folder of a table before the first commit, which another run is writing or died
   * of.
   */
  private static boolean begun(Exception e) {
    return e instanceof SparkThrowable thrown
        && BEGUN.contains(String.valueOf(thrown.getCondition()));
  }

  private DeltaTableBuilder builder(Table table) {
    DeltaTableBuilder builder = DeltaTable.createIfNotExists(spark).comment(table.comment());
    builder =
        catalog.isEmpty()
            ? builder.location(warehouse + "/" + table.label())
            : builder.tableName(catalog + "." + table.label());
    builder = builder.addColumns(table.schema());
    for (Map.Entry<String, String> property : properties(table).entrySet()) {
      builder = builder.property(property.getKey(), property.getValue());
    }
    return builder;
  }

  private static Map<String, String> properties(Table table) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("isobath.table", table.label());
    properties.put("isobath.key", String.join(",", table.key()));
    // keys come first, so that their statistics are kept however many metrics follow
    properties.put("delta.dataSkippingNumIndexedCols", "8");
    // taking back a rejected outcome then rewrites no file with bytes in it; the file of a run's
    // row
    // has that row only, and rewriting it is the lesser work
    properties.put("delta.enableDeletionVectors", String.valueOf(table != Table.RUNS));
    if (table == Table.PAIRS) {
      // the sets of earlier policies are read from earlier versions; Delta forgets them after weeks
      properties.put("delta.logRetentionDuration", "interval 3650 days");
      properties.put("delta.deletedFileRetentionDuration", "interval 3650 days");
    }
    return properties;
  }

  /**
   * Appends rows in one commit that carries {@code runId}. Their columns may come in any order and
   * may be fewer.
   */
  public void append(Table table, Dataset<Row> rows, String runId) {
    create(table);
    DataFrameWriter<Row> writer =
        rows.write()
            .format("delta")
            .mode("append")
            .option("mergeSchema", "true")
            .option("userMetadata", runId);
    if (table.holdsBytes()) {
      writer = writer.option("compression", BYTES_CODEC);
    }
    if (catalog.isEmpty()) {
      writer.save(warehouse + "/" + table.label());
    } else {
      writer.saveAsTable(catalog + "." + table.label());
    }
  }

  /**
   * Replaces the rows that have the keys of {@code rows} and adds the others, in one commit that
   * carries {@code runId}. For narrow tables only: merging rewrites the files it touches.
   */
  public void merge(Table table, Dataset<Row> rows, String runId) {
    if (table.holdsBytes()) {
      throw new IllegalArgumentException(table.label() + " holds bytes: it is append only");
    }
    DeltaTable target = delta(table);
    spark.conf().set(USER_METADATA, runId);
    try {
      target
          .as("stored")
          .merge(rows.as("given"), sameKey(table, "stored", "given"))
          .whenMatched()
          .updateAll()
          .whenNotMatched()
          .insertAll()
          .execute();
    } finally {
      spark.conf().unset(USER_METADATA);
    }
  }

  /**
   * Adds the rows whose keys are not there, in one commit that carries {@code runId}, also while
   * another run adds the same: Delta refuses the later commit, which is then made again. For narrow
   * tables only.
   *
   * @return how many were added
   */
  public long add(Table table, Dataset<Row> rows, String runId) {
    return add(table, rows, sameKey(table, "stored", "given"), runId);
  }

  /**
   * The same for rows that count as there by more than their keys.
   *
   * @param there true of a {@code stored} row that keeps the {@code given} one out; it has to be
   *     true of equal keys
   */
  public long add(Table table, Dataset<Row> rows, Column there, String runId) {
    DeltaTable target = delta(table);
    for (int attempt = 1; ; attempt++) {
      spark.conf().set(USER_METADATA, runId);
      try {
        return target
            .as("stored")
            .merge(rows.as("given"), there)
            .whenNotMatched()
            .insertAll()
            .withSchemaEvolution()
            .execute()
            .head()
            .<Long>getAs("num_inserted_rows");
      } catch (DeltaConcurrentModificationException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(attempt * 200_000_000L));
      } finally {
        spark.conf().unset(USER_METADATA);
      }
    }
  }

  /** Equality of all key columns of {@code table} between two aliases, for merges and joins. */
  public static Column sameKey(Table table, String left, String right) {
    return table.key().stream()
        .map(
            column ->
                functions.col(left + "." + column).equalTo(functions.col(right + "." + column)))
        .reduce(Column::and)
        .orElseThrow();
  }

  /**
   * Rejected outcomes of every table that has them: table, key, reason, message, run_id. Not a
   * table of its own.
   */
  public Dataset<Row> rejects() {
    Dataset<Row> sources =
        read(Table.SOURCES)
            .where("state = 'rejected'")
            .selectExpr("'sources' AS table", "uri AS key", "reason", "message", "run_id");
    Dataset<Row> depth =
        read(Table.DEPTH)
            .where("state = 'rejected'")
            .selectExpr(
                "'depth' AS table",
                "concat_ws('/', image_id, model_id, params_hash) AS key",
                "reason",
                "message",
                "run_id");
    Dataset<Row> evaluations =
        read(Table.EVALUATIONS)
            .where("state = 'rejected'")
            .selectExpr(
                "'evaluations' AS table",
                "concat_ws('/', subject, subject_id, judge, protocol) AS key",
                "reason",
                "message",
                "run_id");
    Dataset<Row> generations =
        read(Table.GENERATIONS)
            .where("state = 'rejected'")
            .selectExpr(
                "'generations' AS table", "request_id AS key", "reason", "message", "run_id");
    return sources.unionByName(depth).unionByName(evaluations).unionByName(generations);
  }
}
