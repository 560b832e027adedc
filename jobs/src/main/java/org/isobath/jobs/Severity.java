package org.isobath.jobs;

import java.util.Locale;

/** What a rule does to a row that it says no to. */
public enum Severity {
  /** The row is not kept: {@code pairs.reasons} holds the reason. */
  DROP,

  /**
   * The row is marked only: {@code pairs.warnings} holds the reason. For a threshold that is on
   * trial, or a doubt that a person should look into.
   */
  WARN;

  /** The word in a policy file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
