package org.isobath.quality;

import org.isobath.depth.DepthConversion;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthResize;
import org.isobath.image.Interpolation;

/**
 * The depth RMSE that ControlNet++ reports (Li et al. 2024, arXiv 2404.07987; eval/eval.py and
 * eval_depth.py of its code), for comparison with published numbers: on levels from 0 to 255 of
 * 512x512 pixels. The two maps are not brought to each other and not normalised alike, the control
 * between its minimum and maximum and the judge's map over its own maximum, so that even the true
 * photograph has an error.
 *
 * <p>What cannot be as there: metric depth is turned into inverse depth first; pixels without depth
 * are left out; values below 0 count as 0 (there they wrap around); a constant control has no error
 * (there it divides by zero); a judge's map of more than 512 pixels is not smoothed before it is
 * made smaller.
 */
final class ControlNetError {
  private static final int SIDE = 512;
  private static final int LEVELS = 255;

  private ControlNetError() {}

  /**
   * From 0 to 255; {@code NaN} for a constant control, a judge's map without a value above 0, and
   * without a pixel in common.
   */
  static double of(DepthMap control, DepthMap judged) {
    float[] label = label(control);
    float[] prediction = prediction(judged);
    double sum = 0;
    long n = 0;
    for (int i = 0; i < label.length; i++) {
      if (!Float.isNaN(label[i]) && !Float.isNaN(prediction[i])) {
        double difference = (double) prediction[i] - label[i];
        sum += difference * difference;
        n++;
      }
    }
    return n == 0 ? Double.NaN : Math.sqrt(sum / n);
  }

  /** Min-max to whole levels, then the nearest pixel. */
  private static float[] label(DepthMap control) {
    float[] inverse = ControlFit.finite(DepthConversion.toInverse(control).values());
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (float d : inverse) {
      if (!Float.isNaN(d)) {
        least = Math.min(least, d);
        most = Math.max(most, d);
      }
    }
    float[] label = new float[SIDE * SIDE];
    for (int i = 0; i < label.length; i++) {
      int x = (int) ((i % SIDE + 0.5) * control.width() / SIDE);
      int y = (int) ((i / SIDE + 0.5) * control.height() / SIDE);
      double share = (inverse[y * control.width() + x] - least) / (most - least);
      label[i] = most > least ? level(share) : Float.NaN;
    }
    return label;
  }

  /** Over its own maximum to whole levels, then linearly between them, to whole levels again. */
  private static float[] prediction(DepthMap judged) {
    float[] inverse = ControlFit.finite(DepthConversion.toInverse(judged).values());
    float most = 0;
    for (float d : inverse) {
      most = Math.max(most, Float.isNaN(d) ? 0 : d);
    }
    float[] levels = new float[inverse.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = most > 0 ? level((double) inverse[i] / most) : Float.NaN;
    }
    DepthMap small =
        new DepthMap(judged.width(), judged.height(), levels, DepthKind.INVERSE_RELATIVE);
    float[] prediction =
        DepthResize.apply(small, SIDE, SIDE, Interpolation.LINEAR, false).values().clone();
    for (int i = 0; i < prediction.length; i++) {
      prediction[i] = (float) Math.rint(prediction[i]);
    }
    return prediction;
  }

  /** Cut off, as a cast to bytes does; {@code NaN} stays what it is. */
  private static float level(double share) {
    return (float) Math.floor(LEVELS * Math.max(0, share));
  }
}
