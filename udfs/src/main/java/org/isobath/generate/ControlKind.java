package org.isobath.generate;

import java.util.Locale;

/**
 * What the control of a request is. The two must not be mixed up: a generator that estimates depth
 * itself takes a depth map for a photograph, and answers with the depth of a depth map at full
 * price.
 */
public enum ControlKind {
  /** A photograph; the generator estimates its depth. */
  PHOTO,
  /** A conditioning picture of depth, near = white, that the generator uses as it is. */
  DEPTH_MAP;

  /** The name in configuration and tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
