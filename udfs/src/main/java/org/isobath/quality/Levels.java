package org.isobath.quality;

import org.isobath.depth.DepthMap;
import org.isobath.depth.Quantiles;

/**
 * The finite values of a map counted in 65,536 equal steps from the least to the greatest: how many
 * steps occur, and, with the few values of one or two of them, the exact median.
 */
final class Levels {
  private static final int STEPS = 1 << 16;

  private final float[] values;
  private final double min;
  private final double scale;
  private final int[] counts = new int[STEPS];
  private final int count;

  /**
   * @param values labels among them are left out
   * @param min the least of the finite ones, {@code NaN} without any
   * @param max the greatest
   */
  Levels(float[] values, double min, double max) {
    this.values = values;
    this.min = min;
    scale = max > min ? (STEPS - 1) / (max - min) : 0;
    int finite = 0;
    for (float value : values) {
      if (DepthMap.finite(value)) {
        counts[step(value)]++;
        finite++;
      }
    }
    count = finite;
  }

  private int step(float value) {
    return Math.min(STEPS - 1, (int) ((value - min) * scale + 0.5));
  }

  /**
   * How many steps occur: traces of maps that once had fewer values than they claim. 1 for a
   * constant map, {@code NaN} without values.
   */
  double occurring() {
    if (count == 0) {
      return Double.NaN;
    }
    int occurring = 0;
    for (int held : counts) {
      occurring += held > 0 ? 1 : 0;
    }
    return occurring;
  }

  /** As {@link Quantiles} has it, {@code NaN} without values. */
  double median() {
    if (count == 0) {
      return Double.NaN;
    }
    int below = (count - 1) / 2;
    int above = count / 2;
    int first = 0;
    int before = 0;
    while (before + counts[first] <= below) {
      before += counts[first++];
    }
    int last = first;
    int held = counts[first];
    while (before + held <= above) {
      held += counts[++last];
    }
    // most values are out of question by far; never a label
    double least = min + (first - 1) / scale;
    double most = min + (last + 1) / scale;
    float[] members = new float[held];
    int n = 0;
    for (float value : values) {
      if (value > least && value < most && step(value) >= first && step(value) <= last) {
        members[n++] = value;
      }
    }
    Quantiles quantiles = Quantiles.of(members);
    double low = quantiles.ofRank(below - before);
    double high = quantiles.ofRank(above - before);
    return low + 0.5 * (high - low);
  }
}
