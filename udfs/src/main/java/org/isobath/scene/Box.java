package org.isobath.scene;

/**
 * A cuboid turned about the vertical: its own x axis points along (cos, 0, -sin). Sides are given
 * as halves.
 */
record Box(
    double x,
    double y,
    double z,
    double halfX,
    double halfY,
    double halfZ,
    double cos,
    double sin,
    Texture texture)
    implements Solid {
  @Override
  public double reach() {
    return Math.sqrt(halfX * halfX + halfY * halfY + halfZ * halfZ);
  }

  @Override
  public double core() {
    return Math.min(halfY, Math.min(halfX, halfZ));
  }

  @Override
  public double rise() {
    return halfY - core();
  }

  @Override
  public double hit(double ox, double oy, double oz, double dx, double dy, double dz) {
    double px = ox - x;
    double pz = oz - z;
    double near = Double.NEGATIVE_INFINITY;
    double far = Double.POSITIVE_INFINITY;
    for (int axis = 0; axis < 3; axis++) {
      double o = axis == 0 ? cos * px - sin * pz : axis == 1 ? oy - y : sin * px + cos * pz;
      double d = axis == 0 ? cos * dx - sin * dz : axis == 1 ? dy : sin * dx + cos * dz;
      double half = axis == 0 ? halfX : axis == 1 ? halfY : halfZ;
      if (d == 0) {
        if (o < -half || o > half) {
          return Double.POSITIVE_INFINITY;
        }
        continue;
      }
      double one = (-half - o) / d;
      double two = (half - o) / d;
      double in = one < two ? one : two;
      double out = one < two ? two : one;
      near = in > near ? in : near;
      far = out < far ? out : far;
      if (near > far) {
        return Double.POSITIVE_INFINITY;
      }
    }
    return near > EPSILON ? near : far > EPSILON ? far : Double.POSITIVE_INFINITY;
  }

  @Override
  public void surface(Hit hit) {
    double px = hit.x - x;
    double pz = hit.z - z;
    double lx = cos * px - sin * pz;
    double ly = hit.y - y;
    double lz = sin * px + cos * pz;
    double ax = Math.abs(Math.abs(lx) - halfX);
    double ay = Math.abs(Math.abs(ly) - halfY);
    double az = Math.abs(Math.abs(lz) - halfZ);
    if (ay <= ax && ay <= az) {
      hit.normal(0, ly < 0 ? -1 : 1, 0);
      hit.u = lx;
      hit.v = lz;
    } else if (ax <= az) {
      double side = lx < 0 ? -1 : 1;
      hit.normal(side * cos, 0, -side * sin);
      hit.u = lz;
      hit.v = ly;
    } else {
      double side = lz < 0 ? -1 : 1;
      hit.normal(side * sin, 0, side * cos);
      hit.u = lx;
      hit.v = ly;
    }
  }
}
