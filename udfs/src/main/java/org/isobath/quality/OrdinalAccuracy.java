package org.isobath.quality;

import java.util.List;
import org.isobath.depth.DepthMap;

/**
 * Which of two points is nearer, and how often a prediction knows. Needs no alignment, so it
 * compares models of every kind. {@code WHDR}, the disagreement rate of Depth in the Wild (Chen et
 * al. 2016), is one minus it; the accuracy is what DA-2K reports (Yang et al. 2024).
 */
public final class OrdinalAccuracy {
  /** Pairs taken from a dense reference; fewer where fewer pixels are scored. */
  static final int PAIRS = 10_000;

  /** Depths closer than this share of the nearer one make no pair. */
  static final double APART = 0.1;

  // 1 / x and 1 / x² of the root of x³ = x + 1: multiples of both, modulo 1, fill the unit square
  // evenly (Roberts 2018, R2); pairs that everybody can draw again without a seed
  private static final double FIRST = 0.7548776662466927;
  private static final double SECOND = 0.5698402909980532;

  private OrdinalAccuracy() {}

  /**
   * Two points of a labelled picture, in pixels of the depth map.
   *
   * @param x column of the nearer point
   * @param y its row
   * @param otherX column of the farther point
   * @param otherY its row
   */
  public record Pair(int x, int y, int otherX, int otherY) {}

  /**
   * Share of labelled pairs whose nearer point the map has nearer. Ties and invalid points count as
   * wrong, as in DA-2K. {@code NaN} without pairs.
   */
  public static double of(DepthMap map, List<Pair> pairs) {
    long right = 0;
    for (Pair pair : pairs) {
      float near = map.at(pair.x, pair.y);
      float far = map.at(pair.otherX, pair.otherY);
      right += nearer(near, far, map.kind().inverse()) ? 1 : 0;
    }
    return pairs.isEmpty() ? Double.NaN : (double) right / pairs.size();
  }

  private static boolean nearer(float near, float far, boolean inverse) {
    if (DepthMap.infinite(far) || !inverse) {
      return DepthMap.infinite(far) ? DepthMap.finite(near) : near < far;
    }
    return DepthMap.finite(near) && near > far;
  }

  /**
   * Share of pairs of scored pixels, more than 10 % apart in the reference, whose order the
   * prediction has: up to 10,000 pairs, evenly spread, always the same for the same scored pixels.
   * {@code NaN} without such a pair.
   *
   * @param depth prediction, larger = farther
   * @param reference depth, positive where valid
   */
  public static double of(float[] depth, float[] reference, boolean[] valid) {
    int[] scored = new int[valid.length];
    int n = 0;
    for (int i = 0; i < valid.length; i++) {
      if (valid[i]) {
        scored[n++] = i;
      }
    }
    long pairs = 0;
    long right = 0;
    for (int k = 1; k <= Math.min(n, PAIRS); k++) {
      int i = scored[at(k * FIRST, n)];
      int j = scored[at(k * SECOND, n)];
      float gi = reference[i];
      float gj = reference[j];
      if (Math.max(gi, gj) > (1 + APART) * Math.min(gi, gj)) {
        pairs++;
        right += gi < gj ? (depth[i] < depth[j] ? 1 : 0) : (depth[i] > depth[j] ? 1 : 0);
      }
    }
    return pairs == 0 ? Double.NaN : (double) right / pairs;
  }

  private static int at(double place, int n) {
    return (int) ((place - Math.floor(place)) * n);
  }
}
