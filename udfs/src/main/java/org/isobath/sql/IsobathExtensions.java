package org.isobath.sql;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import scala.Function1;
import scala.Tuple3;
import scala.runtime.BoxedUnit;

/**
 * Adds every {@link SqlFunction}, and the {@code try_} variant of those that can refuse a row, to
 * the sessions of a Spark application that is started with {@code
 * spark.sql.extensions=org.isobath.sql.IsobathExtensions}. Works beside other extensions, such as
 * Delta's; a session that is running cannot be given any.
 */
public final class IsobathExtensions implements Function1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    for (SqlFunction function : SqlFunction.values()) {
      inject(extensions, function, false);
      if (function.refuses()) {
        inject(extensions, function, true);
      }
    }
    return BoxedUnit.UNIT;
  }

  private static void inject(
      SparkSessionExtensions extensions, SqlFunction function, boolean lenient) {
    FunctionText text = new FunctionText(function, lenient);
    extensions.injectFunction(
        new Tuple3<>(
            new FunctionIdentifier(text.name()), text.info(), new Invocation(function, lenient)));
  }
}
