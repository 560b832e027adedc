package org.isobath.scene;

/** An upright closed cylinder. */
record Cylinder(double x, double y, double z, double radius, double halfHeight, Texture texture)
    implements Solid {
  @Override
  public double reach() {
    return Math.sqrt(radius * radius + halfHeight * halfHeight);
  }

  @Override
  public double core() {
    return Math.min(radius, halfHeight);
  }

  @Override
  public double rise() {
    return halfHeight - core();
  }

  @Override
  public double hit(double ox, double oy, double oz, double dx, double dy, double dz) {
    double px = ox - x;
    double py = oy - y;
    double pz = oz - z;
    double near = Double.NEGATIVE_INFINITY;
    double far = Double.POSITIVE_INFINITY;
    double a = dx * dx + dz * dz;
    double c = px * px + pz * pz - radius * radius;
    if (a == 0) {
      if (c > 0) {
        return Double.POSITIVE_INFINITY;
      }
    } else {
      double b = px * dx + pz * dz;
      double disc = b * b - a * c;
      if (disc < 0) {
        return Double.POSITIVE_INFINITY;
      }
      double root = Math.sqrt(disc);
      near = (-b - root) / a;
      far = (-b + root) / a;
    }
    if (dy == 0) {
      if (py < -halfHeight || py > halfHeight) {
        return Double.POSITIVE_INFINITY;
      }
    } else {
      double one = (-halfHeight - py) / dy;
      double two = (halfHeight - py) / dy;
      near = Math.max(near, Math.min(one, two));
      far = Math.min(far, Math.max(one, two));
    }
    if (near > far) {
      return Double.POSITIVE_INFINITY;
    }
    return near > EPSILON ? near : far > EPSILON ? far : Double.POSITIVE_INFINITY;
  }

  @Override
  public void surface(Hit hit) {
    double px = hit.x - x;
    double py = hit.y - y;
    double pz = hit.z - z;
    double fromAxis = Math.sqrt(px * px + pz * pz);
    if (Math.abs(Math.abs(py) - halfHeight) < Math.abs(fromAxis - radius)) {
      hit.normal(0, py < 0 ? -1 : 1, 0);
      hit.u = px;
      hit.v = pz;
    } else {
      hit.normal(px / fromAxis, 0, pz / fromAxis);
      hit.u = radius * StrictMath.atan2(px, pz);
      hit.v = py;
    }
  }
}
