package org.isobath.scene;

/**
 * Smooth pseudo-random functions of the plane, in [0, 1): random values on a grid, interpolated.
 * Arithmetic only.
 */
final class ValueNoise {
  private ValueNoise() {}

  /** One value per cell of the integer grid, in [0, 1). */
  static double cell(long i, long j, int seed) {
    int h = (int) i * 0x27d4eb2d ^ (int) j * 0x165667b1 ^ seed;
    h = (h ^ (h >>> 15)) * 0x2c1b3c6d;
    h = (h ^ (h >>> 12)) * 0x297a2d39;
    h ^= h >>> 15;
    return (h >>> 8) * 0x1.0p-24;
  }

  /** Smooth between the cells. */
  static double smooth(double u, double v, int seed) {
    double fu = Math.floor(u);
    double fv = Math.floor(v);
    long i = (long) fu;
    long j = (long) fv;
    double a = ease(u - fu);
    double b = ease(v - fv);
    double top = cell(i, j, seed) * (1 - a) + cell(i + 1, j, seed) * a;
    double bottom = cell(i, j + 1, seed) * (1 - a) + cell(i + 1, j + 1, seed) * a;
    return top * (1 - b) + bottom * b;
  }

  /** Three octaves. */
  static double cloudy(double u, double v, int seed) {
    return (4 * smooth(u, v, seed)
            + 2 * smooth(2.03 * u, 2.03 * v, seed + 1)
            + smooth(4.1 * u, 4.1 * v, seed + 2))
        / 7;
  }

  /** 0 below 0, 1 above 1, smooth between (3x² - 2x³). */
  static double ease(double x) {
    double c = x < 0 ? 0 : x > 1 ? 1 : x;
    return c * c * (3 - 2 * c);
  }
}
