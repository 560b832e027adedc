package org.isobath.quality;

/**
 * Statistics of colours, found in one pass. Sums of whole numbers are kept as such, which is exact.
 */
final class Colour {
  /** Channels that differ by no more are grey. */
  private static final int GREY = 3;

  /** Whole numbers as doubles: looked up, because each conversion would wait for the last root. */
  private static final double[] NUMBER = new double[256];

  static {
    for (int i = 0; i < NUMBER.length; i++) {
      NUMBER[i] = i;
    }
  }

  private final int pixels;
  private final double saturations;
  private final long grey;

  /** Of rg = R - G and of twice yb = (R + G) / 2 - B. */
  private final long sumRg;

  private final long sumYb;
  private final long squareRg;
  private final long squareYb;

  /** Of twice the lengths of (rg, yb). */
  private final double lengths;

  /**
   * @param colours 0xRRGGBB each
   */
  Colour(int[] colours) {
    double saturations = 0;
    long grey = 0;
    long sumRg = 0;
    long sumYb = 0;
    long squareRg = 0;
    long squareYb = 0;
    double lengths = 0;
    for (int colour : colours) {
      int r = colour >> 16 & 0xff;
      int g = colour >> 8 & 0xff;
      int b = colour & 0xff;
      int max = Math.max(r, Math.max(g, b));
      int chroma = max - Math.min(r, Math.min(g, b));
      saturations += NUMBER[chroma] / NUMBER[Math.max(1, max)];
      grey += chroma <= GREY ? 1 : 0;
      int rg = r - g;
      int yb = r + g - 2 * b;
      sumRg += rg;
      sumYb += yb;
      squareRg += rg * rg;
      squareYb += yb * yb;
      double along = NUMBER[r] - NUMBER[g];
      double across = NUMBER[r] + NUMBER[g] - 2 * NUMBER[b];
      lengths += Math.sqrt(4 * along * along + across * across);
    }
    pixels = colours.length;
    this.saturations = saturations;
    this.grey = grey;
    this.sumRg = sumRg;
    this.sumYb = sumYb;
    this.squareRg = squareRg;
    this.squareYb = squareYb;
    this.lengths = lengths;
  }

  /** Mean HSV saturation: (max - min) / max of the three channels, 0 for black. */
  double saturation() {
    return saturations / pixels;
  }

  /** Share of pixels whose three channels differ by no more than 3. */
  double greyShare() {
    return grey / (double) pixels;
  }

  /**
   * Colourfulness of Hasler and Süsstrunk 2003: with rg = R - G and yb = (R + G) / 2 - B, the
   * length of their standard deviations plus 0.3 times the length of their means. 0 is grey, 109
   * was "extremely colourful" to their viewers.
   */
  double colourfulness() {
    double n = pixels;
    double meanRg = sumRg / n;
    double meanYb = sumYb / 2.0 / n;
    double variance = squareRg / n - meanRg * meanRg + squareYb / 4.0 / n - meanYb * meanYb;
    return Math.sqrt(Math.max(0, variance)) + 0.3 * Math.hypot(meanRg, meanYb);
  }

  /**
   * How much of the colour is one hue: with rg = R - G and yb = (R + G) / 2 - B, the length of the
   * sum of all (rg, yb) over the sum of their lengths. 1 for sepia and other toned pictures; {@code
   * NaN} for a picture without colour, whose mean length is below 3.
   */
  double hueConcentration() {
    double along = sumRg;
    double across = sumYb / 2.0;
    return lengths / 2 < 3.0 * pixels
        ? Double.NaN
        : Math.min(1, Math.sqrt(along * along + across * across) / (lengths / 2));
  }
}
