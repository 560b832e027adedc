package org.isobath.depth;

/**
 * Errors of predicted depth against reference depth, both in the same unit and larger = farther
 * (metres, after alignment where the prediction is relative). The formulas are those of Eigen et
 * al. 2014 (NIPS, "Depth Map Prediction from a Single Image") and the KITTI depth benchmark; {@code
 * p} is a prediction, {@code g} its reference, {@code n} the number of scored pixels.
 *
 * <p>A pixel is scored where {@code valid} is true, both values are finite and the reference is
 * positive. No scored pixel gives {@code NaN}. The logarithmic errors and the inverse one take a
 * prediction below {@link #FLOOR} as {@code FLOOR}, as the NYU and KITTI evaluations do; the others
 * take it as it is.
 */
public final class DepthErrors {
  /** Least prediction under a logarithm or a division, in metres. */
  public static final double FLOOR = 1e-3;

  private DepthErrors() {}

  /** The error of one pixel. */
  private interface PixelError {
    double of(double p, double g);
  }

  /**
   * True where both values are finite and the reference is positive: the pixels that can be scored.
   */
  public static boolean[] scorable(float[] predicted, float[] reference) {
    checkLength(predicted.length, reference.length);
    boolean[] valid = new boolean[predicted.length];
    for (int i = 0; i < valid.length; i++) {
      valid[i] = scorable(predicted[i], reference[i]);
    }
    return valid;
  }

  /** Mean of |p - g| / g. */
  public static double absRel(float[] predicted, float[] reference, boolean[] valid) {
    return mean(predicted, reference, valid, (p, g) -> Math.abs(p - g) / g);
  }

  /** Mean of (p - g)² / g, in the unit of depth. */
  public static double sqRel(float[] predicted, float[] reference, boolean[] valid) {
    return mean(predicted, reference, valid, (p, g) -> (p - g) * (p - g) / g);
  }

  /** Root of the mean of (p - g)², in the unit of depth. */
  public static double rmse(float[] predicted, float[] reference, boolean[] valid) {
    return Math.sqrt(mean(predicted, reference, valid, (p, g) -> (p - g) * (p - g)));
  }

  /** Root of the mean of (ln p - ln g)². */
  public static double rmseLog(float[] predicted, float[] reference, boolean[] valid) {
    return Math.sqrt(mean(predicted, reference, valid, (p, g) -> square(logRatio(p, g))));
  }

  /** Mean of |log10 p - log10 g|. */
  public static double log10(float[] predicted, float[] reference, boolean[] valid) {
    return mean(predicted, reference, valid, (p, g) -> Math.abs(logRatio(p, g))) / Math.log(10);
  }

  /**
   * Scale-invariant logarithmic error: root of mean(e²) - lambda · mean(e)² with e = ln p - ln g.
   * Three spellings are in use, so say which: KITTI and ZoeDepth report 100 times this with lambda
   * = 1, which ignores a common factor; Depth Anything V2 reports it with lambda = 0.5; Eigen's
   * loss leaves the root out.
   */
  public static double siLog(float[] predicted, float[] reference, boolean[] valid, double lambda) {
    if (!(lambda >= 0 && lambda <= 1)) {
      throw new IllegalArgumentException("lambda of SILog is from 0 to 1, not " + lambda);
    }
    double mean = mean(predicted, reference, valid, DepthErrors::logRatio);
    // around the mean, so that a common factor cancels exactly instead of to the last bits of two
    // large sums
    double variance = mean(predicted, reference, valid, (p, g) -> square(logRatio(p, g) - mean));
    return Math.sqrt(variance + (1 - lambda) * mean * mean);
  }

  /** Root of the mean of (1000 / p - 1000 / g)², in 1/km when depth is in metres. */
  public static double iRmse(float[] predicted, float[] reference, boolean[] valid) {
    return Math.sqrt(
        mean(predicted, reference, valid, (p, g) -> square(1000 / Math.max(p, FLOOR) - 1000 / g)));
  }

  /**
   * Share of pixels with max(p / g, g / p) below 1.25 to the power of {@code k}; k is 1, 2 or 3 in
   * the literature.
   */
  public static double delta(float[] predicted, float[] reference, boolean[] valid, int k) {
    double threshold = Math.pow(1.25, k);
    return mean(
        predicted, reference, valid, (p, g) -> p > 0 && Math.max(p / g, g / p) < threshold ? 1 : 0);
  }

  /** How many pixels the errors above are means of. */
  public static long pixels(float[] predicted, float[] reference, boolean[] valid) {
    checkLength(predicted.length, reference.length);
    checkLength(predicted.length, valid.length);
    long count = 0;
    for (int i = 0; i < valid.length; i++) {
      count += valid[i] && scorable(predicted[i], reference[i]) ? 1 : 0;
    }
    return count;
  }

  private static double mean(
      float[] predicted, float[] reference, boolean[] valid, PixelError error) {
    checkLength(predicted.length, reference.length);
    checkLength(predicted.length, valid.length);
    double sum = 0;
    long count = 0;
    for (int i = 0; i < valid.length; i++) {
      if (valid[i] && scorable(predicted[i], reference[i])) {
        sum += error.of(predicted[i], reference[i]);
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  private static boolean scorable(float p, float g) {
    return Float.isFinite(p) && Float.isFinite(g) && g > 0;
  }

  private static double logRatio(double p, double g) {
    return Math.log(Math.max(p, FLOOR) / g);
  }

  private static double square(double x) {
    return x * x;
  }

  private static void checkLength(int predicted, int other) {
    if (predicted != other) {
      throw new IllegalArgumentException(
          "prediction, reference and mask must have equal lengths: " + predicted + " and " + other);
    }
  }
}
