package org.isobath.quality;

import java.util.Arrays;
import org.isobath.depth.DepthMap;

/**
 * Which pixels of a reference a benchmark scores: those inside its crop whose depth lies between
 * its floor and its cap, both ends excluded. A prediction is clamped to floor and cap before it is
 * scored, so that one pixel of sky does not decide the mean; what it says is infinitely far counts
 * as the cap. Crops are in shares of the reference's sides, rounded down to whole pixels as the
 * evaluation programs do.
 *
 * <p>Numbers of different benchmarks cannot be compared, even for one model and one picture.
 */
public enum Benchmark {
  /**
   * Every pixel that has a depth; predictions are not clamped, but what the alignment turns from
   * inverse depth into depth is capped at the reference's greatest.
   */
  WHOLE("", "every pixel with a depth", 0, 1, 0, 1, 0, Double.POSITIVE_INFINITY),
  /** Rows 45 to 470 and columns 41 to 600 of 480x640: the frame without its unmeasured border. */
  NYU_EIGEN(
      "nyu_eigen",
      "NYUv2 without its border (Eigen et al. 2014), 0.001 m to 10 m",
      45 / 480.0,
      471 / 480.0,
      41 / 640.0,
      601 / 640.0,
      1e-3,
      10),
  KITTI_GARG(
      "kitti_garg",
      "KITTI with the crop of Garg et al. 2016, 0.001 m to 80 m",
      0.40810811,
      0.99189189,
      0.03594771,
      0.96405229,
      1e-3,
      80),
  KITTI_EIGEN(
      "kitti_eigen",
      "KITTI with the crop of Eigen et al. 2014, 0.001 m to 80 m",
      0.3324324,
      0.91351351,
      0.03594771,
      0.96405229,
      1e-3,
      80),
  DIODE("diode", "DIODE, 0.6 m to 350 m, as in Marigold", 0, 1, 0, 1, 0.6, 350),
  HYPERSIM("hypersim", "Hypersim, to 65 m, as in Marigold", 0, 1, 0, 1, 1e-5, 65),
  CAP_80("cap_80", "to 80 m, as driving is scored without a crop", 0, 1, 0, 1, 1e-3, 80),
  CAP_72("cap_72", "to 72 m, as MiDaS scores ETH3D and Sintel", 0, 1, 0, 1, 1e-3, 72),
  /**
   * On open ground a hundredth of the inverse depth is all the difference between 50 m and 100 m:
   * uncapped, such pixels decide the mean.
   */
  CAP_40("cap_40", "to 40 m, as Isobath scores rendered scenes", 0, 1, 0, 1, 1e-3, 40);

  private final String label;
  private final String description;
  private final double top;
  private final double bottom;
  private final double left;
  private final double right;
  private final double floor;
  private final double cap;

  Benchmark(
      String label,
      String description,
      double top,
      double bottom,
      double left,
      double right,
      double floor,
      double cap) {
    this.label = label;
    this.description = description;
    this.top = top;
    this.bottom = bottom;
    this.left = left;
    this.right = right;
    this.floor = floor;
    this.cap = cap;
  }

  /** The ending of a protocol's name; empty for {@link #WHOLE}. */
  public String label() {
    return label;
  }

  public String description() {
    return description;
  }

  /** Least depth that is scored, metres; 0 where there is no limit. */
  public double floor() {
    return floor;
  }

  /** Greatest depth that is scored, metres; infinite where there is no limit. */
  public double cap() {
    return cap;
  }

  /**
   * The reference with {@code NaN} wherever it is not scored.
   *
   * @param depth metres, larger = farther
   */
  float[] scored(float[] depth, int width, int height) {
    float[] kept = new float[depth.length];
    Arrays.fill(kept, Float.NaN);
    int fromColumn = (int) (left * width);
    int toColumn = (int) (right * width);
    for (int y = (int) (top * height); y < (int) (bottom * height); y++) {
      for (int x = fromColumn; x < toColumn; x++) {
        float g = depth[y * width + x];
        if (DepthMap.finite(g) && g > floor && g < cap) {
          kept[y * width + x] = g;
        }
      }
    }
    return kept;
  }

  /** An aligned prediction between floor and cap; {@link #WHOLE} leaves it as it is. */
  float[] clamped(float[] depth) {
    if (this == WHOLE) {
      return depth;
    }
    float[] clamped = depth.clone();
    for (int i = 0; i < clamped.length; i++) {
      // NaN stays NaN
      clamped[i] = (float) Math.max(floor, Math.min(cap, clamped[i]));
    }
    return clamped;
  }

  /** The farthest that a prediction can be: the cap, or the greatest scored reference depth. */
  double farthest(float[] reference) {
    if (Double.isFinite(cap)) {
      return cap;
    }
    double most = Double.NaN;
    for (float g : reference) {
      if (DepthMap.finite(g) && !(g <= most)) {
        most = g;
      }
    }
    return most;
  }
}
