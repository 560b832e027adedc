package org.isobath.jobs;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.isobath.UserError;

/** Finds whose fault an exception is when Spark has wrapped it. */
final class Faults {
  private static final String MARKER = UserError.class.getName() + ": ";

  private Faults() {}

  /**
   * The user's mistake behind {@code thrown}, or null. A {@link UserError} thrown in a task reaches
   * the driver as the cause of Spark's exceptions, or as text in their message only.
   */
  static UserError userError(Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
      if (t instanceof UserError error) {
        return error;
      }
      String message = t.getMessage();
      int at = message == null ? -1 : message.indexOf(MARKER);
      if (at >= 0) {
        int end = message.indexOf('\n', at);
        return new UserError(
            message.substring(at + MARKER.length(), end < 0 ? message.length() : end), thrown);
      }
    }
    return null;
  }

  /** The stack trace of {@code thrown} as text. */
  static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
