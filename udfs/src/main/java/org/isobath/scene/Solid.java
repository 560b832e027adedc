package org.isobath.scene;

/**
 * A body with a surface. World coordinates: x right, y up, z forward, in metres; the floor is y =
 * 0.
 */
sealed interface Solid permits Sphere, Box, Cylinder {
  /** Hits nearer than this are the surface a ray starts on. */
  double EPSILON = 1e-7;

  Texture texture();

  /** Centre and radius of a sphere that encloses the solid. */
  double x();

  double y();

  double z();

  double reach();

  /**
   * Radius of the largest sphere that fits inside, moved along the vertical axis from {@code y -
   * rise} to {@code y + rise}.
   */
  double core();

  double rise();

  /**
   * The smallest ray parameter above {@link #EPSILON} at which the ray meets the surface; infinity
   * when it does not.
   */
  double hit(double ox, double oy, double oz, double dx, double dy, double dz);

  /** Sets normal and surface coordinates for the point already in {@code hit}. */
  void surface(Hit hit);
}
