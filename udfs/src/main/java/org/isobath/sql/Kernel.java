package org.isobath.sql;

import org.isobath.Rejected;

/** The work of a function for one row. */
interface Kernel {
  /**
   * @param arguments none of them null
   * @return what {@link CatalystValues} takes for the function's result type; null for NULL
   * @throws Rejected when bytes cannot be used
   * @throws Unfit when values do not go together
   */
  Object of(Arguments arguments) throws Rejected, Unfit;

  /** True where {@link Arguments#models} is asked: the work then stays off the driver. */
  default boolean runsModel() {
    return false;
  }

  /** The work of a function that runs a model. */
  interface OfModel extends Kernel {
    @Override
    default boolean runsModel() {
      return true;
    }
  }
}
