package org.isobath.sql;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.HiveResult;
import scala.jdk.javaapi.CollectionConverters;

/** The one session of a test JVM, with the extension switched on as a user does. */
final class SqlSession {
  private static SparkSession session;

  private SqlSession() {}

  static synchronized SparkSession get() {
    if (session == null) {
      session =
          SparkSession.builder()
              .master("local[2]")
              .appName("functions")
              .config("spark.sql.extensions", IsobathExtensions.class.getName())
              .config("spark.ui.enabled", "false")
              // compiling a query costs more than running it; one test does, and then for certain
              .config("spark.sql.codegen.wholeStage", "false")
              .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
              .config("spark.sql.codegen.fallback", "false")
              .config("spark.sql.shuffle.partitions", "2")
              .config("spark.driver.host", "localhost")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config(Models.DEVICE, "cpu")
              .getOrCreate();
      session.sparkContext().setLogLevel("ERROR");
    }
    return session;
  }

  static Dataset<Row> sql(String query) {
    return get().sql(query);
  }

  /** The one row of a query, as spark-sql prints it. */
  static String printed(String query) {
    return String.join(
        "\n",
        CollectionConverters.asJava(
            HiveResult.hiveResultString(sql(query).queryExecution().executedPlan())));
  }
}
