package org.isobath.scene;

/**
 * Flat ground under a sky, with fog: light from far away fades into the colour of the horizon.
 *
 * @param fog inverse of the distance, in metres, over which about a third of the light gets through
 * @param clouds share of the sky, 0 to 1
 */
record Ground(
    Texture texture,
    Rgb zenith,
    Rgb horizon,
    Rgb ambient,
    double fog,
    double clouds,
    int seed,
    String phrase)
    implements Backdrop {
  /** Ground farther than this many metres is a hair under the horizon and counts as sky. */
  static final double HORIZON = 1000;

  @Override
  public void meet(double ox, double oy, double oz, double dx, double dy, double dz, Hit hit) {
    hit.solid = -1;
    hit.pane = false;
    double t = -oy / dy;
    hit.sky = !(dy < 0 && t < HORIZON);
    if (hit.sky) {
      hit.t = Double.POSITIVE_INFINITY;
      return;
    }
    hit.at(ox, oy, oz, dx, dy, dz, t);
    hit.normal(0, 1, 0);
    hit.u = hit.x;
    hit.v = hit.z;
    hit.texture = texture;
  }

  @Override
  public double openness(Hit hit) {
    return hit.y <= 0 ? .85 : .85 + .15 * hit.y / (hit.y + 1);
  }

  /** Writes the light of the sky in direction (dx, dy, dz), which need not be of unit length. */
  void sky(double dx, double dy, double dz, double[] out) {
    double up = dy / Math.sqrt(dx * dx + dy * dy + dz * dz);
    double height = up <= 0 ? 0 : Math.sqrt(up);
    double cloud = 0;
    if (up > .02) {
      double thick = ValueNoise.cloudy(1.2 * dx / dy, 1.2 * dz / dy, seed);
      cloud = ValueNoise.ease(3 * (thick - 1 + clouds)) * ValueNoise.ease(8 * up);
    }
    out[0] = horizon.r() + (zenith.r() - horizon.r()) * height;
    out[1] = horizon.g() + (zenith.g() - horizon.g()) * height;
    out[2] = horizon.b() + (zenith.b() - horizon.b()) * height;
    double white = 1.1 * Math.max(horizon.r(), horizon.b());
    for (int c = 0; c < 3; c++) {
      out[c] += cloud * (white - out[c]);
    }
  }

  /** Mixes the colour of the horizon into light that comes from {@code distance} metres. */
  void veil(double distance, double[] light) {
    double x = fog * distance;
    double through = 1 / (1 + x + x * x / 2 + x * x * x / 6);
    light[0] = horizon.r() + (light[0] - horizon.r()) * through;
    light[1] = horizon.g() + (light[1] - horizon.g()) * through;
    light[2] = horizon.b() + (light[2] - horizon.b()) * through;
  }
}
