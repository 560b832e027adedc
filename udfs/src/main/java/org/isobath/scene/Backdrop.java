package org.isobath.scene;

/** What lies behind the solids. */
sealed interface Backdrop permits Room, Ground {
  /**
   * Fills {@code hit} with the nearest point on the backdrop, normal and surface coordinates
   * included.
   */
  void meet(double ox, double oy, double oz, double dx, double dy, double dz, Hit hit);

  /** Light from everywhere. */
  Rgb ambient();

  /** How much of {@link #ambient} the walls leave at a point: 1 in the open, less in corners. */
  double openness(Hit hit);

  /** How it is called in captions, with its preposition. */
  String phrase();
}
