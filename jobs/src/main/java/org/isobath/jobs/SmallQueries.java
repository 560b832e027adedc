package org.isobath.jobs;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Has Spark interpret queries instead of writing Java for each. For rows of {@code runs}, and for a
 * job whose only large query spends its time in native code: what is left are some forty queries
 * over keys and table logs, and compiling those takes longer than running them. Not for joins and
 * sorts over many rows.
 */
public final class SmallQueries {
  private static final Map<String, String> INTERPRETED =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN");

  private SmallQueries() {}

  /** The same as entries of {@code spark.conf}, for a session that has nothing else to do. */
  static String settings() {
    return INTERPRETED.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(setting -> "\"%s\" = \"%s\"".formatted(setting.getKey(), setting.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** Runs {@code body} while queries that the session starts are interpreted. */
  public static <T, E extends Exception> T during(
      SparkSession spark, SessionSettings.Work<T, E> body) throws E {
    return SessionSettings.during(spark, INTERPRETED, body);
  }
}
