package org.isobath.quality;

/** Statistics of the colours of interleaved 8-bit R, G, B pixels. */
final class Colour {
  private Colour() {}

  /** Mean HSV saturation: (max - min) / max of the three channels, 0 for black. */
  static double saturation(byte[] rgb) {
    double sum = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      int max = max(rgb, i);
      if (max > 0) {
        sum += (max - min(rgb, i)) / (double) max;
      }
    }
    return sum / (rgb.length / 3);
  }

  /** Share of pixels whose three channels differ by no more than {@code tolerance}. */
  static double greyShare(byte[] rgb, int tolerance) {
    long grey = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      grey += max(rgb, i) - min(rgb, i) <= tolerance ? 1 : 0;
    }
    return grey / (double) (rgb.length / 3);
  }

  /**
   * Colourfulness of Hasler and Süsstrunk 2003: with rg = R - G and yb = (R + G) / 2 - B, the
   * length of their standard deviations plus 0.3 times the length of their means. 0 is grey, 109
   * was "extremely colourful" to their viewers.
   */
  static double colourfulness(byte[] rgb) {
    double n = rgb.length / 3;
    double sumRg = 0;
    double sumYb = 0;
    double squareRg = 0;
    double squareYb = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      int r = rgb[i] & 0xff;
      int g = rgb[i + 1] & 0xff;
      double rg = r - g;
      double yb = (r + g) / 2.0 - (rgb[i + 2] & 0xff);
      sumRg += rg;
      sumYb += yb;
      squareRg += rg * rg;
      squareYb += yb * yb;
    }
    double meanRg = sumRg / n;
    double meanYb = sumYb / n;
    double variance = squareRg / n - meanRg * meanRg + squareYb / n - meanYb * meanYb;
    return Math.sqrt(Math.max(0, variance)) + 0.3 * Math.hypot(meanRg, meanYb);
  }

  /**
   * How much of the colour is one hue: with rg = R - G and yb = (R + G) / 2 - B, the length of the
   * sum of all (rg, yb) over the sum of their lengths. 1 for sepia and other toned pictures; {@code
   * NaN} for a picture without colour, whose mean length is below 3.
   */
  static double hueConcentration(byte[] rgb) {
    double sumRg = 0;
    double sumYb = 0;
    double lengths = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      int r = rgb[i] & 0xff;
      int g = rgb[i + 1] & 0xff;
      double rg = r - g;
      double yb = (r + g) / 2.0 - (rgb[i + 2] & 0xff);
      sumRg += rg;
      sumYb += yb;
      lengths += Math.sqrt(rg * rg + yb * yb);
    }
    return lengths < 3 * (rgb.length / 3.0)
        ? Double.NaN
        : Math.min(1, Math.sqrt(sumRg * sumRg + sumYb * sumYb) / lengths);
  }

  private static int max(byte[] rgb, int i) {
    return Math.max(rgb[i] & 0xff, Math.max(rgb[i + 1] & 0xff, rgb[i + 2] & 0xff));
  }

  private static int min(byte[] rgb, int i) {
    return Math.min(rgb[i] & 0xff, Math.min(rgb[i + 1] & 0xff, rgb[i + 2] & 0xff));
  }
}
