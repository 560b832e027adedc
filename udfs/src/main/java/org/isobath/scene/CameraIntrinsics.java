package org.isobath.scene;

/**
 * A pinhole camera with square pixels. Camera coordinates are OpenCV's: x right, y down, z forward.
 * The centre of pixel (0, 0) is at (0.5, 0.5), so the ray through pixel (i, j) is ((i + 0.5 - cx) /
 * focal, (j + 0.5 - cy) / focal, 1).
 *
 * @param focal in pixels
 * @param cx principal point, in pixels from the left edge
 * @param cy principal point, in pixels from the top edge
 */
public record CameraIntrinsics(int width, int height, double focal, double cx, double cy) {

  /** A centred camera that sees {@code fieldOfView} radians along the longer side. */
  public static CameraIntrinsics of(int width, int height, double fieldOfView) {
    double focal = .5 * Math.max(width, height) / StrictMath.tan(.5 * fieldOfView);
    return new CameraIntrinsics(width, height, focal, .5 * width, .5 * height);
  }
}
