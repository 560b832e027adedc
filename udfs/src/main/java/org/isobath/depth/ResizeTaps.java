package org.isobath.depth;

import org.isobath.image.Interpolation;

/**
 * Along one axis: which source pixels make each output pixel, and with what weights. Pixels beyond
 * the edge repeat the edge.
 *
 * @param count taps per output pixel
 * @param source {@code count} source indices for each output pixel
 * @param weight their weights, which sum to one
 * @param centre for each output pixel the source pixel it falls into
 */
record ResizeTaps(int count, int[] source, float[] weight, int[] centre) {
  /** OpenCV's and PyTorch's cubic; other programs use -0.5. */
  private static final double A = -0.75;

  /**
   * The taps of one axis.
   *
   * @param alignCorners outer pixel centres meet instead of outer pixel edges; LINEAR and CUBIC
   *     only
   * @param shrinking AREA averages only when neither axis is enlarged, as in OpenCV
   */
  static ResizeTaps of(
      int in, int out, Interpolation interpolation, boolean alignCorners, boolean shrinking) {
    double scale = (double) in / out;
    int count =
        switch (interpolation) {
          case NEAREST -> 1;
          case LINEAR -> 2;
          case CUBIC -> 4;
          case AREA -> shrinking ? (int) Math.ceil(scale) + 1 : 2;
        };
    ResizeTaps taps =
        new ResizeTaps(count, new int[out * count], new float[out * count], new int[out]);
    for (int i = 0; i < out; i++) {
      double position =
          alignCorners
              ? (out == 1 ? 0 : (double) i * (in - 1) / (out - 1))
              : (i + 0.5) * scale - 0.5;
      taps.centre[i] = clamp((int) Math.floor(position + 0.5), in);
      switch (interpolation) {
        case NEAREST -> {
          taps.set(i, 0, clamp((int) Math.floor(i * scale), in), 1);
          taps.centre[i] = taps.source[i];
        }
        case LINEAR -> taps.linear(i, (int) Math.floor(position), fraction(position), in);
        case CUBIC -> taps.cubic(i, position, in);
        case AREA -> {
          if (shrinking) {
            taps.area(i, scale, in);
          } else {
            int left = (int) Math.floor(i * scale);
            double along = i + 1 - (left + 1) / scale;
            taps.linear(i, left, along <= 0 ? 0 : fraction(along), in);
          }
        }
      }
    }
    return taps;
  }

  private void linear(int i, int left, double along, int in) {
    set(i, 0, clamp(left, in), 1 - along);
    set(i, 1, clamp(left + 1, in), along);
  }

  private void cubic(int i, double position, int in) {
    int left = (int) Math.floor(position);
    double along = position - left;
    double outerLeft = outer(1 + along);
    double innerLeft = inner(along);
    double innerRight = inner(1 - along);
    set(i, 0, clamp(left - 1, in), outerLeft);
    set(i, 1, clamp(left, in), innerLeft);
    set(i, 2, clamp(left + 1, in), innerRight);
    set(i, 3, clamp(left + 2, in), 1 - outerLeft - innerLeft - innerRight);
  }

  private void area(int i, double scale, int in) {
    double from = i * scale;
    double to = Math.min(from + scale, in);
    int first = (int) Math.floor(from);
    for (int k = 0; k < count; k++) {
      double overlap = Math.min(first + k + 1, to) - Math.max(first + k, from);
      // a sliver of rounding is not a tap: its pixel may be a label
      set(i, k, clamp(first + k, in), overlap > 1e-9 ? overlap / (to - from) : 0);
    }
  }

  private void set(int i, int tap, int index, double share) {
    source[i * count + tap] = index;
    weight[i * count + tap] = (float) share;
  }

  private static double inner(double t) {
    return ((A + 2) * t - (A + 3)) * t * t + 1;
  }

  private static double outer(double t) {
    return ((A * t - 5 * A) * t + 8 * A) * t - 4 * A;
  }

  private static double fraction(double x) {
    return x - Math.floor(x);
  }

  private static int clamp(int index, int size) {
    return Math.max(0, Math.min(size - 1, index));
  }
}
