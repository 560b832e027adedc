package org.isobath.generate.sandbox;

import java.util.Locale;

/** What becomes of a prediction. */
enum Fate {
  SUCCEEDED,
  MODERATED_BEFORE,
  MODERATED_AFTER,
  FAILED,
  /** By its owner or by {@link Fault#CANCELED}. */
  CANCELED,
  /** Its deadline passed before it ran. */
  ABORTED;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
