package org.isobath.sql;

import java.util.function.BiConsumer;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.isobath.UserError;
import scala.Option;

/**
 * A parameter of a function.
 *
 * @param name for named arguments and documentation
 * @param text what it is, for documentation
 * @param sample SQL of an argument that works: examples and contract tests call the function with
 *     it
 * @param optional what stands for it in a call without it; {@link #ABSENT} (of the last parameter
 *     only) where the kernel then does without
 * @param check refuses a word that is not in its list, with the nearest or all that are
 */
record Parameter(
    String name,
    SqlType type,
    String text,
    String sample,
    Option<Expression> optional,
    BiConsumer<String, Models> check) {

  /** Told apart by identity from the NULL of a call. */
  static final Expression ABSENT = new Literal(null, org.apache.spark.sql.types.DataTypes.NullType);

  static Parameter of(String name, SqlType type, String text, String sample) {
    return new Parameter(name, type, text, sample, Option.empty(), null);
  }

  /** A word of a closed list. */
  static Parameter word(String name, String text, String sample, BiConsumer<String, Models> check) {
    return new Parameter(name, SqlType.STRING, text, "'" + sample + "'", Option.empty(), check);
  }

  /** This parameter, which a call may leave out. */
  Parameter or(Expression value) {
    return new Parameter(name, type, text, sample, Option.apply(value), check);
  }

  /**
   * Refuses a wrong word while the query is analysed, where it is a literal.
   *
   * @throws UserError from {@link #check}
   */
  void checkLiteral(Expression argument, Models models) {
    if (check != null && argument instanceof Literal literal && literal.value() != null) {
      check.accept(literal.value().toString(), models);
    }
  }
}
