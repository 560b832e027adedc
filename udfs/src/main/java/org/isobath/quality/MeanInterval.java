package org.isobath.quality;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The mean of a score over images, with the interval in which another sample of such images would
 * put it. Mean of per-image scores, as depth is reported, never of pooled pixels. Images whose
 * score is not defined are counted and left out; a mean over few of many is no result.
 *
 * <p>The interval speaks of the choice of images only: not of the reference's errors, nor of how
 * unlike these images the next ones are. Frames of one video are nearly one image: take one each.
 *
 * @param images how many have the score
 * @param undefined how many have not
 * @param mean {@code NaN} without any image
 * @param low lower end; {@code NaN} with fewer than two images
 * @param high upper end
 */
public record MeanInterval(long images, long undefined, double mean, double low, double high) {
  /** Resamples of {@link #bootstrap}; its ends then vary by a few hundredths of its width. */
  public static final int RESAMPLES = 2000;

  /**
   * Mean ± z · standard error: from about 30 images on, for scores without long tails.
   *
   * @param confidence above 0 and below 1, commonly 0.95
   */
  public static MeanInterval normal(double[] scores, double confidence) {
    double[] defined = defined(scores);
    double mean = mean(defined);
    double squares = 0;
    for (double score : defined) {
      squares += (score - mean) * (score - mean);
    }
    int n = defined.length;
    double deviation = n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1));
    return normal(n, scores.length - n, mean, deviation, confidence);
  }

  /**
   * The same from sums that were made elsewhere.
   *
   * @param deviation of the sample (divided by n - 1)
   */
  public static MeanInterval normal(
      long images, long undefined, double mean, double deviation, double confidence) {
    checkConfidence(confidence);
    double half = normalQuantile(0.5 + confidence / 2) * deviation / Math.sqrt(images);
    return new MeanInterval(images, undefined, mean, mean - half, mean + half);
  }

  /**
   * Percentiles of the means of {@link #RESAMPLES} samples with replacement: makes no assumption
   * about the distribution, and stays inside the range of the scores. The same seed gives the same
   * interval; the order of the scores matters to it, so sort by image.
   */
  public static MeanInterval bootstrap(double[] scores, double confidence, long seed) {
    checkConfidence(confidence);
    double[] defined = defined(scores);
    int n = defined.length;
    double mean = mean(defined);
    if (n < 2) {
      return new MeanInterval(n, scores.length - n, mean, Double.NaN, Double.NaN);
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[RESAMPLES];
    for (int k = 0; k < RESAMPLES; k++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += defined[random.nextInt(n)];
      }
      means[k] = sum / n;
    }
    Arrays.sort(means);
    double tail = (1 - confidence) / 2;
    return new MeanInterval(
        n, scores.length - n, mean, percentile(means, tail), percentile(means, 1 - tail));
  }

  private static double percentile(double[] sorted, double fraction) {
    double rank = fraction * (sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }

  private static double[] defined(double[] scores) {
    return Arrays.stream(scores).filter(score -> !Double.isNaN(score)).toArray();
  }

  private static double mean(double[] scores) {
    double sum = 0;
    for (double score : scores) {
      sum += score;
    }
    return sum / scores.length;
  }

  private static void checkConfidence(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("a confidence is above 0 and below 1, not " + confidence);
    }
  }

  /**
   * Of the standard normal distribution, for fractions from 0.5 on, to 4.5e-4: formula 26.2.23 of
   * Abramowitz and Stegun. An interval says less than that.
   */
  private static double normalQuantile(double fraction) {
    double t = Math.sqrt(-2 * Math.log(1 - fraction));
    return t
        - (2.515517 + t * (0.802853 + t * 0.010328))
            / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  }
}
