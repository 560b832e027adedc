package org.isobath.jobs.curate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.isobath.jobs.Policy;
import org.isobath.jobs.RuleCheck;

/** The checks of a policy whose predicates name {@link RuleColumns}. */
final class PolicyCheck {
  private static final RuleCheck CHECK = new RuleCheck(types());

  private PolicyCheck() {}

  /**
   * Syntax, column and function names; needs no session.
   *
   * @throws org.isobath.UserError for the first mistake
   */
  static void names(Policy policy) {
    CHECK.names(policy);
  }

  /** Types, for a policy whose {@linkplain #names names} are right. */
  static void types(Policy policy, SparkSession spark) {
    CHECK.types(policy, spark);
  }

  private static Map<String, DataType> types() {
    Map<String, DataType> types = new LinkedHashMap<>();
    RuleColumns.all().forEach((name, source) -> types.put(name, source.type()));
    return types;
  }
}
