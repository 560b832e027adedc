package org.isobath.scene;

/**
 * Turns a hit into light: reflectance times lamps with shadows, light from everywhere dimmed near
 * other things, gloss.
 */
final class Shader {
  private static final double OFFSET = 1e-5;

  private final Scene scene;
  private final RayTracer tracer;
  private final double[] own = new double[3];

  Shader(Scene scene, RayTracer tracer) {
    this.scene = scene;
    this.tracer = tracer;
  }

  /**
   * Adds the light that comes back along a ray.
   *
   * @param jitterA where on the lamps this sample looks for light, -1 to 1: samples of one pixel
   *     differ, which softens shadows
   * @param footprint metres of surface per sample at distance 1
   */
  void add(
      Hit hit,
      double dx,
      double dy,
      double dz,
      double jitterA,
      double jitterB,
      double footprint,
      float[] out,
      int at) {
    double[] light = own;
    if (hit.sky) {
      ((Ground) scene.backdrop()).sky(dx, dy, dz, light);
    } else if (hit.pane) {
      double bright = 1.2 + .25 * (hit.v - 1.2);
      light[0] = .85 * bright;
      light[1] = .95 * bright;
      light[2] = 1.1 * bright;
    } else {
      reflect(hit, dx, dy, dz, jitterA, jitterB, footprint, light);
    }
    out[at] += (float) light[0];
    out[at + 1] += (float) light[1];
    out[at + 2] += (float) light[2];
  }

  private void reflect(
      Hit hit,
      double dx,
      double dy,
      double dz,
      double jitterA,
      double jitterB,
      double footprint,
      double[] light) {
    double length = Math.sqrt(dx * dx + dy * dy + dz * dz);
    double facing = (hit.nx * dx + hit.ny * dy + hit.nz * dz) / length;
    double slant = Math.max(.05, -facing);
    hit.texture.reflectance(hit.u, hit.v, footprint * hit.t / slant, light);
    Rgb ambient = scene.backdrop().ambient();
    double open = scene.backdrop().openness(hit) * tracer.unblocked(hit);
    double r = ambient.r() * open;
    double g = ambient.g() * open;
    double b = ambient.b() * open;
    double gloss = 0;
    double sheen = 0;
    for (Light lamp : scene.lights()) {
      double lx = lamp.x() + lamp.size() * jitterA;
      double ly = lamp.y();
      double lz = lamp.z() + lamp.size() * jitterB;
      double strength = 1;
      double reach = Double.MAX_VALUE;
      if (!lamp.distant()) {
        lx -= hit.x;
        ly -= hit.y;
        lz -= hit.z;
      }
      double distance = Math.sqrt(lx * lx + ly * ly + lz * lz);
      if (!lamp.distant()) {
        strength = 1 / (.5 + distance * distance);
        reach = distance;
      }
      lx /= distance;
      ly /= distance;
      lz /= distance;
      double lambert = hit.nx * lx + hit.ny * ly + hit.nz * lz;
      if (lambert <= 0
          || tracer.shadowed(
              hit.x + OFFSET * hit.nx,
              hit.y + OFFSET * hit.ny,
              hit.z + OFFSET * hit.nz,
              lx,
              ly,
              lz,
              reach)) {
        continue;
      }
      r += lamp.power().r() * strength * lambert;
      g += lamp.power().g() * strength * lambert;
      b += lamp.power().b() * strength * lambert;
      gloss = hit.texture.gloss();
      if (gloss > 0) {
        double mirrored = 2 * lambert * facing - (lx * dx + ly * dy + lz * dz) / length;
        double towards = Math.max(0, mirrored);
        double squared = towards * towards;
        double eighth = squared * squared * squared * squared;
        sheen += gloss * strength * lamp.power().g() * eighth * eighth * eighth * eighth;
      }
    }
    light[0] = light[0] * r + sheen;
    light[1] = light[1] * g + sheen;
    light[2] = light[2] * b + sheen;
    if (scene.backdrop() instanceof Ground ground) {
      ground.veil(hit.t * length, light);
    }
  }
}
