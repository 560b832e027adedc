package org.isobath.jobs;

import org.isobath.UserError;

/** Finds whose fault an exception is when Spark has wrapped it. */
final class Faults {
  private Faults() {}

  /**
   * The user's mistake behind {@code thrown}, or null. A {@link UserError} thrown in a task reaches
   * the driver as the cause of Spark's exceptions, or as text in their message only.
   */
  static UserError userError(Throwable thrown) {
    String marker = UserError.class.getName() + ": ";
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof UserError error) {
        return error;
      }
      String message = t.getMessage();
      int at = message == null ? -1 : message.indexOf(marker);
      if (at >= 0) {
        int end = message.indexOf('\n', at);
        return new UserError(
            message.substring(at + marker.length(), end < 0 ? message.length() : end), thrown);
      }
    }
    return null;
  }
}
