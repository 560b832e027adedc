package org.isobath.depth;

/**
 * Depth for every pixel of a view, rows from the top. Two values are labels rather than numbers,
 * the same for every kind: {@link Float#NaN} means invalid (no measurement), {@link
 * Float#POSITIVE_INFINITY} means infinitely far (sky), also where the kind is inverse and the
 * number would be zero. Everything else is finite. Kernels skip both labels unless they say
 * otherwise.
 *
 * @param width pixels per row, at least 1
 * @param height rows, at least 1
 * @param values {@code width * height} values; shared, not copied: whoever holds the map does not
 *     write to it
 * @param kind what the numbers mean
 */
public record DepthMap(int width, int height, float[] values, DepthKind kind) {
  public DepthMap {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "depth map sides must be positive: " + width + "x" + height);
    }
    if (values.length != (long) width * height) {
      throw new IllegalArgumentException(
          "a depth map of "
              + width
              + "x"
              + height
              + " has "
              + (long) width * height
              + " values, not "
              + values.length);
    }
  }

  public float at(int x, int y) {
    return values[y * width + x];
  }

  /** True for a finite value: neither invalid nor infinitely far. */
  public static boolean finite(float value) {
    return Float.isFinite(value);
  }

  /** True for the label of infinite distance. */
  public static boolean infinite(float value) {
    return value == Float.POSITIVE_INFINITY;
  }
}
