package org.isobath.sql;

/**
 * Arguments of the examples. Each is made by the functions themselves, so that it can be copied.
 */
final class Samples {
  /** Four values in metres. */
  static final String VALUES = "array(1, 2, 4, 8)";

  /** A metric depth map of two by two pixels. */
  static final String DEPTH = "depth_png16(array(1, 2, 4, 8), 2, 2, 'metric')";

  /** The same four times as far. */
  static final String FARTHER = "depth_png16(array(4, 8, 16, 32), 2, 2, 'metric')";

  /** A relative one of the same view. */
  static final String PREDICTION = "depth_png16(array(9, 6, 3, 2), 2, 2, 'inverse_relative')";

  /** Both. */
  static final String MAPS = "array(" + DEPTH + ", " + PREDICTION + ")";

  /** A PNG of two by two pixels. */
  static final String PICTURE = "depth_colorize(" + DEPTH + ")";

  /** A PNG that is large enough for models. */
  static final String LARGER_PICTURE = "image_resize(" + PICTURE + ", 64, 48)";

  private Samples() {}
}
