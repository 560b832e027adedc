package org.isobath.jobs;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.isobath.UserError;

/** Finds whose fault an exception is when Spark has wrapped it. */
final class Faults {
  private static final String MARKER = UserError.class.getName() + ": ";

  private Faults() {}

  /**
   * The user's mistake behind {@code thrown}, or null. A {@link UserError} thrown in a task reaches
   * the driver as the cause of Spark's exceptions, or as text in their message only. A storage that
   * fails or is full is the user's to mend as well.
   */
  static UserError userError(Throwable thrown) {
    List<Throwable> chain = chain(thrown);
    for (Throwable t : chain) {
      if (t instanceof UserError error) {
        return error;
      }
    }
    for (Throwable t : chain) {
      String message = t.getMessage();
      int at = message == null ? -1 : message.indexOf(MARKER);
      if (at >= 0) {
        int end = message.indexOf('\n', at);
        return new UserError(
            message.substring(at + MARKER.length(), end < 0 ? message.length() : end), thrown);
      }
    }
    for (Throwable t : chain) {
      if (Outage.ofS3(t) || Outage.ofDisk(t)) {
        return Outage.error(t);
      }
    }
    return null;
  }

  private static List<Throwable> chain(Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }

  /** The stack trace of {@code thrown} as text. */
  static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
