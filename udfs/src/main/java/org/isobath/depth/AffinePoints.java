package org.isobath.depth;

import java.util.Arrays;

/**
 * Finds what a point map that is known up to a shift along the optical axis and a factor hides: the
 * shift, and the focal length it was seen with (MoGe). In the right camera each point lies on the
 * ray of its pixel, so both are found by the least sum of |focal * (x, y) / (z + shift) - (u, v)|²,
 * where (u, v) is the pixel from the middle of the picture. The focal length is in closed form for
 * each shift, and the shift is looked for on a line: over a coarse grid, then by golden section.
 * About 4,096 pixels, evenly spread, take part.
 *
 * <p>Of one wall that faces the camera no shift can be told; it is left as it is. Not for point
 * maps in metres, which have no shift.
 */
public final class AffinePoints {
  private static final int SIDE = 64;

  /** Points nearer than this share of all do not bound the shift: they may be slips. */
  private static final double NEAREST = 0.01;

  /** Shifts to try, at equal ratios of the distance to the shift that puts a point in the lens. */
  private static final int TRIES = 96;

  private static final double CLOSEST = 1e-3;
  private static final double FARTHEST = 1e3;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private static final int SECTIONS = 60;

  /** A gain in the sum of squares below this share is rounding. */
  private static final double ROUNDING = 1e-9;

  private final double[] x;
  private final double[] y;
  private final double[] z;
  private final double[] u;
  private final double[] v;
  private final double focal;
  private final int count;
  private final double nearest;

  /**
   * @param shift to add to z, in the unit of the points
   * @param focal in pixels of the point map: the given one, or the one found; {@code NaN} where
   *     none fits
   */
  public record Recovered(double shift, double focal) {}

  private AffinePoints(float[][] xyz, boolean[] valid, int width, int height, double focal) {
    this.focal = focal;
    int stepX = Math.max(1, width / SIDE);
    int stepY = Math.max(1, height / SIDE);
    int most = ((width + stepX - 1) / stepX) * ((height + stepY - 1) / stepY);
    double[][] samples = new double[5][most];
    int n = 0;
    for (int j = stepY / 2; j < height; j += stepY) {
      for (int i = stepX / 2; i < width; i += stepX) {
        int k = j * width + i;
        if (valid[k]
            && Float.isFinite(xyz[0][k])
            && Float.isFinite(xyz[1][k])
            && Float.isFinite(xyz[2][k])) {
          for (int c = 0; c < 3; c++) {
            samples[c][n] = xyz[c][k];
          }
          samples[3][n] = i + 0.5 - 0.5 * width;
          samples[4][n++] = j + 0.5 - 0.5 * height;
        }
      }
    }
    double[] sorted = Arrays.copyOf(samples[2], n);
    Arrays.sort(sorted);
    nearest = n == 0 ? Double.NaN : sorted[(int) (NEAREST * n)];
    int kept = 0;
    for (int k = 0; k < n; k++) {
      if (samples[2][k] >= nearest) {
        for (double[] sample : samples) {
          sample[kept] = sample[k];
        }
        kept++;
      }
    }
    count = kept;
    x = samples[0];
    y = samples[1];
    z = samples[2];
    u = samples[3];
    v = samples[4];
  }

  /**
   * @param xyz planes of x (right), y (down) and z (forward), {@code width * height} each, of a
   *     picture whose principal point is in its middle and whose pixels are square
   * @param valid pixels that take part where they are finite
   * @param focal in pixels of the point map where it is known, else {@code NaN}
   */
  public static Recovered recover(
      float[][] xyz, boolean[] valid, int width, int height, double focal) {
    AffinePoints points = new AffinePoints(xyz, valid, width, height, focal);
    if (points.count < 2) {
      return new Recovered(0, focal);
    }
    double shift = points.shift();
    double found = Double.isNaN(focal) ? points.focal(shift) : focal;
    return new Recovered(shift, found > 0 ? found : Double.NaN);
  }

  private double shift() {
    double unit = unit();
    double best = Double.POSITIVE_INFINITY;
    int at = 0;
    for (int t = 0; t <= TRIES; t++) {
      double error = error(shiftAt(t, unit));
      if (error < best) {
        best = error;
        at = t;
      }
    }
    double from = Math.max(0, at - 1);
    double to = Math.min(TRIES, at + 1);
    for (int i = 0; i < SECTIONS; i++) {
      double left = to - GOLDEN * (to - from);
      double right = from + GOLDEN * (to - from);
      if (error(shiftAt(left, unit)) <= error(shiftAt(right, unit))) {
        to = right;
      } else {
        from = left;
      }
    }
    double shift = shiftAt((from + to) / 2, unit);
    double power = 0;
    for (int k = 0; k < count; k++) {
      power += u[k] * u[k] + v[k] * v[k];
    }
    boolean zeroIsAsGood = nearest > 0 && error(0) <= error(shift) + ROUNDING * power;
    return zeroIsAsGood ? 0 : shift;
  }

  /** The size of the point map: its range of z, or its nearest z where that is greater. */
  private double unit() {
    double farthest = nearest;
    for (int k = 0; k < count; k++) {
      farthest = Math.max(farthest, z[k]);
    }
    double unit = Math.max(farthest - nearest, Math.abs(nearest));
    return unit > 0 ? unit : 1;
  }

  /** From just before the nearest point to far behind all of them. */
  private double shiftAt(double t, double unit) {
    return unit * CLOSEST * Math.pow(FARTHEST / CLOSEST, t / TRIES) - nearest;
  }

  /** Sum of squares with this shift and the focal length that goes with it. */
  private double error(double shift) {
    double f = Double.isNaN(focal) ? focal(shift) : focal;
    double sum = 0;
    for (int k = 0; k < count; k++) {
      double w = f / (z[k] + shift);
      double du = w * x[k] - u[k];
      double dv = w * y[k] - v[k];
      sum += du * du + dv * dv;
    }
    return sum;
  }

  private double focal(double shift) {
    double along = 0;
    double square = 0;
    for (int k = 0; k < count; k++) {
      double w = 1 / (z[k] + shift);
      along += w * (x[k] * u[k] + y[k] * v[k]);
      square += w * w * (x[k] * x[k] + y[k] * y[k]);
    }
    return along / square;
  }
}
