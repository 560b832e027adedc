package org.isobath.sql;

import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.QueryContext;
import org.apache.spark.SparkRuntimeException;
import org.isobath.Rejected;
import org.isobath.UserError;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A function with all that it needs beside its arguments, as it travels to executors. It is a
 * {@link Function} because generated code then names a class that every class loader has.
 *
 * @param lenient true for the {@code try_} variant
 * @param models null for functions that run none
 */
record Call(SqlFunction function, boolean lenient, Models models)
    implements Function<Object[], Object>, Serializable {

  /** The result for arguments of which none is null, both as Spark holds them. */
  @Override
  public Object apply(Object[] arguments) {
    try {
      return CatalystValues.of(
          function.kernel().of(new Arguments(arguments, models)), function.result());
    } catch (Rejected e) {
      return refused(e.reason().label() + ": " + e.getMessage(), e);
    } catch (Unfit e) {
      return refused(e.getMessage(), e);
    } catch (UserError e) {
      throw failure(e.getMessage(), e);
    }
  }

  private Object refused(String why, Exception cause) {
    if (lenient) {
      return null;
    }
    throw failure(why + ". try_" + function.label() + " gives NULL instead.", cause);
  }

  /**
   * An error that Spark shows to the person who wrote the query as it is, without its own stack.
   */
  RuntimeException failure(String why, Exception cause) {
    return new SparkRuntimeException(
        "FAILED_EXECUTE_UDF",
        Map$.MODULE$.from(
            CollectionConverters.asScala(
                Map.of(
                    "functionName",
                    "`" + name() + "`",
                    "signature",
                    String.join(", ", function.parameters().stream().map(Parameter::name).toList()),
                    "result",
                    function.result().typeName().toLowerCase(Locale.ROOT),
                    "reason",
                    // Spark puts a full stop behind it
                    why.endsWith(".") ? why.substring(0, why.length() - 1) : why))),
        cause,
        new QueryContext[0],
        "");
  }

  /** The name in SQL. */
  String name() {
    return lenient ? "try_" + function.label() : function.label();
  }
}
