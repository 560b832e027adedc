package org.isobath.scene;

record Sphere(double x, double y, double z, double radius, Texture texture) implements Solid {
  @Override
  public double reach() {
    return radius;
  }

  @Override
  public double core() {
    return radius;
  }

  @Override
  public double rise() {
    return 0;
  }

  @Override
  public double hit(double ox, double oy, double oz, double dx, double dy, double dz) {
    double px = ox - x;
    double py = oy - y;
    double pz = oz - z;
    double a = dx * dx + dy * dy + dz * dz;
    double b = px * dx + py * dy + pz * dz;
    double c = px * px + py * py + pz * pz - radius * radius;
    double disc = b * b - a * c;
    if (disc < 0) {
      return Double.POSITIVE_INFINITY;
    }
    double root = Math.sqrt(disc);
    double near = (-b - root) / a;
    double far = (-b + root) / a;
    return near > EPSILON ? near : far > EPSILON ? far : Double.POSITIVE_INFINITY;
  }

  @Override
  public void surface(Hit hit) {
    hit.normal((hit.x - x) / radius, (hit.y - y) / radius, (hit.z - z) / radius);
    hit.u = radius * StrictMath.atan2(hit.nx, hit.nz);
    hit.v = radius * StrictMath.asin(hit.ny < -1 ? -1 : hit.ny > 1 ? 1 : hit.ny);
  }
}
