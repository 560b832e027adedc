package org.isobath.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.FunctionSignature;
import org.apache.spark.sql.catalyst.plans.logical.InputParameter;
import org.apache.spark.sql.catalyst.plans.logical.NamedParametersSupport;
import org.apache.spark.sql.internal.SQLConf;
import org.isobath.UserError;
import scala.Function1;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Turns a call in a query into a {@link KernelExpression}: by position or by name, with what was
 * left out filled in and numbers converted. Counts, names and literal words are checked here, types
 * by the expression; all before a row is read.
 */
final class Invocation implements Function1<Seq<Expression>, Expression> {
  private final SqlFunction function;
  private final boolean lenient;

  Invocation(SqlFunction function, boolean lenient) {
    this.function = function;
    this.lenient = lenient;
  }

  @Override
  public Expression apply(Seq<Expression> given) {
    Call call = new Call(function, lenient, function.runsModel() ? Models.ofSession() : null);
    List<Expression> arranged =
        CollectionConverters.asJava(
            NamedParametersSupport.defaultRearrange(
                signature(), given, call.name(), SQLConf.get().resolver()));
    List<Expression> children = new ArrayList<>();
    for (int i = 0; i < arranged.size(); i++) {
      Parameter parameter = function.parameters().get(i);
      if (arranged.get(i) != Parameter.ABSENT) {
        Expression argument = parameter.type().convert(arranged.get(i));
        try {
          parameter.checkLiteral(argument, call.models());
        } catch (UserError e) {
          throw call.failure(e.getMessage(), e);
        }
        children.add(argument);
      }
    }
    return KernelExpression.of(call, CollectionConverters.asScala(children).toSeq());
  }

  private FunctionSignature signature() {
    List<InputParameter> parameters =
        function.parameters().stream()
            .map(parameter -> new InputParameter(parameter.name(), parameter.optional()))
            .toList();
    return new FunctionSignature(CollectionConverters.asScala(parameters).toSeq());
  }
}
