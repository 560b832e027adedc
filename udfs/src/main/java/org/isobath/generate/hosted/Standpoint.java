package org.isobath.generate.hosted;

/** Where an order is in this run of the sender. */
enum Standpoint {
  /** To be sent. */
  WAITING,
  /** Sent, and not decided. */
  RUNNING,
  /** Looked for in the provider's list. */
  SOUGHT,
  /** Parked: nobody knows whether it was bought. */
  PARKED,
  /** Not sent, because it would cross the budget; sent after all when money comes back. */
  UNAFFORDABLE,
  /** Left as it is for a later run. */
  LEFT,
  STORED,
  REJECTED;

  /** Whether the run has to go on for it. */
  boolean underWay() {
    return this == WAITING || this == RUNNING || this == SOUGHT;
  }
}
