package org.isobath.jobs.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one check found.
 *
 * @param text facts, on one line
 * @param cure what to do; empty when all is well
 */
record Finding(State state, String text, String cure) {
  enum State {
    OK,
    /** Works, but slower, or not for everything. */
    WARN,
    /** What the configuration asks for does not work. */
    FAIL;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding ok(String text) {
    return new Finding(State.OK, text, "");
  }

  static Finding warn(String text, String cure) {
    return new Finding(State.WARN, text, cure);
  }

  static Finding fail(String text, String cure) {
    return new Finding(State.FAIL, text, cure);
  }

  Map<String, Object> facts(String check) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("check", check);
    facts.put("state", state.label());
    facts.put("finding", text);
    facts.put("cure", cure);
    return facts;
  }

  String line(String check) {
    String line = String.format(Locale.ROOT, "%-4s  %-10s  %s", state.label(), check, text);
    return cure.isEmpty() ? line : line + System.lineSeparator() + " ".repeat(18) + "-> " + cure;
  }
}
