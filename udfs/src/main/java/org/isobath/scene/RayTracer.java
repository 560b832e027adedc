package org.isobath.scene;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds what rays meet. Holds the solids as arrays, their enclosing spheres first, so that most are
 * dismissed cheaply.
 */
final class RayTracer {
  private final Backdrop backdrop;
  private final Solid[] solids;
  private final double[] cx;
  private final double[] cy;
  private final double[] cz;
  private final double[] reach;
  private final double[] core;
  private final double[] rise;

  RayTracer(Scene scene) {
    backdrop = scene.backdrop();
    List<Solid> all = new ArrayList<>();
    scene.things().forEach(thing -> all.addAll(thing.solids()));
    solids = all.toArray(new Solid[0]);
    int n = solids.length;
    cx = new double[n];
    cy = new double[n];
    cz = new double[n];
    reach = new double[n];
    core = new double[n];
    rise = new double[n];
    for (int i = 0; i < n; i++) {
      cx[i] = solids[i].x();
      cy[i] = solids[i].y();
      cz[i] = solids[i].z();
      reach[i] = solids[i].reach();
      core[i] = solids[i].core();
      rise[i] = solids[i].rise();
    }
  }

  Solid[] solids() {
    return solids;
  }

  /** The nearest surface; only the first {@code count} of {@code candidates} are tried. */
  void meet(
      double ox,
      double oy,
      double oz,
      double dx,
      double dy,
      double dz,
      int[] candidates,
      int count,
      Hit hit) {
    double best = Double.POSITIVE_INFINITY;
    int found = -1;
    for (int k = 0; k < count; k++) {
      int i = candidates[k];
      double t = solids[i].hit(ox, oy, oz, dx, dy, dz);
      if (t < best) {
        best = t;
        found = i;
      }
    }
    if (found < 0) {
      backdrop.meet(ox, oy, oz, dx, dy, dz, hit);
      return;
    }
    hit.solid = found;
    hit.sky = false;
    hit.pane = false;
    hit.at(ox, oy, oz, dx, dy, dz, best);
    hit.texture = solids[found].texture();
    solids[found].surface(hit);
  }

  /**
   * True when something stands between the point and {@code reachOfRay} times the direction, which
   * has unit length.
   */
  boolean shadowed(
      double x, double y, double z, double dx, double dy, double dz, double reachOfRay) {
    for (int i = 0; i < solids.length; i++) {
      double px = cx[i] - x;
      double py = cy[i] - y;
      double pz = cz[i] - z;
      double along = px * dx + py * dy + pz * dz;
      double r = reach[i];
      if (along < -r || along > reachOfRay + r) {
        continue;
      }
      double off = px * px + py * py + pz * pz - along * along;
      if (off < r * r) {
        double t = solids[i].hit(x, y, z, dx, dy, dz);
        if (t > 1e-4 && t < reachOfRay) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Writes the indices of the solids that may be seen within a cone and returns how many they are.
   * The axis has unit length; never misses one, may include more.
   */
  int within(CameraPose pose, double ax, double ay, double az, double cos, double sin, int[] out) {
    int count = 0;
    for (int i = 0; i < solids.length; i++) {
      double px = cx[i] - pose.x();
      double py = cy[i] - pose.y();
      double pz = cz[i] - pose.z();
      double far = Math.sqrt(px * px + py * py + pz * pz);
      double sinOwn = reach[i] / far;
      if (sinOwn < 1) {
        double cosOwn = Math.sqrt(1 - sinOwn * sinOwn);
        double cosSum = cos * cosOwn - sin * sinOwn;
        double sinSum = sin * cosOwn + cos * sinOwn;
        boolean apart = (px * ax + py * ay + pz * az) / far < cosSum - 1e-9;
        if (apart && sinSum > 0) {
          continue;
        }
      }
      out[count++] = i;
    }
    return count;
  }

  /**
   * The share of light from everywhere that nearby solids leave, each taken as a ball (Quilez's
   * sphere occlusion).
   */
  double unblocked(Hit hit) {
    double open = 1;
    for (int i = 0; i < solids.length; i++) {
      double px = cx[i] - hit.x;
      double pz = cz[i] - hit.z;
      double ball = core[i] * core[i];
      double flat = px * px + pz * pz;
      if (flat > 16 * ball || i == hit.solid) {
        continue;
      }
      double py = cy[i] - hit.y;
      py = py > rise[i] ? py - rise[i] : py < -rise[i] ? py + rise[i] : 0;
      double squared = flat + py * py;
      double towards = hit.nx * px + hit.ny * py + hit.nz * pz;
      if (towards > 0 && squared > ball * .5) {
        double blocked = towards / Math.sqrt(squared) * ball / squared;
        open *= 1 - .75 * Math.min(1, blocked);
      }
    }
    return open;
  }
}
