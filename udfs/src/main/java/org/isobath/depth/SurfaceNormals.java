package org.isobath.depth;

import org.isobath.image.Image;

/**
 * The direction that each pixel's surface faces, from the points of its neighbours: the cross
 * product of the difference down the picture and the difference across it. Per axis the two
 * neighbours are used together where they lie on one surface, and the better one alone along a
 * silhouette, so that edges do not get normals that belong to neither side. On a plane every choice
 * gives the plane's normal.
 *
 * <p>Noise of depth counts in full: a pixel is {@code z / focal} wide, so depth noise of that size
 * turns a normal by tens of degrees. Smooth first, or take normals of a smaller map.
 */
public final class SurfaceNormals {
  /**
   * Two neighbours lie on one surface with the pixel when inverse depth bends by at most this share
   * of itself between them: it does not bend at all on a plane.
   */
  private static final double BEND = 0.02;

  private SurfaceNormals() {}

  /**
   * Three numbers per pixel: the unit vector out of the surface, facing the camera, in the
   * coordinates of the points; zeros where there is no point, or no neighbour to span a surface
   * with.
   */
  public static float[] of(PointMap points) {
    int width = points.width();
    int height = points.height();
    float[] normals = new float[points.xyz().length];
    double[] across = new double[3];
    double[] down = new double[3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = y * width + x;
        if (points.has(i)
            && difference(points, i, x > 0 ? i - 1 : i, x + 1 < width ? i + 1 : i, across)
            && difference(points, i, y > 0 ? i - width : i, y + 1 < height ? i + width : i, down)) {
          cross(points, i, down, across, normals);
        }
      }
    }
    return normals;
  }

  /**
   * Normals as colours, the usual way of normal maps: red is x from left to right, green is y from
   * bottom to top, blue is towards the camera, each from -1 to 1 over 0 to 255. Black where there
   * is none.
   *
   * @param normals as {@link #of} gives them
   */
  public static Image picture(float[] normals, int width, int height) {
    byte[] rgb = new byte[normals.length];
    for (int i = 0; i < normals.length; i += 3) {
      if (normals[i] != 0 || normals[i + 1] != 0 || normals[i + 2] != 0) {
        rgb[i] = level(normals[i]);
        rgb[i + 1] = level(-normals[i + 1]);
        rgb[i + 2] = level(-normals[i + 2]);
      }
    }
    return new Image(width, height, rgb);
  }

  private static byte level(float part) {
    return (byte) Math.round(127.5f * (1 + part));
  }

  /**
   * From the pixel before to the pixel after, or from or to the pixel itself; false without either.
   */
  private static boolean difference(
      PointMap points, int i, int before, int after, double[] difference) {
    double toBefore = step(points, i, before);
    double toAfter = step(points, i, after);
    if (toBefore == Double.POSITIVE_INFINITY && toAfter == Double.POSITIVE_INFINITY) {
      return false;
    }
    int from = before;
    int to = after;
    // infinite minus infinite is excluded above; one infinite step fails the comparison
    if (!(Math.abs(toBefore + toAfter) <= BEND / points.xyz()[3 * i + 2])) {
      if (Math.abs(toBefore) <= Math.abs(toAfter)) {
        to = i;
      } else {
        from = i;
      }
    }
    for (int c = 0; c < 3; c++) {
      difference[c] = (double) points.xyz()[3 * to + c] - points.xyz()[3 * from + c];
    }
    return true;
  }

  /** Change of inverse depth to a neighbour; infinite where there is none. */
  private static double step(PointMap points, int i, int neighbour) {
    return neighbour != i && points.has(neighbour)
        ? 1.0 / points.xyz()[3 * neighbour + 2] - 1.0 / points.xyz()[3 * i + 2]
        : Double.POSITIVE_INFINITY;
  }

  private static void cross(
      PointMap points, int i, double[] down, double[] across, float[] normals) {
    double x = down[1] * across[2] - down[2] * across[1];
    double y = down[2] * across[0] - down[0] * across[2];
    double z = down[0] * across[1] - down[1] * across[0];
    double length = Math.sqrt(x * x + y * y + z * z);
    if (!(length > 0)) {
      return;
    }
    float[] xyz = points.xyz();
    double towards = x * xyz[3 * i] + y * xyz[3 * i + 1] + z * xyz[3 * i + 2];
    double sign = towards > 0 ? -1 / length : 1 / length;
    normals[3 * i] = (float) (x * sign);
    normals[3 * i + 1] = (float) (y * sign);
    normals[3 * i + 2] = (float) (z * sign);
  }
}
