package org.isobath.scene;

import java.util.List;

/**
 * One object of a scene: what captions call it, and the solids it is made of.
 *
 * @param name without the article, for instance "red striped ball"
 */
record Thing(String name, List<Solid> solids) {

  /** The distance from (x, z) within which all of it lies, seen from above. */
  double footprint(double x, double z) {
    double reach = 0;
    for (Solid solid : solids) {
      double dx = solid.x() - x;
      double dz = solid.z() - z;
      reach = Math.max(reach, Math.sqrt(dx * dx + dz * dz) + solid.reach());
    }
    return reach;
  }

  double top() {
    return solids.stream().mapToDouble(s -> s.y() + s.rise() + s.core()).max().orElse(0);
  }
}
