package org.isobath.jobs.estimate;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import scala.Option;

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
    RuntimeConfig conf = spark.conf();
    Map<String, Option<String>> before = new HashMap<>();
    INTERPRETED.forEach(
        (key, value) -> {
          before.put(key, conf.getOption(key));
          conf.set(key, value);
        });
    try {
      return body.call();
    } finally {
      before.forEach(
          (key, value) -> {
            if (value.isDefined()) {
              conf.set(key, value.get());
            } else {
              conf.unset(key);
            }
          });
    }
  }
}
