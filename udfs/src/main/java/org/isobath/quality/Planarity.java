package org.isobath.quality;

/** How far a map is one plane. The inverse depth of a plane is exactly affine in column and row. */
final class Planarity {
  /** A spread below this share of the values is rounding of 24-bit floats. */
  private static final double ROUNDING = 1e-6;

  private Planarity() {}

  /**
   * Share of the variance of the finite values that the best plane explains, R²; 1 when there is no
   * variance, {@code NaN} without values.
   */
  static double of(float[] inverse, int width) {
    int height = inverse.length / width;
    int middle = width / 2;
    float pivot = first(inverse);
    // of columns and rows from the middle and of values from one of them: little is lost
    long n = 0;
    double sumX = 0;
    double sumY = 0;
    double sumD = 0;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    double xd = 0;
    double yd = 0;
    double dd = 0;
    for (int row = 0; row < height; row++) {
      int count = 0;
      long columns = 0;
      long squares = 0;
      double values = 0;
      double products = 0;
      double squaredValues = 0;
      int start = row * width;
      for (int x = -middle; x < width - middle; x++) {
        float value = inverse[start + middle + x];
        if (Math.abs(value) <= Float.MAX_VALUE) {
          double d = (double) value - pivot;
          count++;
          columns += x;
          squares += (long) x * x;
          values += d;
          products += x * d;
          squaredValues += d * d;
        }
      }
      double y = row - height / 2;
      n += count;
      sumX += columns;
      sumY += count * y;
      sumD += values;
      xx += squares;
      xy += columns * y;
      yy += count * y * y;
      xd += products;
      yd += values * y;
      dd += squaredValues;
    }
    if (n == 0) {
      return Double.NaN;
    }
    double mean = pivot + sumD / n;
    xx -= sumX * sumX / n;
    xy -= sumX * sumY / n;
    yy -= sumY * sumY / n;
    xd -= sumX * sumD / n;
    yd -= sumY * sumD / n;
    dd -= sumD * sumD / n;
    if (dd <= ROUNDING * ROUNDING * n * mean * mean) {
      return 1;
    }
    double determinant = xx * yy - xy * xy;
    double explained;
    if (determinant > 1e-9 * xx * yy) {
      double a = (xd * yy - yd * xy) / determinant;
      double b = (yd * xx - xd * xy) / determinant;
      explained = a * xd + b * yd;
    } else {
      // all values on one line
      explained = xx + yy > 0 ? (xx > yy ? xd * xd / xx : yd * yd / yy) : 0;
    }
    return Math.max(0, Math.min(1, explained / dd));
  }

  /** Of the finite ones; 0 without. */
  private static float first(float[] values) {
    for (float value : values) {
      if (Math.abs(value) <= Float.MAX_VALUE) {
        return value;
      }
    }
    return 0;
  }
}
