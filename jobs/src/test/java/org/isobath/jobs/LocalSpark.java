package org.isobath.jobs;

import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * The one Spark session of a test JVM: two cores, the settings of a real run. It lives until the
 * JVM ends.
 */
public final class LocalSpark {
  private static SparkSession session;

  private LocalSpark() {}

  public static synchronized SparkSession session() {
    if (session == null) {
      session =
          Spark.session(
              Conf.load(List.of(), List.of("spark.master=\"local[2]\"")), "isobath tests");
      session.sparkContext().setLogLevel("ERROR");
    }
    return session;
  }
}
