package org.isobath.depth;

import java.util.Arrays;

/**
 * The line y = s·d + t through points of which a part lies elsewhere, by iteratively reweighted
 * least squares: Huber's weights first, which lead to one answer from any start, then Tukey's
 * biweight, which gives far points no weight at all. The scale of both is 1.4826 times the median
 * absolute residual, taken anew in each round. See Holland and Welsch 1977, "Robust regression
 * using iteratively reweighted least-squares"; constants 1.345 and 4.685 for 95 % efficiency.
 */
final class RobustLine {
  private static final double SIGMA = 1.4826;
  private static final double HUBER = 1.345;
  private static final double TUKEY = 4.685;
  private static final int HUBER_ROUNDS = 30;
  private static final int TUKEY_ROUNDS = 10;

  /** Rounds end when neither end of the line moves by more than this share of the median value. */
  private static final double SETTLED = 1e-10;

  /** Residuals below this share of the median value are rounding of floats. */
  private static final double ROUNDING = 1e-7;

  private final double[] d;
  private final double[] y;
  private final double[] weight;
  private final float[] residual;
  private final double size;
  private double scale;
  private double shift;

  private RobustLine(double[] d, double[] y) {
    this.d = d;
    this.y = y;
    weight = new double[d.length];
    residual = new float[d.length];
    float[] absolute = new float[y.length];
    for (int i = 0; i < y.length; i++) {
      absolute[i] = (float) Math.abs(y[i]);
    }
    size = Quantiles.of(absolute).at(0.5);
  }

  /** Over the points where both are finite; no usable fit where least squares has none. */
  static Alignment fit(float[] inverse, float[] inverseReference, boolean[] valid) {
    Alignment start = Alignment.leastSquares(inverse, inverseReference, valid);
    if (!Double.isFinite(start.scale())) {
      return start;
    }
    int n = Math.toIntExact(start.pixels());
    double[] d = new double[n];
    double[] y = new double[n];
    int count = 0;
    for (int i = 0; i < inverse.length; i++) {
      if (valid[i] && Float.isFinite(inverse[i]) && Float.isFinite(inverseReference[i])) {
        d[count] = inverse[i];
        y[count++] = inverseReference[i];
      }
    }
    RobustLine line = new RobustLine(d, y);
    line.scale = start.scale();
    line.shift = start.shift();
    line.rounds(HUBER_ROUNDS, false);
    line.rounds(TUKEY_ROUNDS, true);
    return new Alignment(line.scale, line.shift, n);
  }

  private void rounds(int rounds, boolean tukey) {
    double least = Arrays.stream(d).min().orElseThrow();
    double greatest = Arrays.stream(d).max().orElseThrow();
    for (int round = 0; round < rounds; round++) {
      double sigma = measure();
      for (int i = 0; i < weight.length; i++) {
        double r = Math.abs(residual[i]) / sigma;
        if (tukey) {
          double inside = 1 - r * r / (TUKEY * TUKEY);
          weight[i] = inside > 0 ? inside * inside : 0;
        } else {
          weight[i] = r <= HUBER ? 1 : HUBER / r;
        }
      }
      double oldScale = scale;
      double oldShift = shift;
      if (!refit()) {
        return;
      }
      double moved =
          Math.max(
              Math.abs((scale - oldScale) * least + shift - oldShift),
              Math.abs((scale - oldScale) * greatest + shift - oldShift));
      if (moved <= SETTLED * size) {
        return;
      }
    }
  }

  /** Residuals of the line as it is; returns their scale. */
  private double measure() {
    float[] absolute = new float[residual.length];
    for (int i = 0; i < residual.length; i++) {
      residual[i] = (float) (scale * d[i] + shift - y[i]);
      absolute[i] = Math.abs(residual[i]);
    }
    double sigma = SIGMA * Quantiles.of(absolute).at(0.5);
    return Math.max(Math.max(sigma, ROUNDING * size), Double.MIN_NORMAL);
  }

  /** Weighted least squares around the means; false, and nothing changed, when d has no spread. */
  private boolean refit() {
    double sum = 0;
    double sumD = 0;
    double sumY = 0;
    for (int i = 0; i < d.length; i++) {
      sum += weight[i];
      sumD += weight[i] * d[i];
      sumY += weight[i] * y[i];
    }
    double meanD = sumD / sum;
    double meanY = sumY / sum;
    double variance = 0;
    double covariance = 0;
    double power = 0;
    for (int i = 0; i < d.length; i++) {
      double away = d[i] - meanD;
      variance += weight[i] * away * away;
      covariance += weight[i] * away * (y[i] - meanY);
      power += weight[i] * d[i] * d[i];
    }
    if (!(variance > Alignment.MIN_SPREAD * Alignment.MIN_SPREAD * power)) {
      return false;
    }
    scale = covariance / variance;
    shift = meanY - scale * meanD;
    return true;
  }
}
