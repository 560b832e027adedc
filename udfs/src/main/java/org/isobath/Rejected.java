package org.isobath;

/**
 * One input cannot be used, and the job goes on without it: it becomes a rejected outcome with
 * {@link #reason()} and this message. Checked, so that every caller decides. Not for mistakes that
 * concern the whole run ({@link UserError}).
 */
public class Rejected extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public Rejected(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Rejected(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
