package org.isobath.image;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * EXIF orientation as a turn of pixels (EXIF 2.32, tag 0x0112: where row 0 and column 0 of the data
 * are shown).
 */
final class Orientation {
  private static final int AROUND_X = 0;
  private static final int AROUND_Y = 1;
  private static final int AROUND_BOTH = -1;

  private Orientation() {}

  /** The upright matrix: the argument itself for orientation 1, a new one otherwise. */
  static Mat upright(Mat stored, int orientation) {
    if (orientation == 1) {
      return stored;
    }
    Mat turned = new Mat();
    switch (orientation) {
      case 2 -> opencv_core.flip(stored, turned, AROUND_Y);
      case 3 -> opencv_core.flip(stored, turned, AROUND_BOTH);
      case 4 -> opencv_core.flip(stored, turned, AROUND_X);
      case 5 -> opencv_core.transpose(stored, turned);
      case 6 -> opencv_core.rotate(stored, turned, opencv_core.ROTATE_90_CLOCKWISE);
      case 7 -> {
        opencv_core.transpose(stored, turned);
        opencv_core.flip(turned, turned, AROUND_BOTH);
      }
      case 8 -> opencv_core.rotate(stored, turned, opencv_core.ROTATE_90_COUNTERCLOCKWISE);
      default -> throw new IllegalArgumentException("orientation is 1 to 8, not " + orientation);
    }
    return turned;
  }
}
