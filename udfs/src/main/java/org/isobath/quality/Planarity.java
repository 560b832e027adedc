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
    long n = 0;
    double sumX = 0;
    double sumY = 0;
    double sumD = 0;
    for (int i = 0, x = 0, y = 0; i < inverse.length; i++) {
      if (Float.isFinite(inverse[i])) {
        n++;
        sumX += x;
        sumY += y;
        sumD += inverse[i];
      }
      if (++x == width) {
        x = 0;
        y++;
      }
    }
    if (n == 0) {
      return Double.NaN;
    }
    double meanX = sumX / n;
    double meanY = sumY / n;
    double meanD = sumD / n;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    double xd = 0;
    double yd = 0;
    double dd = 0;
    for (int i = 0, column = 0, row = 0; i < inverse.length; i++) {
      if (Float.isFinite(inverse[i])) {
        double x = column - meanX;
        double y = row - meanY;
        double d = inverse[i] - meanD;
        xx += x * x;
        xy += x * y;
        yy += y * y;
        xd += x * d;
        yd += y * d;
        dd += d * d;
      }
      if (++column == width) {
        column = 0;
        row++;
      }
    }
    if (dd <= ROUNDING * ROUNDING * n * meanD * meanD) {
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
}
