package org.isobath.quality;

import java.util.Locale;

/**
 * How the depth of a generation, as a judge sees it, is held against that of its control. Numbers
 * under different protocols are different quantities.
 */
public enum FidelityProtocol {
  /** That of ControlNet++, to compare with what is published; nothing is aligned. */
  CONTROLNET_PLUS_PLUS(
      "that of ControlNet++: the control between its least and greatest inverse depth, the judge's map over its own"
          + " maximum, both as levels of 512x512 pixels; nothing is aligned"),
  /**
   * Scale and shift by least squares in inverse depth, onto the control's p2 to p98 as depth from 1
   * to 10.
   */
  LSQ_INVERSE_1_TO_10(
      "scale and shift by least squares in inverse depth, onto the control's p2 to p98 read as depth from 10 to 1; what"
          + " lies beyond counts as the end of the range, and a map that runs against the control as the constant that"
          + " fits best");

  private final String description;

  FidelityProtocol(String description) {
    this.description = description;
  }

  /** The name in tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String description() {
    return description;
  }
}
