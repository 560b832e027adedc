package org.isobath.model;

/** At which size a depth map is kept. */
public enum OutputSize {
  /** As the network gives it, padding cut away: nothing invented, and small. */
  NETWORK,
  /** The upright picture's size, by the card's up-sampling rule. */
  IMAGE
}
