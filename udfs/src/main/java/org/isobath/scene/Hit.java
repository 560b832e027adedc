package org.isobath.scene;

/**
 * Where a ray meets a surface. Mutable, because a picture makes a hundred thousand of them. World
 * coordinates.
 */
final class Hit {
  double t;
  double x;
  double y;
  double z;
  double nx;
  double ny;
  double nz;

  /** Surface coordinates in metres. */
  double u;

  double v;
  Texture texture;

  /** Index of the solid, or -1 for the backdrop. */
  int solid;

  /** The ray met nothing, or ground beyond the horizon. */
  boolean sky;

  /** The point is on a window pane, where depth has no single answer. */
  boolean pane;

  void at(double ox, double oy, double oz, double dx, double dy, double dz, double distance) {
    t = distance;
    x = ox + distance * dx;
    y = oy + distance * dy;
    z = oz + distance * dz;
  }

  void normal(double a, double b, double c) {
    nx = a;
    ny = b;
    nz = c;
  }
}
