package org.isobath.depth;

import java.util.Arrays;
import org.isobath.UserError;
import org.isobath.image.Image;

/**
 * The points of a depth map without the pixels that have none, in the order of the pixels; written
 * to a file by {@link PlyWriter}.
 *
 * @param xyz three numbers per point, as in {@link PointMap}
 * @param normals three per point, as in {@link SurfaceNormals}; empty when not asked for
 * @param rgb three bytes per point; empty when there is no picture
 */
public record PointCloud(float[] xyz, float[] normals, byte[] rgb) {
  /** Points only, every {@code stride}-th pixel of every {@code stride}-th row. */
  public static PointCloud of(PointMap points, int stride) {
    return gather(points, new float[0], null, stride);
  }

  /**
   * Points with normals, which are those of the full map however large the stride.
   *
   * @param picture of the map's size, or null for points without colour
   */
  public static PointCloud withNormals(PointMap points, Image picture, int stride) {
    return gather(points, SurfaceNormals.of(points), picture, stride);
  }

  /** How many points. */
  public int size() {
    return xyz.length / 3;
  }

  private static PointCloud gather(PointMap points, float[] normals, Image picture, int stride) {
    if (stride < 1) {
      throw new UserError(
          "The stride between points is a number of pixels from 1, not " + stride + ".");
    }
    if (picture != null
        && (picture.width() != points.width() || picture.height() != points.height())) {
      throw new IllegalArgumentException(
          "the picture is "
              + picture.width()
              + "x"
              + picture.height()
              + " and the depth map "
              + points.width()
              + "x"
              + points.height()
              + ": resize the picture first");
    }
    int[] kept = kept(points, stride);
    float[] xyz = new float[3 * kept.length];
    float[] outward = new float[normals.length == 0 ? 0 : xyz.length];
    byte[] rgb = new byte[picture == null ? 0 : xyz.length];
    for (int k = 0; k < kept.length; k++) {
      System.arraycopy(points.xyz(), 3 * kept[k], xyz, 3 * k, 3);
      if (outward.length > 0) {
        System.arraycopy(normals, 3 * kept[k], outward, 3 * k, 3);
      }
      if (picture != null) {
        System.arraycopy(picture.rgb(), 3 * kept[k], rgb, 3 * k, 3);
      }
    }
    return new PointCloud(xyz, outward, rgb);
  }

  /** From the middle of the first stride, so that a coarse grid lies centred. */
  private static int[] kept(PointMap points, int stride) {
    int[] kept = new int[points.width() * points.height()];
    int count = 0;
    for (int y = Math.min(stride / 2, points.height() - 1); y < points.height(); y += stride) {
      for (int x = Math.min(stride / 2, points.width() - 1); x < points.width(); x += stride) {
        int i = y * points.width() + x;
        if (points.has(i)) {
          kept[count++] = i;
        }
      }
    }
    return Arrays.copyOf(kept, count);
  }
}
