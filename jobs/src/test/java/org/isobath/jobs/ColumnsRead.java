package org.isobath.jobs;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.FileSourceScanExec;
import scala.jdk.javaapi.CollectionConverters;

/** What a query reads from files. */
public final class ColumnsRead {
  private ColumnsRead() {}

  /** Top-level columns of all scans of the plan, a column of two tables twice. */
  public static List<String> by(Dataset<Row> rows) {
    var plan = ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().sparkPlan();
    return CollectionConverters.asJava(plan.collectLeaves()).stream()
        .filter(FileSourceScanExec.class::isInstance)
        .flatMap(scan -> Arrays.stream(((FileSourceScanExec) scan).requiredSchema().fieldNames()))
        .toList();
  }
}
