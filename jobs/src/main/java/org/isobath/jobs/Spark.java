package org.isobath.jobs;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.isobath.UserError;
import org.isobath.sql.IsobathExtensions;

/** Starts the Spark session of a command with the settings that tables of large cells need. */
public final class Spark {
  private static final String EXTENSIONS = "spark.sql.extensions";
  private static final String PLUGINS = "spark.plugins";
  private static final List<String> EXTENSIONS_NEEDED =
      List.of("io.delta.sql.DeltaSparkSessionExtension", IsobathExtensions.class.getName());
  private static final List<String> PLUGINS_NEEDED =
      List.of(MetricsPlugin.class.getName(), HeapGatePlugin.class.getName());

  private Spark() {}

  /**
   * Settings that every run has unless {@code spark.conf} or spark-submit says otherwise. Cells of
   * tens of megabytes live only in small row groups, whose size must be checked after every few
   * rows: with Parquet's defaults one write task of 2 MB rows needs more than 1 GB of heap, and so
   * does whoever reads its file.
   */
  static Map<String, String> defaults() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(EXTENSIONS, String.join(",", EXTENSIONS_NEEDED));
    settings.put(
        "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    settings.put("spark.sql.session.timeZone", "UTC");
    settings.put("spark.hadoop.parquet.block.size", String.valueOf(32 << 20));
    // rows between two looks at the size of the page, and of the row group: a run of small rows
    // says nothing about the next, and four of 50 MB would be 200 MB in one page
    settings.put("spark.hadoop.parquet.page.size.row.check.min", "1");
    settings.put("spark.hadoop.parquet.page.size.row.check.max", "1");
    // a copy of every page; pictures are checked by their SHA-256, depth by the PNG's own checksums
    settings.put("spark.hadoop.parquet.page.write-checksum.enabled", "false");
    // each would keep copies of whole cells while their page is written, and tell nothing of them
    for (String column : Table.byteColumns()) {
      settings.put("spark.hadoop.parquet.enable.dictionary#" + column, "false");
      settings.put("spark.hadoop.parquet.column.statistics.enabled#" + column, "false");
    }
    settings.put("spark.sql.parquet.columnarReaderBatchSize", "32");
    // Java's object streams keep what passed through them; pictures on local disk come by the
    // thousand
    settings.put("spark.serializer.objectStreamReset", "1");
    // both would shuffle image bytes without showing it in the plan
    settings.put("spark.databricks.delta.optimizeWrite.enabled", "false");
    settings.put("spark.databricks.delta.autoCompact.enabled", "false");
    settings.put("spark.databricks.delta.schema.autoMerge.enabled", "true");
    // a thread keeps the direct buffer of the largest read it has made: megabytes for each reader
    settings.put("spark.executor.defaultJavaOptions", "-Djdk.nio.maxCachedBufferSize=" + (1 << 20));
    settings.put("spark.executorEnv.ORT_DISABLE_TELEMETRY", "1");
    settings.put("spark.executorEnv.OPENCV_LOG_LEVEL", "SILENT");
    settings.put("spark.ui.showConsoleProgress", "false");
    settings.putAll(HadoopSettings.defaults());
    // where there is a page of the driver, its metrics are for Prometheus as well; under a name
    // that stays, not the application's id
    settings.put(
        "spark.metrics.conf.driver.sink.prometheusServlet.class",
        "org.apache.spark.metrics.sink.PrometheusServlet");
    settings.put("spark.metrics.conf.driver.sink.prometheusServlet.path", "/metrics/prometheus");
    settings.put("spark.metrics.namespace", "isobath");
    return settings;
  }

  /**
   * Further settings where Spark runs inside this JVM: small tables, no need for a browser page.
   */
  static Map<String, String> localDefaults() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.sql.shuffle.partitions", "4");
    settings.put("spark.databricks.delta.snapshotPartitions", "2");
    settings.put("spark.driver.host", "localhost");
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    return settings;
  }

  /**
   * The session of this JVM, created when there is none. What is set from outside wins over {@code
   * conf}.
   */
  public static SparkSession session(Conf conf, String name) {
    SparkConf outside = new SparkConf();
    SparkConf settings = new SparkConf();
    Map<String, String> wanted = defaults();
    String master = outside.get("spark.master", conf.string("spark.master"));
    if (master.startsWith("local")) {
      wanted.putAll(localDefaults());
    }
    wanted.putAll(conf.map("spark.conf"));
    wanted.forEach(
        (key, value) -> {
          if (!outside.contains(key)) {
            settings.set(key, value);
          }
        });
    settings.set(
        EXTENSIONS, with(outside.get(EXTENSIONS, settings.get(EXTENSIONS, "")), EXTENSIONS_NEEDED));
    settings.set(PLUGINS, with(outside.get(PLUGINS, settings.get(PLUGINS, "")), PLUGINS_NEEDED));
    // spark-submit names a run after its main class, which says less than the verb
    String appName = outside.get("spark.app.name", name);
    settings.setMaster(master).setAppName(appName.equals(Main.class.getName()) ? name : appName);
    try {
      SparkSession session = SparkSession.builder().config(settings).getOrCreate();
      ExecutorWait.watch(session.sparkContext());
      return session;
    } catch (Exception e) {
      throw new UserError(
          "Spark does not start with master "
              + master
              + ": "
              + e.getMessage()
              + ". Check spark.master and spark.conf.",
          e);
    }
  }

  /** These classes and, after them, those of ours that are not among them. */
  private static String with(String classes, List<String> needed) {
    Set<String> all = new LinkedHashSet<>();
    Arrays.stream(classes.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .forEach(all::add);
    all.addAll(needed);
    return String.join(",", all);
  }
}
