package org.isobath.generate.sandbox;

import java.net.URI;

/**
 * What the endpoints of one server share: how it is to behave, and everything that has happened.
 *
 * @param root where the server listens, without a slash at the end
 */
record Rehearsal(
    SandboxSettings settings,
    URI root,
    SandboxBill bill,
    Predictions predictions,
    Controls controls,
    Webhooks webhooks) {
  /** Whether a fault strikes; it is on the bill then. */
  boolean strikes(Fault fault, String request, int attempt) {
    boolean strikes = settings.faults().strikes(fault, request, attempt);
    if (strikes) {
      bill.struck(fault);
    }
    return strikes;
  }
}
