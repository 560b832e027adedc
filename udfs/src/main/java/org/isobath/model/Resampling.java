package org.isobath.model;

import org.isobath.image.Interpolation;

/**
 * How pixels are resampled on the way in. All are without antialiasing, as the reference
 * implementations resize.
 */
public enum Resampling {
  NEAREST(Interpolation.NEAREST, Interpolation.NEAREST),
  LINEAR(Interpolation.LINEAR, Interpolation.LINEAR),
  CUBIC(Interpolation.CUBIC, Interpolation.CUBIC),
  AREA(Interpolation.AREA, Interpolation.AREA),
  /** Area where the picture shrinks, cubic where it grows (Depth Anything 3). */
  AREA_DOWN_CUBIC_UP(Interpolation.AREA, Interpolation.CUBIC);

  private final Interpolation down;
  private final Interpolation up;

  Resampling(Interpolation down, Interpolation up) {
    this.down = down;
    this.up = up;
  }

  /** The kernel for this change of size; a picture grows when its longer side does. */
  Interpolation kernel(int width, int height, int newWidth, int newHeight) {
    return Math.max(newWidth, newHeight) > Math.max(width, height) ? up : down;
  }
}
