package org.isobath.depth;

import org.isobath.UserError;

/**
 * The point in space behind every pixel of a depth map, in camera coordinates: x right, y down, z
 * forward, {@code (z · rayX, z · rayY, z)}. In metres for metric kinds; up to one unknown factor
 * for {@link DepthKind#RELATIVE}.
 *
 * <p>Not for {@link DepthKind#INVERSE_RELATIVE}: without its shift, planes come out bent. Fuse such
 * a map with a metric one of the same view ({@link DepthFusion}), or use a metric model.
 *
 * @param width pixels per row
 * @param height rows
 * @param xyz three numbers per pixel, rows from the top; {@code NaN} where depth is invalid or
 *     infinite: neither has a point
 */
public record PointMap(int width, int height, float[] xyz) {
  /**
   * Back-projects every pixel.
   *
   * @param camera of the map's own size ({@link CameraIntrinsics#scaledTo})
   */
  public static PointMap of(DepthMap map, CameraIntrinsics camera) {
    if (map.kind() == DepthKind.INVERSE_RELATIVE) {
      throw new UserError(
          "Cannot place points in space: the map is inverse_relative, whose unknown shift bends every plane. Use a"
              + " model that gives metric or relative depth, or fuse the map with a metric one of the same view.");
    }
    if (camera.width() != map.width() || camera.height() != map.height()) {
      throw new IllegalArgumentException(
          "the camera is of "
              + camera.width()
              + "x"
              + camera.height()
              + " and the depth map of "
              + map.width()
              + "x"
              + map.height()
              + ": scale the camera first");
    }
    float[] depth = DepthConversion.toDepth(map).values();
    float[] xyz = new float[3 * depth.length];
    for (int y = 0; y < map.height(); y++) {
      double down = camera.rayY(y);
      for (int x = 0; x < map.width(); x++) {
        int i = y * map.width() + x;
        float z = DepthMap.finite(depth[i]) && depth[i] > 0 ? depth[i] : Float.NaN;
        xyz[3 * i] = (float) (z * camera.rayX(x));
        xyz[3 * i + 1] = (float) (z * down);
        xyz[3 * i + 2] = z;
      }
    }
    return new PointMap(map.width(), map.height(), xyz);
  }

  /** True where the pixel has a point. */
  public boolean has(int i) {
    return !Float.isNaN(xyz[3 * i + 2]);
  }
}
