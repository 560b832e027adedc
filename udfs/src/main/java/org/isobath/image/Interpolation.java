package org.isobath.image;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.isobath.UserError;

/**
 * How a resize computes a pixel; each equals OpenCV's kernel of that name (half-pixel centres,
 * edges repeated).
 */
public enum Interpolation {
  /** The source pixel at {@code floor(x * in / out)}. */
  NEAREST(opencv_imgproc.INTER_NEAREST),
  /** Two by two, no anti-aliasing when shrinking. */
  LINEAR(opencv_imgproc.INTER_LINEAR),
  /**
   * Four by four with a = -0.75, no anti-aliasing; overshoots, so float results leave the input's
   * range.
   */
  CUBIC(opencv_imgproc.INTER_CUBIC),
  /** Mean over the source area when shrinking; close to LINEAR when enlarging. */
  AREA(opencv_imgproc.INTER_AREA);

  private final int code;

  Interpolation(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** The name in SQL and cards: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The interpolation with this {@link #label()}. */
  public static Interpolation of(String label) {
    for (Interpolation interpolation : values()) {
      if (interpolation.label().equals(label)) {
        return interpolation;
      }
    }
    throw new UserError(
        "Unknown interpolation: "
            + label
            + ". Use one of "
            + Arrays.stream(values()).map(Interpolation::label).collect(Collectors.joining(", "))
            + ".");
  }
}
