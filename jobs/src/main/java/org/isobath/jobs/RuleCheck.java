package org.isobath.jobs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.isobath.Nearest;
import org.isobath.UserError;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Finds the mistakes in a policy before any row is read.
 *
 * @param columns what its predicates may name, with the types of the columns; lower case
 */
public record RuleCheck(Map<String, DataType> columns) {

  /** One piece of SQL in a policy. */
  private record Sql(Policy policy, String place, String text) {}

  private static List<Sql> rules(Policy policy) {
    return policy.rules().stream()
        .map(rule -> new Sql(policy, "Rule " + rule.name(), rule.predicate()))
        .toList();
  }

  private static List<Sql> strata(Policy policy) {
    return policy.selection().stream()
        .flatMap(selection -> selection.by().stream())
        .map(text -> new Sql(policy, "select.by", text))
        .toList();
  }

  /**
   * Syntax, column and function names; needs no session.
   *
   * @throws UserError for the first mistake, with the rule, what is wrong and the nearest name
   */
  public void names(Policy policy) {
    rules(policy).forEach(this::names);
    strata(policy).forEach(this::names);
  }

  private void names(Sql sql) {
    for (Expression node : nodes(parse(sql))) {
      if (node instanceof UnresolvedAttribute attribute) {
        String name = attribute.name();
        if (!known(name)) {
          throw mistake(
              sql,
              "no column or metric is called "
                  + name
                  + ". Did you mean "
                  + Nearest.of(name.toLowerCase(Locale.ROOT), columns.keySet())
                  + "?");
        }
      } else if (node instanceof UnresolvedFunction function) {
        function(sql, CollectionConverters.asJava(function.nameParts()));
      } else if (node instanceof SubqueryExpression) {
        throw mistake(sql, "an expression looks at one row and cannot hold a query.");
      }
    }
  }

  /**
   * Types, for a policy whose {@linkplain #names names} are right: every predicate is a boolean
   * that depends on its row alone, and so does what strata are made by.
   */
  public void types(Policy policy, SparkSession spark) {
    StructType schema =
        new StructType(
            columns.entrySet().stream()
                .map(e -> DataTypes.createStructField(e.getKey(), e.getValue(), true))
                .toArray(StructField[]::new));
    Dataset<Row> none = spark.createDataFrame(List.of(), schema);
    // WHERE takes booleans only, and neither aggregates nor windows
    rules(policy).forEach(sql -> type(none, sql, functions.expr(sql.text())));
    strata(policy)
        .forEach(sql -> type(none, sql, functions.expr(sql.text()).cast("string").isNotNull()));
  }

  private static void type(Dataset<Row> none, Sql sql, Column condition) {
    try {
      none.where(condition).schema();
    } catch (Exception e) {
      if (e instanceof AnalysisException analysis) {
        throw mistake(sql, analysis.getSimpleMessage());
      }
      throw e;
    }
  }

  private static Expression parse(Sql sql) {
    try {
      // in parentheses, because the grammar takes a word after an expression for its name
      new CatalystSqlParser().parseExpression("(" + sql.text() + ")");
      return new CatalystSqlParser().parseExpression(sql.text());
    } catch (Exception e) {
      // Scala declares no checked exceptions, so Java cannot catch this one by name
      if (e instanceof ParseException syntax) {
        throw mistake(sql, syntax.getSimpleMessage().lines().findFirst().orElse("") + ".");
      }
      throw e;
    }
  }

  /** SQL names columns without regard to case. */
  private boolean known(String name) {
    return columns.containsKey(name.toLowerCase(Locale.ROOT));
  }

  private static void function(Sql sql, List<String> nameParts) {
    String name = String.join(".", nameParts).toLowerCase(Locale.ROOT);
    if (nameParts.size() == 1
        && FunctionRegistry$.MODULE$.builtin().functionExists(new FunctionIdentifier(name))) {
      if (List.of(
              "rand",
              "random",
              "randn",
              "uuid",
              "now",
              "current_timestamp",
              "current_date",
              "shuffle",
              "monotonically_increasing_id",
              "spark_partition_id",
              "input_file_name")
          .contains(name)) {
        throw mistake(sql, name + " differs from run to run, and a verdict must not.");
      }
      return;
    }
    Collection<String> known =
        CollectionConverters.asJava(FunctionRegistry$.MODULE$.builtin().listFunction()).stream()
            .map(FunctionIdentifier::funcName)
            .toList();
    throw mistake(
        sql, "no function is called " + name + ". Did you mean " + Nearest.of(name, known) + "?");
  }

  private static List<Expression> nodes(Expression root) {
    List<Expression> nodes = new ArrayList<>();
    nodes.add(root);
    for (Expression child : CollectionConverters.asJava(root.children())) {
      nodes.addAll(nodes(child));
    }
    return nodes;
  }

  private static UserError mistake(Sql sql, String what) {
    return new UserError(
        sql.place()
            + " of "
            + sql.policy().origin()
            + " cannot be used ("
            + sql.text()
            + "): "
            + what);
  }
}
