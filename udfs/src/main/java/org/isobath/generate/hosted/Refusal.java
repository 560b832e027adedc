package org.isobath.generate.hosted;

import java.util.Locale;

/**
 * Why a request ended without pictures: the closed list behind the reason of a rejected outcome.
 */
public enum Refusal {
  /**
   * Prompt, control or picture were refused for what they show or say. Never sent again unchanged.
   */
  MODERATED,
  /** The provider finds the request wrong. */
  INVALID,
  /** The control could not be read, or is larger than the provider takes. */
  CONTROL,
  /** The provider tried and failed. */
  FAILED,
  /** Ended by somebody. */
  CANCELED,
  /**
   * Paid and gone: the provider no longer knows it, or its pictures expired before they were here.
   */
  LOST,
  /** Paid, and what came is no picture. */
  UNUSABLE,
  /** Nobody knows whether it was bought, and it was decided to look no further. */
  AMBIGUOUS;

  /** The name in ledgers, tables and reports: lower case with underscores. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
