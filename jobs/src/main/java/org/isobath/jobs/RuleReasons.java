package org.isobath.jobs;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;

/** What the rules of a policy say of a row that has all columns they name. */
public final class RuleReasons {
  private RuleReasons() {}

  /** Of each rule of this severity its reason, or NULL where it does not say no; in their order. */
  public static List<Column> of(Policy policy, Severity severity) {
    return policy.rules().stream()
        .filter(rule -> rule.severity() == severity)
        .map(rule -> when(expr(rule.saysNo()), lit(rule.reason())))
        .toList();
  }

  /** Those that are not NULL, each once. */
  public static Column distinct(List<Column> reasons) {
    return array_distinct(
        array_compact(array(reasons.toArray(Column[]::new)).cast("array<string>")));
  }
}
