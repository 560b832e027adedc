package org.isobath.jobs.estimate;

import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.isobath.jobs.SessionSettings;

/**
 * Has Spark interpret queries instead of writing Java for each. For a job whose only large query
 * spends its time in native code: what is left are some forty queries over keys and table logs, and
 * compiling those takes longer than running them. Not for joins and sorts over many rows.
 */
final class SmallQueries {
  private static final Map<String, String> INTERPRETED =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN");

  private SmallQueries() {}

  /** Runs {@code body} while queries that the session starts are interpreted. */
  static <T> T during(SparkSession spark, Callable<T> body) throws Exception {
    return SessionSettings.during(spark, INTERPRETED, body::call);
  }
}
