package org.isobath.depth;

import org.isobath.UserError;

/**
 * A pinhole camera with square pixels. Camera coordinates are OpenCV's: x right, y down, z forward.
 * The centre of pixel (0, 0) is at (0.5, 0.5), so the ray through pixel (i, j) is ((i + 0.5 - cx) /
 * focal, (j + 0.5 - cy) / focal, 1).
 *
 * @param width pixels per row of the picture the numbers belong to
 * @param height its rows
 * @param focal in pixels
 * @param cx principal point, in pixels from the left edge
 * @param cy principal point, in pixels from the top edge
 */
public record CameraIntrinsics(int width, int height, double focal, double cx, double cy) {
  /**
   * Focal length over the longer side where nothing is known: a view of 45 degrees along it, the
   * first guess of COLMAP ({@code default_focal_length_factor}). Phones see about 70 degrees (a
   * factor of 0.7), so depth keeps its metres and width may be off by that much.
   */
  public static final double ASSUMED_FACTOR = 1.2;

  public CameraIntrinsics {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("camera sides must be positive: " + width + "x" + height);
    }
    if (!(focal > 0 && Double.isFinite(focal))) {
      throw new UserError(
          "A focal length is a positive number of pixels, not "
              + focal
              + ". Leave it out to have "
              + ASSUMED_FACTOR
              + " times the longer side assumed.");
    }
    if (!Double.isFinite(cx) || !Double.isFinite(cy)) {
      throw new IllegalArgumentException("the principal point must be finite: " + cx + ", " + cy);
    }
  }

  /** A centred camera that sees {@code fieldOfView} radians along the longer side. */
  public static CameraIntrinsics of(int width, int height, double fieldOfView) {
    return centred(width, height, .5 * Math.max(width, height) / StrictMath.tan(.5 * fieldOfView));
  }

  /** A camera of this focal length in pixels, with the principal point in the middle. */
  public static CameraIntrinsics centred(int width, int height, double focal) {
    return new CameraIntrinsics(width, height, focal, .5 * width, .5 * height);
  }

  /** A centred camera of unknown focal length: {@link #ASSUMED_FACTOR} times the longer side. */
  public static CameraIntrinsics assumed(int width, int height) {
    return centred(width, height, ASSUMED_FACTOR * Math.max(width, height));
  }

  /**
   * The same camera for its picture scaled to another size, such as a depth map smaller than the
   * photograph. One focal length serves both sides, so a scaling that stretches one side against
   * the other by more than the rounding of sides (2 %) is refused.
   */
  public CameraIntrinsics scaledTo(int newWidth, int newHeight) {
    double across = (double) newWidth / width;
    double down = (double) newHeight / height;
    double rounding = 0.5 / Math.min(newWidth, newHeight);
    if (Math.abs(across / down - 1) > Math.max(0.02, 2 * rounding)) {
      throw new UserError(
          "Cannot use a camera of "
              + width
              + "x"
              + height
              + " for a depth map of "
              + newWidth
              + "x"
              + newHeight
              + ": one side is stretched against the other. Resize the map to the picture's shape first.");
    }
    return new CameraIntrinsics(
        newWidth, newHeight, focal * Math.sqrt(across * down), cx * across, cy * down);
  }

  /** The ray's x through the centre of column {@code i}, where its z is 1. */
  public double rayX(int i) {
    return (i + 0.5 - cx) / focal;
  }

  /** The ray's y through the centre of row {@code j}, where its z is 1. */
  public double rayY(int j) {
    return (j + 0.5 - cy) / focal;
  }
}
