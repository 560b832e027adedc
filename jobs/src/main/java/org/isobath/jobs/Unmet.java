package org.isobath.jobs;

import org.isobath.UserError;

/**
 * Thrown by a job that did its work and found that the answer is no, as {@code doctor} does: its
 * lines and figures are printed like those of a job that is done, then the message, and the command
 * ends with exit code 2.
 */
public final class Unmet extends UserError {
  private static final long serialVersionUID = 1L;

  private final transient Outcome outcome;

  public Unmet(String message, Outcome outcome) {
    super(message);
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }
}
