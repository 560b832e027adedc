package org.isobath.quality;

import java.util.Arrays;
import org.isobath.depth.DepthMap;
import org.isobath.depth.Quantiles;

/**
 * The values of a map as they are: their ends and labels and their exact median, found in one look
 * at all of them, and how many of 65,536 equal steps between the ends occur in a sample.
 */
final class Levels {
  private static final int STEPS = 1 << 16;

  /** Of how many values the median says where to look for that of all, and how far around it. */
  private static final int FEW = 4000;

  private static final double AROUND = 0.03;

  /** {@code NaN} without values. */
  final double min;

  final double max;
  final double median;
  final double invalidShare;
  final double infiniteShare;
  private final float[] sample;

  Levels(float[] values, int width) {
    sample = Sampled.values(values, width);
    Quantiles few = Quantiles.of(few(sample));
    int last = few.count() - 1;
    float low = last < 0 ? Float.NaN : few.ofRank((int) ((0.5 - AROUND) * last));
    float high = last < 0 ? Float.NaN : few.ofRank((int) Math.ceil((0.5 + AROUND) * last));
    float[] around = new float[values.length / 8 + 1];
    int held = 0;
    int below = 0;
    int finite = 0;
    int infinite = 0;
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      if (!(Math.abs(value) <= Float.MAX_VALUE)) {
        infinite += DepthMap.infinite(value) ? 1 : 0;
        continue;
      }
      finite++;
      least = value < least ? value : least;
      most = value > most ? value : most;
      below += value < low ? 1 : 0;
      if (value >= low && value <= high) {
        if (held < around.length) {
          around[held] = value;
        }
        held++;
      }
    }
    min = finite > 0 ? least : Double.NaN;
    max = finite > 0 ? most : Double.NaN;
    invalidShare = (double) (values.length - finite - infinite) / values.length;
    infiniteShare = (double) infinite / values.length;
    int first = (finite - 1) / 2 - below;
    int second = finite / 2 - below;
    if (finite > 0 && held <= around.length && first >= 0 && second < held) {
      Quantiles near = Quantiles.of(Arrays.copyOf(around, held));
      double lower = near.ofRank(first);
      median = lower + 0.5 * (near.ofRank(second) - lower);
    } else {
      // one value fills much of the map, or the sample is not like the rest
      median = Quantiles.of(values).at(0.5);
    }
  }

  private static float[] few(float[] values) {
    int step = 1 + values.length / FEW;
    float[] few = new float[(values.length + step - 1) / step];
    for (int i = 0; i < few.length; i++) {
      few[i] = values[i * step];
    }
    return few;
  }

  /**
   * How many steps occur: traces of maps that once had fewer values than they claim. 1 for a
   * constant map, {@code NaN} without values.
   */
  double occurring() {
    double scale = max > min ? (STEPS - 1) / (max - min) : 0;
    boolean[] seen = new boolean[STEPS];
    int occurring = 0;
    for (float value : sample) {
      if (DepthMap.finite(value)) {
        int step = Math.min(STEPS - 1, (int) ((value - min) * scale + 0.5));
        occurring += seen[step] ? 0 : 1;
        seen[step] = true;
      }
    }
    return occurring == 0 ? Double.NaN : occurring;
  }
}
