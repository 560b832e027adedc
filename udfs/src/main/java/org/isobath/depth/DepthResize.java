package org.isobath.depth;

import java.util.Arrays;
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
    checkSides(width, height);
    if (alignCorners
        && interpolation != Interpolation.LINEAR
        && interpolation != Interpolation.CUBIC) {
      throw new IllegalArgumentException(
          "align_corners has a meaning for LINEAR and CUBIC only, not for " + interpolation);
    }
    if (width == map.width() && height == map.height()) {
      return map;
    }
    return resized(map, map.kind(), width, height, interpolation, alignCorners);
  }

  /**
   * Inverse depth at the given size: what {@link #apply} makes of {@link
   * DepthConversion#toInverse}, edges of pixels in place, without the whole map in between.
   */
  public static DepthMap inverse(DepthMap map, int width, int height, Interpolation interpolation) {
    if (map.kind().inverse() || width == map.width() && height == map.height()) {
      return apply(DepthConversion.toInverse(map), width, height, interpolation, false);
    }
    checkSides(width, height);
    DepthKind kind = DepthConversion.inverse(map.kind());
    return resized(map, kind, width, height, interpolation, false);
  }

  private static void checkSides(int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("sides must be positive: " + width + "x" + height);
    }
  }

  /**
   * @param kind the map's own, or the inverse one of a map of depth
   */
  private static DepthMap resized(
      DepthMap map,
      DepthKind kind,
      int width,
      int height,
      Interpolation interpolation,
      boolean alignCorners) {
    boolean inverted = kind != map.kind();
    boolean shrinking = width <= map.width() && height <= map.height();
    ResizeTaps x = ResizeTaps.of(map.width(), width, interpolation, alignCorners, shrinking);
    ResizeTaps y = ResizeTaps.of(map.height(), height, interpolation, alignCorners, shrinking);
    float[] values = separable(map, inverted, width, height, x, y);
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int i = row * width + column;
        if (!Float.isFinite(values[i])) {
          values[i] = besideLabels(map, inverted, x, column, y, row);
        }
      }
    }
    return new DepthMap(width, height, values, kind);
  }

  /**
   * Rows, then columns; every output pixel with a label under a tap comes out as NaN or infinity.
   */
  private static float[] separable(
      DepthMap map, boolean inverted, int width, int height, ResizeTaps x, ResizeTaps y) {
    boolean[] used = new boolean[map.height()];
    for (int row : y.source()) {
      used[row] = true;
    }
    float[][] rows = new float[map.height()][];
    float[] line = new float[map.width()];
    for (int row = 0; row < map.height(); row++) {
      if (used[row]) {
        int start = row * map.width();
        if (inverted) {
          DepthConversion.inverseOfDepth(map.values(), start, line);
        } else {
          System.arraycopy(map.values(), start, line, 0, line.length);
        }
        rows[row] = new float[width];
        along(line, x, rows[row]);
      }
    }
    float[] values = new float[width * height];
    float[] sums = new float[width];
    for (int row = 0; row < height; row++) {
      Arrays.fill(sums, 0);
      for (int k = row * y.count(); k < (row + 1) * y.count(); k++) {
        add(rows[y.source()[k]], y.weight()[k], sums);
      }
      System.arraycopy(sums, 0, values, row * width, width);
    }
    return values;
  }

  private static void add(float[] row, float weight, float[] sums) {
    for (int column = 0; column < sums.length; column++) {
      sums[column] += weight * row[column];
    }
  }

  /** One row at its new length. */
  private static void along(float[] line, ResizeTaps x, float[] row) {
    int[] source = x.source();
    float[] weight = x.weight();
    int columns = x.centre().length;
    if (x.count() == 2) {
      for (int column = 0, k = 0; column < columns; column++, k += 2) {
        row[column] = weight[k] * line[source[k]] + weight[k + 1] * line[source[k + 1]];
      }
      return;
    }
    for (int column = 0, k = 0; column < columns; column++) {
      float sum = 0;
      for (int end = k + x.count(); k < end; k++) {
        sum += weight[k] * line[source[k]];
      }
      row[column] = sum;
    }
  }

  private static float besideLabels(
      DepthMap map, boolean inverted, ResizeTaps x, int column, ResizeTaps y, int row) {
    float centre = value(map, inverted, x.centre()[column], y.centre()[row]);
    if (!DepthMap.finite(centre)) {
      return centre;
    }
    double sum = 0;
    for (int j = row * y.count(); j < (row + 1) * y.count(); j++) {
      for (int k = column * x.count(); k < (column + 1) * x.count(); k++) {
        float value = value(map, inverted, x.source()[k], y.source()[j]);
        sum += (double) y.weight()[j] * x.weight()[k] * (DepthMap.finite(value) ? value : centre);
      }
    }
    // overshoot of the largest floats must not become the label of infinity
    return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, sum));
  }

  private static float value(DepthMap map, boolean inverted, int x, int y) {
    return inverted ? DepthConversion.inverse(map.at(x, y)) : map.at(x, y);
  }
}
