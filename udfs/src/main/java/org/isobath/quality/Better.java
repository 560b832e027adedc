package org.isobath.quality;

/** Which way a score is good. */
public enum Better {
  HIGHER,
  LOWER,
  /** The number describes; a policy may want it inside a band. */
  NEITHER
}
