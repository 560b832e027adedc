package org.isobath.jobs;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Settings that a Spark session has for the time of one piece of work. */
public final class SessionSettings {
  private SessionSettings() {}

  /** What runs under them. */
  public interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /** Runs {@code work} under {@code settings}, and puts back what was there before. */
  public static <T, E extends Exception> T during(
      SparkSession spark, Map<String, String> settings, Work<T, E> work) throws E {
    RuntimeConfig conf = spark.conf();
    Map<String, Option<String>> before = new HashMap<>();
    settings.forEach(
        (key, value) -> {
          before.put(key, conf.getOption(key));
          conf.set(key, value);
        });
    try {
      return work.run();
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
