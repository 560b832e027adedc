package org.isobath.sql;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import scala.collection.immutable.Seq;

/**
 * A call of a function that runs a model, kept off the driver. Spark evaluates constants and
 * projections of local rows while it plans, unless an expression is {@link Unevaluable}: so this
 * one says that it is, and is evaluated all the same where the tasks run. It is not marked as
 * random, since Spark evaluates random expressions over local rows, too, and pushes no filter below
 * them.
 */
final class ModelExpression extends KernelExpression implements Unevaluable {
  private static final long serialVersionUID = 1L;

  public ModelExpression(Call call, Seq<Expression> children) {
    super(call, children);
  }

  @Override
  public boolean foldable() {
    return false;
  }
}
