package org.isobath.scene;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts solids together around a point of the floor, in coordinates turned by a yaw. Heights count
 * from the floor.
 */
final class Assembly {
  private final double x;
  private final double z;
  private final double cos;
  private final double sin;
  private final List<Solid> solids = new ArrayList<>();

  Assembly(double x, double z, double yaw) {
    this.x = x;
    this.z = z;
    cos = StrictMath.cos(yaw);
    sin = StrictMath.sin(yaw);
  }

  Assembly box(
      double a, double from, double b, double wide, double high, double deep, Texture texture) {
    solids.add(
        new Box(
            atX(a, b),
            from + high / 2,
            atZ(a, b),
            wide / 2,
            high / 2,
            deep / 2,
            cos,
            sin,
            texture));
    return this;
  }

  Assembly cylinder(double a, double from, double b, double radius, double high, Texture texture) {
    solids.add(new Cylinder(atX(a, b), from + high / 2, atZ(a, b), radius, high / 2, texture));
    return this;
  }

  Assembly sphere(double a, double from, double b, double radius, Texture texture) {
    solids.add(new Sphere(atX(a, b), from + radius, atZ(a, b), radius, texture));
    return this;
  }

  List<Solid> solids() {
    return List.copyOf(solids);
  }

  private double atX(double a, double b) {
    return x + cos * a + sin * b;
  }

  private double atZ(double a, double b) {
    return z - sin * a + cos * b;
  }
}
