package org.isobath.generate.sandbox;

import java.util.Locale;

/** What the pictures of a rehearsal owe to the control. */
public enum ControlUse {
  /** Edges and layout are the control's, colours are drawn by the seed. */
  FOLLOWED,
  /** Something else entirely: what a provider returns that drops the control in silence. */
  IGNORED;

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
