package org.isobath.depth;

/**
 * Between depth and inverse depth. Labels stay labels. A value that has no counterpart becomes one:
 * depth of zero or less is invalid, inverse depth of zero is infinitely far, negative inverse depth
 * is invalid.
 */
public final class DepthConversion {
  /** Of all finite numbers. */
  private static final int LARGEST = Float.floatToRawIntBits(Float.MAX_VALUE);

  private DepthConversion() {}

  /**
   * The map as inverse depth, larger = nearer: {@link DepthKind#METRIC} becomes {@link
   * DepthKind#INVERSE_METRIC}, {@link DepthKind#RELATIVE} becomes {@link
   * DepthKind#INVERSE_RELATIVE}; inverse kinds come back as they are.
   */
  public static DepthMap toInverse(DepthMap map) {
    return map.kind().inverse()
        ? map
        : converted(map, inverseOfDepth(map.values()), inverse(map.kind()));
  }

  /** The kind that {@link #toInverse} makes of a kind. */
  static DepthKind inverse(DepthKind kind) {
    return switch (kind) {
      case METRIC, INVERSE_METRIC -> DepthKind.INVERSE_METRIC;
      case RELATIVE, INVERSE_RELATIVE -> DepthKind.INVERSE_RELATIVE;
    };
  }

  /**
   * The map as depth, larger = farther; kinds that are depth come back as they are. Not for {@link
   * DepthKind#INVERSE_RELATIVE}: its unknown shift must be found first ({@link
   * Alignment#leastSquares}), or the shape comes out bent.
   */
  public static DepthMap toDepth(DepthMap map) {
    return switch (map.kind()) {
      case METRIC, RELATIVE -> map;
      case INVERSE_METRIC -> converted(map, depthOfInverse(map.values()), DepthKind.METRIC);
      case INVERSE_RELATIVE ->
          throw new IllegalArgumentException(
              "relative inverse depth has an unknown shift: align it before turning it into depth");
    };
  }

  /**
   * 1 / z; zero, negative and immeasurably near depths (whose inverse leaves the float range) are
   * invalid.
   */
  public static float[] inverseOfDepth(float[] depth) {
    float[] inverse = new float[depth.length];
    inverseOfDepth(depth, 0, inverse);
    return inverse;
  }

  /**
   * The same for a part.
   *
   * @param first where the part begins
   * @param inverse takes the result; as long as the part
   */
  static void inverseOfDepth(float[] depth, int first, float[] inverse) {
    System.arraycopy(depth, first, inverse, 0, inverse.length);
    // dividing and nothing else, in place, is what the compiler does for several numbers at once
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = 1 / inverse[i];
    }
    for (int i = 0; i < inverse.length; i++) {
      if (!positive(inverse[i])) {
        inverse[i] = inverse(depth[first + i]);
      }
    }
  }

  /** True for finite numbers above zero, in one comparison: their bits are those from 1 on. */
  private static boolean positive(float value) {
    return Integer.compareUnsigned(Float.floatToRawIntBits(value) - 1, LARGEST) < 0;
  }

  /** The same for one value. */
  static float inverse(float z) {
    if (DepthMap.infinite(z)) {
      return z;
    }
    float d = 1 / z;
    return z > 0 && Float.isFinite(d) ? d : Float.NaN;
  }

  /** 1 / d; zero (and what is as good as zero) is infinitely far, negative is invalid. */
  public static float[] depthOfInverse(float[] inverse) {
    float[] depth = new float[inverse.length];
    for (int i = 0; i < inverse.length; i++) {
      float d = inverse[i];
      if (DepthMap.infinite(d) || d == 0) {
        depth[i] = Float.POSITIVE_INFINITY;
      } else {
        depth[i] = d > 0 ? 1 / d : Float.NaN;
      }
    }
    return depth;
  }

  private static DepthMap converted(DepthMap map, float[] values, DepthKind kind) {
    return new DepthMap(map.width(), map.height(), values, kind);
  }
}
