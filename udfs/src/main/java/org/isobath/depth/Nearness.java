package org.isobath.depth;

/**
 * Depth as a number from 0 (far) to 1 (near), whatever the kind: the step that all pictures of
 * depth share. Values are scaled linearly between two quantiles and clipped; labels stay labels. A
 * map whose two quantiles are equal is all 0.
 */
final class Nearness {
  private Nearness() {}

  /** Linear in inverse depth, between these quantiles of it (fractions). */
  static float[] ofInverse(DepthMap map, double low, double high) {
    float[] inverse = DepthConversion.toInverse(map).values();
    Quantiles quantiles = Quantiles.of(inverse);
    return scaled(inverse, quantiles.at(low), quantiles.at(high));
  }

  /**
   * Linear in depth, between these quantiles of it (fractions). Relative inverse depth has no depth
   * to be linear in; it is scaled as it is, between the mirrored quantiles, which clips the same
   * pixels.
   */
  static float[] ofDepth(DepthMap map, double low, double high) {
    if (map.kind() == DepthKind.INVERSE_RELATIVE) {
      return ofInverse(map, 1 - high, 1 - low);
    }
    float[] depth = DepthConversion.depthOfInverse(DepthConversion.toInverse(map).values());
    Quantiles quantiles = Quantiles.of(depth);
    return scaled(depth, quantiles.at(high), quantiles.at(low));
  }

  private static float[] scaled(float[] values, double far, double near) {
    float[] scaled = new float[values.length];
    double range = near - far;
    for (int i = 0; i < values.length; i++) {
      float value = values[i];
      if (!Float.isFinite(value)) {
        scaled[i] = value;
      } else if (range != 0) {
        scaled[i] = (float) Math.max(0, Math.min(1, (value - far) / range));
      }
    }
    return scaled;
  }
}
