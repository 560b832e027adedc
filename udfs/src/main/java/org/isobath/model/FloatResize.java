package org.isobath.model;

import java.util.Arrays;
import org.isobath.image.Interpolation;

/**
 * Resizes 8-bit pictures in floating point, row by row: what the reference implementations get from
 * {@code cv2.resize} on a float array, without ever holding the picture as floats (a 50-megapixel
 * photograph would take 600 MB). Samples at {@code (i + 0.5) * in / out - 0.5}, the position
 * rounded to single precision as OpenCV rounds it; indices are clamped at the edges; no
 * antialiasing, and the overshoot of the cubic kernel (a = -0.75) is kept.
 *
 * <p>Not for area averaging, whose taps depend on the ratio: that is {@link
 * org.isobath.image.Resize}.
 */
final class FloatResize {
  private static final float A = -0.75f;

  private FloatResize() {}

  /**
   * Takes the rows of the result from the top: interleaved RGB on the scale of the bytes, valid
   * during the call.
   */
  @FunctionalInterface
  interface RowSink {
    void row(int y, float[] rgb);
  }

  /** Where output samples read: {@code taps} source indices and weights each. */
  private record Taps(int taps, int[] index, float[] weight) {}

  /**
   * @param rgb interleaved, {@code 3 * width * height} bytes
   * @param kernel NEAREST, LINEAR or CUBIC
   */
  static void apply(
      byte[] rgb,
      int width,
      int height,
      int newWidth,
      int newHeight,
      Interpolation kernel,
      RowSink sink) {
    Taps columns = taps(width, newWidth, kernel);
    Taps rows = taps(height, newHeight, kernel);
    int n = rows.taps;
    float[][] lines = new float[n][];
    int[] held = new int[n];
    Arrays.fill(held, -1);
    float[] out = new float[3 * newWidth];
    for (int y = 0; y < newHeight; y++) {
      Arrays.fill(out, 0);
      for (int t = 0; t < n; t++) {
        int source = rows.index[y * n + t];
        // neighbouring output rows share source rows; consecutive ones never share a slot
        int slot = source % n;
        if (held[slot] != source) {
          if (lines[slot] == null) {
            lines[slot] = new float[3 * newWidth];
          }
          line(rgb, 3 * width * source, columns, lines[slot]);
          held[slot] = source;
        }
        float w = rows.weight[y * n + t];
        float[] line = lines[slot];
        for (int i = 0; i < out.length; i++) {
          out[i] += w * line[i];
        }
      }
      sink.row(y, out);
    }
  }

  private static void line(byte[] rgb, int start, Taps columns, float[] line) {
    int n = columns.taps;
    for (int x = 0, k = 0; x < line.length; x += 3) {
      float r = 0;
      float g = 0;
      float b = 0;
      for (int t = 0; t < n; t++, k++) {
        int p = start + 3 * columns.index[k];
        float w = columns.weight[k];
        r += w * (rgb[p] & 0xff);
        g += w * (rgb[p + 1] & 0xff);
        b += w * (rgb[p + 2] & 0xff);
      }
      line[x] = r;
      line[x + 1] = g;
      line[x + 2] = b;
    }
  }

  private static Taps taps(int in, int out, Interpolation kernel) {
    double scale = 1.0 / ((double) out / in);
    switch (kernel) {
      case NEAREST:
        int[] nearest = new int[out];
        float[] ones = new float[out];
        for (int i = 0; i < out; i++) {
          nearest[i] = Math.min((int) Math.floor(i * scale), in - 1);
          ones[i] = 1;
        }
        return new Taps(1, nearest, ones);
      case LINEAR:
        return weighted(in, out, scale, 2);
      case CUBIC:
        return weighted(in, out, scale, 4);
      default:
        throw new IllegalArgumentException("resizing to floats has no kernel " + kernel);
    }
  }

  private static Taps weighted(int in, int out, double scale, int taps) {
    int[] index = new int[taps * out];
    float[] weight = new float[taps * out];
    float[] w = new float[taps];
    for (int i = 0; i < out; i++) {
      float position = (float) ((i + 0.5) * scale - 0.5);
      int first = (int) Math.floor(position);
      float t = position - first;
      if (taps == 2) {
        w[0] = 1 - t;
        w[1] = t;
      } else {
        cubic(t, w);
      }
      for (int k = 0; k < taps; k++) {
        index[i * taps + k] = Math.max(0, Math.min(in - 1, first + k - (taps / 2 - 1)));
        weight[i * taps + k] = w[k];
      }
    }
    return new Taps(taps, index, weight);
  }

  /** Keys' kernel at distances 1 + t, t, 1 - t, 2 - t; the last so that the four sum to one. */
  private static void cubic(float t, float[] w) {
    float u = 1 - t;
    w[0] = ((A * (t + 1) - 5 * A) * (t + 1) + 8 * A) * (t + 1) - 4 * A;
    w[1] = ((A + 2) * t - (A + 3)) * t * t + 1;
    w[2] = ((A + 2) * u - (A + 3)) * u * u + 1;
    w[3] = 1 - w[0] - w[1] - w[2];
  }
}
