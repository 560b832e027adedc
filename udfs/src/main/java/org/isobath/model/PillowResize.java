package org.isobath.model;

import java.util.Arrays;
import org.isobath.image.Image;
import org.isobath.image.Interpolation;

/**
 * Resizes 8-bit pictures to the same bytes as {@code PIL.Image.resize}, for models whose
 * preparation was written with Pillow (the processors of Hugging Face among them). It differs from
 * OpenCV's in three ways: the kernel widens with the ratio when the picture shrinks (antialiasing),
 * the cubic kernel has a = -0.5, and taps beyond the edge are left out rather than repeated.
 * Columns first, then rows, rounded to bytes after each; weights are fixed-point numbers of 22
 * bits.
 */
final class PillowResize {
  private static final int BITS = 22;
  private static final int HALF = 1 << (BITS - 1);

  private PillowResize() {}

  /**
   * Source indices {@code first[i]} and on, with {@code size} weights each of which {@code used[i]}
   * count.
   */
  private record Taps(int size, int[] first, int[] used, int[] weight) {}

  /** A rectangle of the result. */
  record Part(int left, int top, int width, int height) {}

  /**
   * @param kernel LINEAR or CUBIC
   */
  static Image apply(Image image, int width, int height, Interpolation kernel) {
    return part(image, width, height, new Part(0, 0, width, height), kernel);
  }

  /**
   * A part of what {@link #apply} gives for these sides, at the cost of that part alone.
   *
   * @param kernel LINEAR or CUBIC
   */
  static Image part(Image image, int width, int height, Part part, Interpolation kernel) {
    byte[] wide = columns(image, width, part, kernel);
    return new Image(
        part.width, part.height, rows(wide, part.width, image.height(), height, part, kernel));
  }

  private static byte[] columns(Image image, int newWidth, Part part, Interpolation kernel) {
    byte[] rgb = image.rgb();
    int width = image.width();
    if (newWidth == width && part.width == width) {
      return rgb;
    }
    Taps taps = taps(width, newWidth, part.left, part.width, kernel);
    byte[] out = new byte[3 * part.width * image.height()];
    for (int y = 0, to = 0; y < image.height(); y++) {
      int row = 3 * width * y;
      for (int x = 0; x < part.width; x++, to += 3) {
        int from = row + 3 * taps.first[x];
        int r = HALF;
        int g = HALF;
        int b = HALF;
        for (int k = x * taps.size, end = k + taps.used[x]; k < end; k++, from += 3) {
          int w = taps.weight[k];
          r += w * (rgb[from] & 0xff);
          g += w * (rgb[from + 1] & 0xff);
          b += w * (rgb[from + 2] & 0xff);
        }
        out[to] = clip(r);
        out[to + 1] = clip(g);
        out[to + 2] = clip(b);
      }
    }
    return out;
  }

  private static byte[] rows(
      byte[] rgb, int width, int height, int newHeight, Part part, Interpolation kernel) {
    if (newHeight == height && part.height == height) {
      return rgb;
    }
    Taps taps = taps(height, newHeight, part.top, part.height, kernel);
    int stride = 3 * width;
    byte[] out = new byte[stride * part.height];
    int[] sums = new int[stride];
    for (int y = 0; y < part.height; y++) {
      Arrays.fill(sums, HALF);
      for (int t = 0; t < taps.used[y]; t++) {
        int w = taps.weight[y * taps.size + t];
        int from = (taps.first[y] + t) * stride;
        for (int i = 0; i < stride; i++) {
          sums[i] += w * (rgb[from + i] & 0xff);
        }
      }
      for (int i = 0; i < stride; i++) {
        out[y * stride + i] = clip(sums[i]);
      }
    }
    return out;
  }

  private static byte clip(int sum) {
    return (byte) Math.max(0, Math.min(255, sum >> BITS));
  }

  /** Of {@code count} samples of the result, from {@code start} on. */
  private static Taps taps(int in, int out, int start, int count, Interpolation kernel) {
    if (kernel != Interpolation.LINEAR && kernel != Interpolation.CUBIC) {
      throw new IllegalArgumentException(
          "Pillow's resize is for linear and cubic, not for " + kernel);
    }
    double scale = (double) in / out;
    double stretch = Math.max(1, scale);
    double support = stretch * (kernel == Interpolation.LINEAR ? 1 : 2);
    int size = 2 * (int) Math.ceil(support) + 1;
    int[] first = new int[count];
    int[] used = new int[count];
    int[] weight = new int[size * count];
    double[] w = new double[size];
    for (int i = 0; i < count; i++) {
      double centre = (start + i + 0.5) * scale;
      int from = Math.max(0, (int) (centre - support + 0.5));
      int to = Math.min(in, (int) (centre + support + 0.5));
      double sum = 0;
      for (int k = 0; k < to - from; k++) {
        w[k] = weight((k + from - centre + 0.5) / stretch, kernel);
        sum += w[k];
      }
      first[i] = from;
      used[i] = to - from;
      for (int k = 0; k < to - from; k++) {
        double fixed = w[k] / sum * (1 << BITS);
        weight[i * size + k] = (int) (fixed + (fixed < 0 ? -0.5 : 0.5));
      }
    }
    return new Taps(size, first, used, weight);
  }

  /** The triangle, or Keys' cubic with a = -0.5. */
  private static double weight(double distance, Interpolation kernel) {
    double t = Math.abs(distance);
    if (kernel == Interpolation.LINEAR) {
      return Math.max(0, 1 - t);
    }
    double a = -0.5;
    if (t < 1) {
      return ((a + 2) * t - (a + 3)) * t * t + 1;
    }
    return t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
  }
}
