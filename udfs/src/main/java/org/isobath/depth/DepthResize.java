package org.isobath.depth;

import org.isobath.image.Interpolation;

/**
 * Resizes depth maps without smearing labels: an output pixel has the label of the source pixel it
 * falls into, and where that one is a value, labels among its neighbours are read as that same
 * value. Between values it equals OpenCV's resize ({@code alignCorners} false) and PyTorch's {@code
 * interpolate} (both), kernels included.
 *
 * <p>Values are interpolated in the map's own kind: resize inverse depth where the model gives
 * inverse depth. Every interpolation but NEAREST invents values between foreground and background
 * along silhouettes.
 */
public final class DepthResize {
  private DepthResize() {}

  /**
   * The map at the given size; the map itself when it has that size.
   *
   * @param alignCorners the centres of the corner pixels stay in place (Depth Anything V2), rather
   *     than the outer edges (MiDaS and most others); for LINEAR and CUBIC only
   */
  public static DepthMap apply(
      DepthMap map, int width, int height, Interpolation interpolation, boolean alignCorners) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("sides must be positive: " + width + "x" + height);
    }
    if (alignCorners
        && interpolation != Interpolation.LINEAR
        && interpolation != Interpolation.CUBIC) {
      throw new IllegalArgumentException(
          "align_corners has a meaning for LINEAR and CUBIC only, not for " + interpolation);
    }
    if (width == map.width() && height == map.height()) {
      return map;
    }
    boolean shrinking = width <= map.width() && height <= map.height();
    ResizeTaps x = ResizeTaps.of(map.width(), width, interpolation, alignCorners, shrinking);
    ResizeTaps y = ResizeTaps.of(map.height(), height, interpolation, alignCorners, shrinking);
    float[] values = separable(map, width, height, x, y);
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int i = row * width + column;
        if (!Float.isFinite(values[i])) {
          values[i] = besideLabels(map, x, column, y, row);
        }
      }
    }
    return new DepthMap(width, height, values, map.kind());
  }

  /**
   * Rows, then columns; every output pixel with a label under a tap comes out as NaN or infinity.
   */
  private static float[] separable(
      DepthMap map, int width, int height, ResizeTaps x, ResizeTaps y) {
    float[] rows = new float[map.height() * width];
    for (int row = 0; row < map.height(); row++) {
      int base = row * map.width();
      for (int column = 0; column < width; column++) {
        float sum = 0;
        for (int k = column * x.count(); k < (column + 1) * x.count(); k++) {
          sum += x.weight()[k] * map.values()[base + x.source()[k]];
        }
        rows[row * width + column] = sum;
      }
    }
    float[] values = new float[width * height];
    for (int row = 0; row < height; row++) {
      for (int k = row * y.count(); k < (row + 1) * y.count(); k++) {
        float weight = y.weight()[k];
        int from = y.source()[k] * width;
        int to = row * width;
        for (int column = 0; column < width; column++) {
          values[to + column] += weight * rows[from + column];
        }
      }
    }
    return values;
  }

  private static float besideLabels(DepthMap map, ResizeTaps x, int column, ResizeTaps y, int row) {
    float centre = map.at(x.centre()[column], y.centre()[row]);
    if (!DepthMap.finite(centre)) {
      return centre;
    }
    double sum = 0;
    for (int j = row * y.count(); j < (row + 1) * y.count(); j++) {
      for (int k = column * x.count(); k < (column + 1) * x.count(); k++) {
        float value = map.at(x.source()[k], y.source()[j]);
        sum += (double) y.weight()[j] * x.weight()[k] * (DepthMap.finite(value) ? value : centre);
      }
    }
    // overshoot of the largest floats must not become the label of infinity
    return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, sum));
  }
}
