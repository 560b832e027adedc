package org.isobath.jobs;

import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * The one Spark session of a test JVM: two cores, and but for speed the settings of a real run. It
 * lives until the JVM ends.
 */
public final class LocalSpark {
  /**
   * A test has some rows and hundreds of queries: compiling each query, or planning it anew after
   * every stage, costs far more than running it, and so do empty tasks.
   */
  private static final String FOR_SMALL_TABLES =
      """
      spark.conf {
        "spark.sql.codegen.wholeStage" = "false"
        "spark.sql.codegen.factoryMode" = "NO_CODEGEN"
        "spark.sql.adaptive.enabled" = "false"
        "spark.sql.shuffle.partitions" = "2"
        "spark.sql.sources.parallelPartitionDiscovery.parallelism" = "2"
        "spark.databricks.delta.snapshotPartitions" = "1"
      }
      """;

  /** Where the metrics of the driver are asked for. */
  private static final String PAGE =
      """
      spark.conf {
        "spark.ui.enabled" = "true"
        "spark.ui.port" = "0"
      }
      """;

  private static SparkSession session;

  private LocalSpark() {}

  /** The same settings for a JVM of its own, which has no page. */
  public static List<String> options() {
    return Conf.reference().with(FOR_SMALL_TABLES).map("spark.conf").entrySet().stream()
        .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
        .toList();
  }

  public static synchronized SparkSession session() {
    if (session == null) {
      session =
          Spark.session(
              Conf.load(List.of(), List.of("spark.master=\"local[2]\""))
                  .with(FOR_SMALL_TABLES)
                  .with(PAGE),
              "isobath tests");
      session.sparkContext().setLogLevel("ERROR");
    }
    return session;
  }
}
