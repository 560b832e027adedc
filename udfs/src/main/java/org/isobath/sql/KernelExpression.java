package org.isobath.sql;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.ExpectsInputTypes$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeBlock;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.codegen.Inline;
import org.apache.spark.sql.catalyst.expressions.codegen.JavaCode;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A call of any {@link SqlFunction} in a query. NULL in any argument is NULL, without a call;
 * arguments after a NULL are not evaluated.
 */
class KernelExpression extends Expression implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Call call;
  private final Seq<Expression> children;

  /** Use {@link #of}; public because Spark copies expressions by their constructor. */
  public KernelExpression(Call call, Seq<Expression> children) {
    this.call = call;
    this.children = children;
  }

  @Override
  public Seq<Expression> children() {
    return children;
  }

  /** The expression of this call. */
  static KernelExpression of(Call call, Seq<Expression> arguments) {
    return call.function().runsModel()
        ? new ModelExpression(call, arguments)
        : new KernelExpression(call, arguments);
  }

  private List<Expression> arguments() {
    return CollectionConverters.asJava(children);
  }

  @Override
  public DataType dataType() {
    return call.function().result();
  }

  @Override
  public boolean nullable() {
    return call.lenient()
        || call.function().mayBeNull()
        || arguments().stream().anyMatch(Expression::nullable);
  }

  @Override
  public boolean foldable() {
    return arguments().stream().allMatch(Expression::foldable);
  }

  @Override
  public boolean throwable() {
    return true;
  }

  @Override
  public TypeCheckResult checkInputDataTypes() {
    List<AbstractDataType> expected = new ArrayList<>();
    call.function().parameters().forEach(parameter -> expected.add(parameter.type().dataType()));
    return ExpectsInputTypes$.MODULE$.checkInputDataTypes(
        children, seq(expected.subList(0, children.size())));
  }

  @Override
  public Object eval(InternalRow row) {
    Object[] values = new Object[children.size()];
    Iterator<Expression> arguments = arguments().iterator();
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments.next().eval(row);
      if (values[i] == null) {
        return null;
      }
    }
    return call.apply(values);
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    String reference =
        context.addReferenceObj("call", call, java.util.function.Function.class.getName());
    List<Expression> arguments = arguments();
    List<ExprCode> values = arguments.stream().map(child -> child.genCode(context)).toList();
    String result = context.freshName("result");
    StringBuilder boxed = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      boxed.append(i == 0 ? "" : ", ").append(boxed(arguments.get(i).dataType(), values.get(i)));
    }
    String body =
        """
        Object %1$s = %2$s.apply(new Object[] {%3$s});
        if (%1$s != null) {
          %4$s = false;
          %5$s = (%6$s) %1$s;
        }
        """
            .formatted(
                result,
                reference,
                boxed,
                code.isNull(),
                code.value(),
                CodeGenerator.boxedType(dataType()));
    for (int i = values.size() - 1; i >= 0; i--) {
      ExprCode value = values.get(i);
      body = value.code() + "\nif (!" + value.isNull() + ") {\n" + body + "}\n";
    }
    String whole =
        "boolean %s = true;\n%s %s = %s;\n%s"
            .formatted(
                code.isNull(),
                CodeGenerator.javaType(dataType()),
                code.value(),
                CodeGenerator.defaultValue(dataType(), false),
                body);
    // as an input, so that nothing in the code of the arguments is taken for an escape
    return code.copy(
        new CodeBlock(seq(List.of("", "")), seq(List.<JavaCode>of(new Inline(whole)))),
        code.isNull(),
        code.value());
  }

  private static String boxed(DataType type, ExprCode value) {
    return CodeGenerator.isPrimitiveType(type)
        ? CodeGenerator.boxedType(type) + ".valueOf(" + value.value() + ")"
        : value.value().toString();
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }

  @Override
  public String prettyName() {
    return call.name();
  }

  @Override
  public scala.collection.Iterator<Object> stringArgs() {
    return CollectionConverters.asScala(new ArrayList<Object>(arguments())).iterator();
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return of(call, newChildren);
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public Object productElement(int n) {
    return switch (n) {
      case 0 -> call;
      case 1 -> children;
      default -> throw new IndexOutOfBoundsException(n);
    };
  }

  @Override
  public boolean canEqual(Object that) {
    return that instanceof KernelExpression;
  }

  @Override
  public boolean equals(Object that) {
    return that instanceof KernelExpression other
        && call.equals(other.call)
        && children.equals(other.children);
  }

  @Override
  public int hashCode() {
    return Objects.hash(call, children);
  }
}
