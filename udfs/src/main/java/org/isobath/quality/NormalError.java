package org.isobath.quality;

import java.util.Arrays;
import org.isobath.depth.CameraIntrinsics;

/**
 * Angles between the surface normals of a prediction and those of its reference, both from their
 * own depth by central differences: with P = z · (rayX, rayY, 1), n = (P(x+1) - P(x-1)) × (P(y+1) -
 * P(y-1)), as normals are commonly taken from depth maps. Along silhouettes these normals belong to
 * neither surface, in both maps alike.
 *
 * <p>Blind to scale, sensitive to bumps that are far below the errors of depth itself. A measured
 * reference with noise has noisy normals: use it with rendered or smoothed references.
 */
public final class NormalError {
  private NormalError() {}

  /**
   * Degrees from 0 to 180, rows from the top; {@code NaN} where a pixel or one of its four
   * neighbours is not valid, or where they span no surface.
   *
   * @param depth aligned prediction
   * @param camera of the size of both maps; no distortion
   */
  public static float[] angles(
      float[] depth, float[] reference, boolean[] valid, CameraIntrinsics camera) {
    int width = camera.width();
    int height = camera.height();
    float[] angles = new float[depth.length];
    Arrays.fill(angles, Float.NaN);
    double[] p = new double[3];
    double[] g = new double[3];
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        int i = y * width + x;
        if (valid[i] && valid[i - 1] && valid[i + 1] && valid[i - width] && valid[i + width]) {
          normal(depth, x, y, camera, p);
          normal(reference, x, y, camera, g);
          angles[i] = (float) between(p, g);
        }
      }
    }
    return angles;
  }

  /** Mean of the angles that there are; {@code NaN} without any. */
  public static double mean(float[] angles) {
    double sum = 0;
    long n = 0;
    for (float angle : angles) {
      if (!Float.isNaN(angle)) {
        sum += angle;
        n++;
      }
    }
    return sum / n;
  }

  /** Share of the angles that are below so many degrees; {@code NaN} without any. */
  public static double within(float[] angles, double degrees) {
    long inside = 0;
    long n = 0;
    for (float angle : angles) {
      if (!Float.isNaN(angle)) {
        inside += angle < degrees ? 1 : 0;
        n++;
      }
    }
    return (double) inside / n;
  }

  /** Not normalised; its length does not matter here. */
  private static void normal(float[] depth, int x, int y, CameraIntrinsics camera, double[] n) {
    int width = camera.width();
    int i = y * width + x;
    double rayX = camera.rayX(x);
    double rayY = camera.rayY(y);
    double step = 1 / camera.focal();
    double left = depth[i - 1];
    double right = depth[i + 1];
    double up = depth[i - width];
    double down = depth[i + width];
    double ax = right * (rayX + step) - left * (rayX - step);
    double ay = (right - left) * rayY;
    double az = right - left;
    double bx = (down - up) * rayX;
    double by = down * (rayY + step) - up * (rayY - step);
    double bz = down - up;
    n[0] = ay * bz - az * by;
    n[1] = az * bx - ax * bz;
    n[2] = ax * by - ay * bx;
  }

  /** By sine and cosine together: the cosine alone says nothing about small angles. */
  private static double between(double[] p, double[] g) {
    double x = p[1] * g[2] - p[2] * g[1];
    double y = p[2] * g[0] - p[0] * g[2];
    double z = p[0] * g[1] - p[1] * g[0];
    double sine = Math.sqrt(x * x + y * y + z * z);
    double cosine = p[0] * g[0] + p[1] * g[1] + p[2] * g[2];
    // not a number also where depths beyond all measure overflow
    return sine > 0 || cosine != 0 ? Math.toDegrees(Math.atan2(sine, cosine)) : Double.NaN;
  }
}
