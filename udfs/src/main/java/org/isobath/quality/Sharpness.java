package org.isobath.quality;

/** How much fine detail a picture holds. */
final class Sharpness {
  private Sharpness() {}

  /**
   * Variance of the 3x3 Laplacian (0 1 0, 1 -4 1, 0 1 0) of 8-bit luma, edges mirrored without
   * repeating the edge pixel: {@code cv2.Laplacian(luma, CV_64F).var()}.
   */
  static double laplacianVariance(byte[] luma, int width, int height) {
    long sum = 0;
    long squares = 0;
    int last = width - 1;
    for (int y = 0; y < height; y++) {
      int row = y * width;
      int above = mirrored(y - 1, height) * width;
      int below = mirrored(y + 1, height) * width;
      for (int x = 0; x < width; x++) {
        int left = row + (x > 0 ? x - 1 : mirrored(-1, width));
        int right = row + (x < last ? x + 1 : mirrored(width, width));
        int value =
            (luma[above + x] & 0xff)
                + (luma[below + x] & 0xff)
                + (luma[left] & 0xff)
                + (luma[right] & 0xff)
                - 4 * (luma[row + x] & 0xff);
        sum += value;
        squares += value * value;
      }
    }
    double n = (double) width * height;
    return Math.max(0, squares / n - sum / n * (sum / n));
  }

  private static int mirrored(int i, int size) {
    if (size == 1) {
      return 0;
    }
    if (i < 0) {
      return 1;
    }
    return i < size ? i : size - 2;
  }
}
