package org.isobath.jobs.evaluate;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Rule;
import org.isobath.jobs.Severity;
import org.isobath.jobs.Table;
import org.isobath.quality.TrueError;

/**
 * What the rules of a policy make of the mixed scenes: how many it keeps, and how much less wrong
 * those are. Its rules about licences and its selection have no say here.
 *
 * @param dropped by each rule that says no to any, whatever the others say
 * @param errors mean over all and over those that are kept, in the order of {@link TrueError}
 */
record PolicyTrial(
    String policy, long scenes, long kept, Map<String, Long> dropped, double[][] errors) {

  static PolicyTrial of(Policy policy, Dataset<Row> samples) {
    Dataset<Row> scenes = complete(samples.where(col("judge").equalTo(SceneTrial.JUDGE)));
    List<Rule> rules =
        policy.rules().stream().filter(rule -> rule.severity() == Severity.DROP).toList();
    Column keep = lit(true);
    for (Rule rule : rules) {
      keep = keep.and(expr("NOT (" + rule.saysNo() + ")"));
    }
    List<Column> wanted = new ArrayList<>();
    wanted.add(count(when(keep, lit(1))));
    for (TrueError error : TrueError.values()) {
      wanted.add(avg(Sample.column(error)));
      wanted.add(avg(when(keep, col(Sample.column(error)))));
    }
    for (Rule rule : rules) {
      wanted.add(count(when(expr(rule.saysNo()), lit(1))));
    }
    Row row = scenes.agg(count(lit(1)), wanted.toArray(Column[]::new)).head();
    double[][] errors = new double[TrueError.values().length][2];
    for (int i = 0; i < errors.length; i++) {
      for (int j = 0; j < 2; j++) {
        int at = 2 + 2 * i + j;
        errors[i][j] = row.isNullAt(at) ? Double.NaN : row.getDouble(at);
      }
    }
    Map<String, Long> dropped = new LinkedHashMap<>();
    for (int i = 0; i < rules.size(); i++) {
      long no = row.getLong(2 + 2 * errors.length + i);
      if (no > 0) {
        dropped.put(rules.get(i).name(), no);
      }
    }
    return new PolicyTrial(policy.name(), row.getLong(0), row.getLong(1), dropped, errors);
  }

  /** With every other name that a rule may use, null. */
  private static Dataset<Row> complete(Dataset<Row> samples) {
    Set<String> has = new TreeSet<>(Arrays.asList(samples.columns()));
    Map<String, Column> missing = new LinkedHashMap<>();
    for (Table table : List.of(Table.IMAGES, Table.DEPTH)) {
      for (StructField field : table.schema().fields()) {
        String name =
            table == Table.DEPTH && missing.containsKey(field.name())
                ? "depth_" + field.name()
                : field.name();
        if (!(field.dataType() instanceof StructType)
            && !(field.dataType() instanceof BinaryType)
            && has.add(name)) {
          missing.put(name, lit(null).cast(field.dataType()));
        }
      }
    }
    for (String name : List.of("caption", "license", "source")) {
      missing.put(name, lit(null).cast(DataTypes.StringType));
    }
    Dataset<Row> complete = samples;
    for (Map.Entry<String, Column> column : missing.entrySet()) {
      complete = complete.withColumn(column.getKey(), column.getValue());
    }
    return complete;
  }

  /** Mean error of what is kept, over that of all; {@code NaN} when nothing is. */
  double ratio(TrueError error) {
    double[] means = errors[error.ordinal()];
    return means[1] / means[0];
  }

  /** For {@code --json}; what is not defined is left out. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("name", policy);
    figures.put("scenes", scenes);
    figures.put("kept", kept);
    figures.put("dropped", dropped);
    for (TrueError error : TrueError.values()) {
      if (!Double.isNaN(ratio(error))) {
        figures.put(error.label() + "_all", errors[error.ordinal()][0]);
        figures.put(error.label() + "_kept", errors[error.ordinal()][1]);
        figures.put(error.label() + "_ratio", ratio(error));
      }
    }
    return figures;
  }

  /** The same for a person. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "  the policy %s keeps %d of %d mixed scenes".formatted(policy, kept, scenes)
            + (dropped.isEmpty() ? "" : "; its rules say no to " + dropped));
    for (TrueError error : TrueError.values()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  mean %s: %.4f of all, %.4f of those kept, %.3f times",
              error.label(),
              errors[error.ordinal()][0],
              errors[error.ordinal()][1],
              ratio(error)));
    }
    return lines;
  }
}
