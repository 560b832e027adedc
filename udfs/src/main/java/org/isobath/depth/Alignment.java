package org.isobath.depth;

import java.util.Arrays;
import org.isobath.UserError;

/**
 * A scale and a shift that bring a prediction to the reference: {@code scale * value + shift}.
 * {@link #leastSquares} is the MiDaS protocol for relative inverse depth, fitted and applied in
 * inverse depth; {@link #median} and {@link #leastSquaresScale} find the factor alone, for depth up
 * to scale. Fits in other spaces ({@link #leastSquares} over depth, as Marigold reports) are
 * different leaderboards and not comparable.
 *
 * @param scale factor; {@code NaN} when there is none (fewer pixels than unknowns, or a constant
 *     prediction); negative when the prediction's order is the reverse of the reference's
 * @param shift added after scaling, in the unit of the reference; 0 where only a factor is fitted
 * @param pixels how many pixels it was fitted on
 */
public record Alignment(double scale, double shift, long pixels) {
  /**
   * A prediction whose relative spread is below this is constant as far as 24-bit floats can tell.
   */
  static final double MIN_SPREAD = 1e-6;

  /**
   * The pair (s, t) with the least sum of (s·d + t - y)² over finite pixels where {@code valid} is
   * true; closed form in double precision.
   *
   * @param inverse predicted inverse depth d, any scale and shift (or depth, for a fit in depth)
   * @param inverseReference reference inverse depth y, 1/m (or depth)
   */
  public static Alignment leastSquares(float[] inverse, float[] inverseReference, boolean[] valid) {
    checkLengths(inverse, inverseReference, valid);
    long n = 0;
    double sumD = 0;
    double sumY = 0;
    for (int i = 0; i < inverse.length; i++) {
      if (used(inverse, inverseReference, valid, i)) {
        n++;
        sumD += inverse[i];
        sumY += inverseReference[i];
      }
    }
    double meanD = sumD / n;
    double meanY = sumY / n;
    // the textbook determinant n·Σd² - (Σd)² is n²·variance; around the means it does not cancel
    double variance = 0;
    double covariance = 0;
    double power = 0;
    for (int i = 0; i < inverse.length; i++) {
      if (used(inverse, inverseReference, valid, i)) {
        double d = inverse[i] - meanD;
        variance += d * d;
        covariance += d * (inverseReference[i] - meanY);
        power += (double) inverse[i] * inverse[i];
      }
    }
    if (n < 2 || !(variance > MIN_SPREAD * MIN_SPREAD * power)) {
      return new Alignment(Double.NaN, Double.NaN, n);
    }
    double scale = covariance / variance;
    return new Alignment(scale, meanY - scale * meanD, n);
  }

  /**
   * As {@link #leastSquares}, but pixels that do not follow the rest do not decide: iteratively
   * reweighted, Huber then Tukey. Up to about 30 % of the pixels may lie elsewhere, all on one side
   * even. For bringing maps of one view together, where one of them may be wrong about the sky or a
   * pane of glass. Not for scores: a protocol that forgives the worst pixels is a different
   * leaderboard.
   */
  public static Alignment robust(float[] inverse, float[] inverseReference, boolean[] valid) {
    checkLengths(inverse, inverseReference, valid);
    return RobustLine.fit(inverse, inverseReference, valid);
  }

  /**
   * median(reference) / median(predicted) over finite pixels where {@code valid} is true, both as
   * depth (larger = farther). {@code NaN} without pixels or when the predicted median is not
   * positive.
   */
  public static Alignment median(float[] predicted, float[] reference, boolean[] valid) {
    checkLengths(predicted, reference, valid);
    float[] p = new float[predicted.length];
    float[] g = new float[predicted.length];
    int n = 0;
    for (int i = 0; i < predicted.length; i++) {
      if (used(predicted, reference, valid, i)) {
        p[n] = predicted[i];
        g[n++] = reference[i];
      }
    }
    double middle = Quantiles.of(Arrays.copyOf(p, n)).at(0.5);
    if (!(middle > 0)) {
      return new Alignment(Double.NaN, 0, n);
    }
    return new Alignment(Quantiles.of(Arrays.copyOf(g, n)).at(0.5) / middle, 0, n);
  }

  /**
   * The factor s with the least sum of (s·p - g)² over finite pixels where {@code valid} is true:
   * Σpg / Σp². Both as depth (larger = farther). {@code NaN} without pixels or when every
   * prediction is 0.
   */
  public static Alignment leastSquaresScale(float[] predicted, float[] reference, boolean[] valid) {
    checkLengths(predicted, reference, valid);
    double products = 0;
    double squares = 0;
    long n = 0;
    for (int i = 0; i < predicted.length; i++) {
      if (used(predicted, reference, valid, i)) {
        n++;
        products += (double) predicted[i] * reference[i];
        squares += (double) predicted[i] * predicted[i];
      }
    }
    return new Alignment(squares > 0 ? products / squares : Double.NaN, 0, n);
  }

  /** True when the fit exists and keeps the order of the prediction: a finite scale above zero. */
  public boolean usable() {
    return scale > 0 && Double.isFinite(scale) && Double.isFinite(shift);
  }

  /** {@code scale * value + shift}; labels stay labels. */
  public float[] apply(float[] values) {
    checkUsable();
    float[] aligned = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      aligned[i] = Float.isFinite(values[i]) ? (float) (scale * values[i] + shift) : values[i];
    }
    return aligned;
  }

  /**
   * Depth from aligned inverse depth: {@code 1 / max(scale * d + shift, 1 / cap)}. Without the
   * floor one sky pixel whose aligned inverse depth is near zero would decide every mean. Labels
   * stay labels.
   *
   * @param cap the farthest depth that is scored, such as the data set's or the reference's own
   *     maximum; metres
   */
  public float[] toDepth(float[] inverse, double cap) {
    checkUsable();
    if (!(cap > 0)) {
      throw new IllegalArgumentException("the cap of an aligned depth must be positive: " + cap);
    }
    double floor = 1 / cap;
    float[] depth = new float[inverse.length];
    for (int i = 0; i < inverse.length; i++) {
      float d = inverse[i];
      depth[i] = Float.isFinite(d) ? (float) (1 / Math.max(scale * d + shift, floor)) : d;
    }
    return depth;
  }

  private void checkUsable() {
    if (scale <= 0) {
      throw new UserError(
          "Cannot align depth: the fitted scale is "
              + scale
              + ", so the prediction runs against the reference. Check whether the model's card names the right"
              + " output kind (inverse depth is larger when nearer).");
    }
    if (!usable()) {
      throw new UserError(
          "Cannot align depth: a fit on "
              + pixels
              + " pixels has no solution (too few pixels, or a constant prediction). Score it as not defined.");
    }
  }

  private static boolean used(float[] a, float[] b, boolean[] valid, int i) {
    return valid[i] && Float.isFinite(a[i]) && Float.isFinite(b[i]);
  }

  private static void checkLengths(float[] predicted, float[] reference, boolean[] valid) {
    if (predicted.length != reference.length || predicted.length != valid.length) {
      throw new IllegalArgumentException(
          "prediction, reference and mask must have equal lengths: "
              + predicted.length
              + ", "
              + reference.length
              + ", "
              + valid.length);
    }
  }
}
