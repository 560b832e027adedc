package org.isobath.jobs.report;

import java.util.List;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthResize;
import org.isobath.image.Interpolation;

/**
 * The predictor to beat: the mean inverse depth of other scenes, pixel by pixel. It never looks at
 * the picture, and already knows that floors are below and far things in the middle. Scenes of all
 * sizes meet on one coarse grid; sky counts as inverse depth 0.
 */
final class MeanMap {
  static final int WIDTH = 96;
  static final int HEIGHT = 72;

  private final double[] sum = new double[WIDTH * HEIGHT];
  private final int[] count = new int[WIDTH * HEIGHT];

  private MeanMap() {}

  /** Exact depth on the grid, metres; each value is one of the map's own. */
  static float[] onGrid(DepthMap truth) {
    return DepthResize.apply(truth, WIDTH, HEIGHT, Interpolation.NEAREST, false).values();
  }

  static MeanMap of(List<float[]> truths) {
    MeanMap mean = new MeanMap();
    for (float[] truth : truths) {
      for (int i = 0; i < truth.length; i++) {
        double inverse = inverse(truth[i]);
        if (!Double.isNaN(inverse)) {
          mean.sum[i] += inverse;
          mean.count[i]++;
        }
      }
    }
    return mean;
  }

  /** The mean of all maps but {@code truth}, which is one of them; invalid where there is none. */
  DepthMap without(float[] truth) {
    float[] values = new float[sum.length];
    for (int i = 0; i < values.length; i++) {
      double own = inverse(truth[i]);
      boolean counted = !Double.isNaN(own);
      int others = counted ? count[i] - 1 : count[i];
      values[i] =
          others == 0 ? Float.NaN : (float) Math.max(0, (sum[i] - (counted ? own : 0)) / others);
    }
    return new DepthMap(WIDTH, HEIGHT, values, DepthKind.INVERSE_METRIC);
  }

  static DepthMap reference(float[] truth) {
    return new DepthMap(WIDTH, HEIGHT, truth, DepthKind.METRIC);
  }

  private static double inverse(float depth) {
    return DepthMap.infinite(depth) ? 0 : depth > 0 ? 1.0 / depth : Double.NaN;
  }
}
