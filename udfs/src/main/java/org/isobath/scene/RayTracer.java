package org.isobath.scene;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds what rays meet. Holds enclosing spheres as arrays, of things and then of their solids, so
 * that most are dismissed cheaply.
 */
final class RayTracer {
  /**
   * In radii of the ball that stands for a solid: at this distance it blocks a sixteenth of the
   * light.
   */
  private static final double DIMS_WITHIN = 4;

  /** Keeps rounding from dismissing what just touches. */
  private static final double SLACK = 1e-6;

  private final Backdrop backdrop;
  private final Solid[] solids;
  private final double[] cx;
  private final double[] cy;
  private final double[] cz;
  private final double[] reach;
  private final double[] core;
  private final double[] rise;

  /** The solids of thing k are those from first[k] to first[k + 1]. */
  private final int[] first;

  private final double[] middleX;
  private final double[] middleY;
  private final double[] middleZ;
  private final double[] around;

  /** Farther away than this, seen from above, a thing does not dim the light from everywhere. */
  private final double[] dims;

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
    int things = scene.things().size();
    first = new int[things + 1];
    middleX = new double[things];
    middleY = new double[things];
    middleZ = new double[things];
    around = new double[things];
    dims = new double[things];
    for (int k = 0; k < things; k++) {
      first[k + 1] = first[k] + scene.things().get(k).solids().size();
      enclose(k);
    }
  }

  private void enclose(int k) {
    int count = first[k + 1] - first[k];
    for (int i = first[k]; i < first[k + 1]; i++) {
      middleX[k] += cx[i] / count;
      middleY[k] += cy[i] / count;
      middleZ[k] += cz[i] / count;
    }
    for (int i = first[k]; i < first[k + 1]; i++) {
      double dx = cx[i] - middleX[k];
      double dy = cy[i] - middleY[k];
      double dz = cz[i] - middleZ[k];
      double away = Math.sqrt(dx * dx + dy * dy + dz * dz);
      around[k] = Math.max(around[k], away + reach[i] + SLACK);
      dims[k] = Math.max(dims[k], away + DIMS_WITHIN * core[i] + SLACK);
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
    for (int k = 0; k < around.length; k++) {
      if (passes(
          middleX[k] - x, middleY[k] - y, middleZ[k] - z, dx, dy, dz, around[k], reachOfRay)) {
        continue;
      }
      for (int i = first[k]; i < first[k + 1]; i++) {
        if (!passes(cx[i] - x, cy[i] - y, cz[i] - z, dx, dy, dz, reach[i], reachOfRay)) {
          double t = solids[i].hit(x, y, z, dx, dy, dz);
          if (t > 1e-4 && t < reachOfRay) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** True when a ray of this length misses a sphere whose centre is (px, py, pz) away. */
  private static boolean passes(
      double px,
      double py,
      double pz,
      double dx,
      double dy,
      double dz,
      double radius,
      double length) {
    double along = px * dx + py * dy + pz * dz;
    return along < -radius
        || along > length + radius
        || px * px + py * py + pz * pz - along * along >= radius * radius;
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
    for (int k = 0; k < dims.length; k++) {
      double px = middleX[k] - hit.x;
      double pz = middleZ[k] - hit.z;
      if (px * px + pz * pz > dims[k] * dims[k]) {
        continue;
      }
      for (int i = first[k]; i < first[k + 1]; i++) {
        open *= i == hit.solid ? 1 : unblocked(hit, i);
      }
    }
    return open;
  }

  private double unblocked(Hit hit, int i) {
    double px = cx[i] - hit.x;
    double pz = cz[i] - hit.z;
    double ball = core[i] * core[i];
    double flat = px * px + pz * pz;
    if (flat > DIMS_WITHIN * DIMS_WITHIN * ball) {
      return 1;
    }
    double py = cy[i] - hit.y;
    py = py > rise[i] ? py - rise[i] : py < -rise[i] ? py + rise[i] : 0;
    double squared = flat + py * py;
    double towards = hit.nx * px + hit.ny * py + hit.nz * pz;
    if (towards <= 0 || squared <= ball * .5) {
      return 1;
    }
    double blocked = towards / Math.sqrt(squared) * ball / squared;
    return 1 - .75 * Math.min(1, blocked);
  }
}
