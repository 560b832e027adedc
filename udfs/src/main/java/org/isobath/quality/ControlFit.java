package org.isobath.quality;

import org.isobath.depth.Alignment;
import org.isobath.depth.DepthConversion;
import org.isobath.depth.DepthErrors;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthResize;
import org.isobath.depth.Quantiles;
import org.isobath.image.Interpolation;

/**
 * The depth of a control, and that of a generation as a judge sees it, on one grid and in one unit:
 * inverse depth from 0.1 (farthest) to 1 (nearest), so depth from 1 to 10. The control's p2 to p98
 * of inverse depth are that range; the judge's map is brought to it by scale and shift, least
 * squares in inverse depth over the pixels that lie within it, and a map that runs against the
 * control counts as the constant that fits best. Whatever lies beyond counts as the end of the
 * range, and what is infinitely far as the farthest that its map has.
 *
 * <p>Relative inverse depth has no ratio of far to near, which AbsRel and delta1 are about; the
 * range of ten gives every kind of depth the same one, so that numbers of different control models
 * can be compared. They are not those of depth against a metric reference.
 */
final class ControlFit {
  static final double FARTHEST = 0.1;

  private static final double SPAN = 1 - FARTHEST;

  final int width;
  final int height;

  /** Inverse depth of both, all of it before the fit; {@code NaN} where there is none. */
  final float[] controlInverse;

  final float[] judgedInverse;

  /**
   * Inverse depth of the control in the range; {@code NaN} everywhere where the control is flat.
   */
  final float[] control;

  /** Likewise of the judge's map, fitted. */
  final float[] judged;

  /** On copies whose short side is at most 384 pixels, with the control's proportions. */
  ControlFit(DepthMap controlMap, DepthMap judgedMap) {
    int[] size = Luma.scoringSize(controlMap.width(), controlMap.height());
    width = size[0];
    height = size[1];
    controlInverse = inverse(controlMap);
    judgedInverse = inverse(judgedMap);
    float[] target = inUnit(controlInverse);
    control = clipped(target);
    judged = clipped(fitted(judgedInverse, target));
  }

  private float[] inverse(DepthMap map) {
    return finite(DepthResize.inverse(map, width, height, Interpolation.LINEAR).values());
  }

  /** Inverse depth with infinite distance as the least of its values; {@code NaN} is invalid. */
  static float[] finite(float[] inverse) {
    float least = Float.POSITIVE_INFINITY;
    for (float d : inverse) {
      if (DepthMap.finite(d)) {
        least = Math.min(least, d);
      }
    }
    float[] values = new float[inverse.length];
    for (int i = 0; i < values.length; i++) {
      boolean known = DepthMap.finite(inverse[i]);
      float far = DepthMap.infinite(inverse[i]) && DepthMap.finite(least) ? least : Float.NaN;
      values[i] = known ? inverse[i] : far;
    }
    return values;
  }

  private static float[] inUnit(float[] inverse) {
    Quantiles quantiles = Quantiles.of(inverse);
    double far = quantiles.at(0.02);
    double range = quantiles.at(0.98) - far;
    float[] values = new float[inverse.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = range > 0 ? (float) (FARTHEST + SPAN * (inverse[i] - far) / range) : Float.NaN;
    }
    return values;
  }

  private static float[] fitted(float[] inverse, float[] target) {
    boolean[] within = new boolean[target.length];
    for (int i = 0; i < within.length; i++) {
      within[i] = target[i] >= (float) FARTHEST && target[i] <= 1;
    }
    Alignment fit = Alignment.leastSquares(inverse, target, within);
    double constant = fit.usable() ? Double.NaN : mean(target, inverse, within);
    float[] values = new float[inverse.length];
    for (int i = 0; i < values.length; i++) {
      double value = fit.usable() ? fit.scale() * inverse[i] + fit.shift() : constant;
      values[i] = Float.isNaN(inverse[i]) ? Float.NaN : (float) value;
    }
    return values;
  }

  private static double mean(float[] target, float[] inverse, boolean[] within) {
    double sum = 0;
    long n = 0;
    for (int i = 0; i < target.length; i++) {
      if (within[i] && !Float.isNaN(inverse[i])) {
        sum += target[i];
        n++;
      }
    }
    return sum / n;
  }

  /** {@code NaN} stays what it is. */
  private static float[] clipped(float[] values) {
    float[] clipped = new float[values.length];
    for (int i = 0; i < clipped.length; i++) {
      clipped[i] = Math.max((float) FARTHEST, Math.min(1, values[i]));
    }
    return clipped;
  }

  double absRel() {
    float[] p = DepthConversion.inverseOfDepth(judged);
    float[] g = DepthConversion.inverseOfDepth(control);
    return DepthErrors.absRel(p, g, DepthErrors.scorable(p, g));
  }

  double delta1() {
    float[] p = DepthConversion.inverseOfDepth(judged);
    float[] g = DepthConversion.inverseOfDepth(control);
    return DepthErrors.delta(p, g, DepthErrors.scorable(p, g), 1);
  }

  /** Root of the mean square difference of inverse depth, a share of the range. */
  double inverseRmse() {
    return DepthErrors.rmse(judged, control, DepthErrors.scorable(judged, control)) / SPAN;
  }

  /**
   * F1 of edges, the 5 % strongest gradients of inverse depth, that have one of the other at most 2
   * pixels away; {@code NaN} where the control has none.
   */
  double edgeF1() {
    boolean[] wanted = Edges.strongest(Edges.gradient(controlInverse, width, height), 0.05);
    boolean[] found = Edges.strongest(Edges.gradient(judgedInverse, width, height), 0.05);
    double recall = Edges.shareNear(wanted, found, width, height, 2);
    double precision = Edges.shareNear(found, wanted, width, height, 2);
    if (Double.isNaN(recall)) {
      return Double.NaN;
    }
    return recall > 0 && precision > 0 ? 2 * precision * recall / (precision + recall) : 0;
  }
}
