package org.isobath.image;

import java.util.Arrays;

/**
 * Shrinks pictures by averaging areas to the very bytes of OpenCV's {@code INTER_AREA}, without a
 * copy of the picture in native memory. OpenCV adds single floats along rows first; here columns
 * come first, which compilers make fast, and the few sums that are so near to a half that the order
 * decides how they are rounded are added once more in OpenCV's. Factors that are whole along both
 * axes are left to OpenCV, which has other kernels for them.
 */
final class AreaShrink {
  /** OpenCV leaves out edges of an area that cover less of a pixel. */
  private static final double SLIVER = 1e-3;

  /** Added to a small float, it leaves no place for a fraction: half to even, in the last bits. */
  private static final float WHOLE = 1 << 23;

  /** The 256 values of a byte as floats: looked up sooner than converted. */
  private static final float[] LEVEL = new float[256];

  static {
    for (int i = 0; i < LEVEL.length; i++) {
      LEVEL[i] = i;
    }
  }

  private final Image image;
  private final Axis across;
  private final Axis down;

  /** What two orders of adding single floats may differ by, over all sums and products. */
  private final float margin;

  private AreaShrink(Image image, Axis across, Axis down) {
    this.image = image;
    this.across = across;
    this.down = down;
    margin = (across.count + down.count + 4) * 256 * Math.ulp(1f);
  }

  /** True for sizes that are shrunk here. */
  static boolean applies(int width, int height, int newWidth, int newHeight) {
    double across = factor(width, newWidth);
    double down = factor(height, newHeight);
    return across >= 1
        && down >= 1
        && !(whole(across) && whole(down))
        && Axis.taps(across) <= width
        && Axis.taps(down) <= height;
  }

  /** As OpenCV computes it: rounded twice. */
  private static double factor(int in, int out) {
    return 1 / ((double) out / in);
  }

  private static boolean whole(double factor) {
    return Math.abs(factor - Math.rint(factor)) < Math.ulp(1.0);
  }

  static Image of(Image image, int width, int height) {
    return new AreaShrink(image, Axis.of(image.width(), width), Axis.of(image.height(), height))
        .shrunk();
  }

  private Image shrunk() {
    int width = across.first.length;
    int height = down.first.length;
    byte[] rgb = new byte[3 * width * height];
    float[] line = new float[3 * image.width()];
    float[] columns = new float[line.length];
    float[] sums = new float[3 * width];
    int inLine = -1;
    for (int y = 0; y < height; y++) {
      Arrays.fill(columns, 0);
      for (int k = 0; k < down.count; k++) {
        int row = down.first[y] + k;
        if (down.weight[k][y] == 0) {
          continue;
        }
        // the last row of one area is often the first of the next
        if (row != inLine) {
          read(image.rgb(), row * line.length, line);
          inLine = row;
        }
        add(line, down.weight[k][y], columns);
      }
      along(columns, across, sums);
      round(sums, y, rgb);
    }
    return new Image(width, height, rgb);
  }

  private static void read(byte[] rgb, int start, float[] line) {
    for (int i = 0; i < line.length; i++) {
      line[i] = LEVEL[rgb[start + i] & 0xff];
    }
  }

  private static void add(float[] line, float weight, float[] columns) {
    for (int i = 0; i < columns.length; i++) {
      columns[i] += weight * line[i];
    }
  }

  private void round(float[] sums, int y, byte[] rgb) {
    float certain = 0.5f - margin;
    int to = y * sums.length;
    for (int i = 0; i < sums.length; i++) {
      float rounded = sums[i] + WHOLE;
      if (Math.abs(sums[i] - (rounded - WHOLE)) > certain) {
        rounded = inOrder(i / 3, y, i % 3) + WHOLE;
      }
      rgb[to + i] = (byte) Float.floatToRawIntBits(rounded);
    }
  }

  /** Four taps at a time: as many as stay in registers. */
  private static void along(float[] columns, Axis across, float[] sums) {
    int[] first = across.first;
    Arrays.fill(sums, 0);
    for (int k = 0; k < across.count; k += 4) {
      float[] w0 = across.weight[k];
      float[] w1 = across.weight[k + 1];
      float[] w2 = across.weight[k + 2];
      float[] w3 = across.weight[k + 3];
      for (int x = 0, to = 0; x < first.length; x++, to += 3) {
        int i = 3 * (first[x] + k);
        float a = w0[x];
        float b = w1[x];
        float c = w2[x];
        float d = w3[x];
        sums[to] += columns[i] * a + columns[i + 3] * b + columns[i + 6] * c + columns[i + 9] * d;
        sums[to + 1] +=
            columns[i + 1] * a + columns[i + 4] * b + columns[i + 7] * c + columns[i + 10] * d;
        sums[to + 2] +=
            columns[i + 2] * a + columns[i + 5] * b + columns[i + 8] * c + columns[i + 11] * d;
      }
    }
  }

  /** One channel of one pixel as OpenCV adds it. */
  private float inOrder(int x, int y, int channel) {
    float sum = 0;
    for (int j = 0; j < down.count; j++) {
      float row = 0;
      for (int k = 0; k < across.count; k++) {
        row += image.at(across.first[x] + k, down.first[y] + j, channel) * across.weight[k][x];
      }
      sum += down.weight[j][y] * row;
    }
    return sum;
  }

  /**
   * Along one axis: the neighbouring source pixels of each output pixel.
   *
   * @param count of every output pixel, a multiple of four
   * @param first source pixel of each output pixel
   * @param weight of tap k and output pixel i at {@code [k][i]}; 0 for taps that are there to make
   *     up the number
   */
  private record Axis(int count, int[] first, float[][] weight) {

    /** Two edges and what lies between, made up to a multiple of four. */
    static int taps(double factor) {
      return ((int) factor + 5) & ~3;
    }

    static Axis of(int in, int out) {
      double factor = factor(in, out);
      int count = taps(factor);
      Axis axis = new Axis(count, new int[out], new float[count][out]);
      for (int i = 0; i < out; i++) {
        double from = i * factor;
        double to = from + factor;
        double area = Math.min(factor, in - from);
        int last = Math.min((int) Math.floor(to), in - 1);
        int inner = Math.min((int) Math.ceil(from), last);
        int before = inner - from > SLIVER ? inner - 1 : inner;
        axis.first[i] = Math.min(before, in - count);
        int tap = before - axis.first[i];
        if (before < inner) {
          axis.weight[tap++][i] = (float) ((inner - from) / area);
        }
        for (int k = inner; k < last; k++) {
          axis.weight[tap++][i] = (float) (1 / area);
        }
        if (to - last > SLIVER) {
          axis.weight[tap][i] = (float) (Math.min(Math.min(to - last, 1), area) / area);
        }
      }
      return axis;
    }
  }
}
