package org.isobath.quality;

import org.isobath.depth.DepthConversion;
import org.isobath.depth.DepthMap;
import org.isobath.depth.Quantiles;
import org.isobath.image.Image;

/**
 * What several scores of a depth map need, computed once: its values and labels as they are, and a
 * copy of its inverse depth whose short side is at most {@link #SHORT_SIDE}, scaled so that 0 is
 * its 2nd and 1 its 98th percentile. A value of the copy is one of the map, in the middle of its
 * area: means would be of foreground and background. Not for several threads at once: edges are
 * found on first demand.
 */
final class DepthView {
  /** What models tell apart; a plane of that many values stays in the cache of one core. */
  static final int SHORT_SIDE = 256;

  private static final int BINS = 8000;

  /** Of the map itself. */
  final Levels levels;

  /** Size of the copy. */
  final int width;

  final int height;

  /**
   * Far and near end of the copy: its 2nd and 98th percentile of inverse depth, {@code NaN} without
   * values.
   */
  final double far;

  final double near;

  /** Its 1st and 99th percentile, between which a conditioning picture has grey levels. */
  final double farthest;

  final double nearest;

  /** The copy as inverse depth, labels kept. */
  final float[] inverse;

  /** The copy from 0 (far) to 1 (near), clipped, labels kept; all 0 when far and near are equal. */
  final float[] scaled;

  /** The map itself. */
  final DepthMap map;

  private final Image image;
  private int[] counts;
  private float[] gradient;
  private boolean[] edges;
  private float[] lumaGradient;
  private Correlation away;
  private Placement placement;

  /**
   * @param image null where there is none
   */
  DepthView(DepthMap map, Image image) {
    this.map = map;
    this.image = image;
    levels = new Levels(map.values(), map.width());
    int[] size = Luma.atMost(SHORT_SIDE, map.width(), map.height());
    width = size[0];
    height = size[1];
    inverse = DepthConversion.toInverse(copy(map, width, height)).values();
    Quantiles quantiles = Quantiles.of(inverse);
    far = quantiles.at(0.02);
    near = quantiles.at(0.98);
    farthest = quantiles.at(0.01);
    nearest = quantiles.at(0.99);
    scaled = scaled(inverse, far, near);
  }

  private static DepthMap copy(DepthMap map, int width, int height) {
    if (width == map.width() && height == map.height()) {
      return map;
    }
    int[] columns = Sampled.places(map.width(), width);
    int[] rows = Sampled.places(map.height(), height);
    float[] values = Sampled.values(map.values(), map.width(), columns, rows);
    return new DepthMap(width, height, values, map.kind());
  }

  private static float[] scaled(float[] inverse, double far, double near) {
    float[] scaled = new float[inverse.length];
    if (near > far) {
      float from = (float) far;
      float factor = (float) (1 / (near - far));
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] = Math.max(0, Math.min(1, (inverse[i] - from) * factor));
      }
    }
    for (int i = 0; i < scaled.length; i++) {
      if (!(Math.abs(inverse[i]) <= Float.MAX_VALUE)) {
        scaled[i] = inverse[i];
      }
    }
    return scaled;
  }

  /**
   * How many of {@code bins} equal parts of the scaled range hold how many values.
   *
   * @param bins a divisor of 8,000
   */
  int[] histogram(int bins) {
    if (counts == null) {
      counts = new int[BINS];
      for (float value : scaled) {
        if (DepthMap.finite(value)) {
          counts[Math.min(BINS - 1, (int) (value * BINS))]++;
        }
      }
    }
    int[] merged = new int[bins];
    for (int i = 0; i < BINS; i++) {
      merged[i / (BINS / bins)] += counts[i];
    }
    return merged;
  }

  /** Null where luma cannot be asked for. */
  Image image() {
    return image;
  }

  /** Where the edges of the copy lie best on those of the picture. */
  Placement placement() {
    if (placement == null) {
      placement = new Placement(this);
    }
    return placement;
  }

  /** Sobel gradient of {@link #scaled}. */
  float[] gradient() {
    if (gradient == null) {
      gradient = Edges.gradient(scaled, width, height);
    }
    return gradient;
  }

  /** The strongest twentieth of {@link #gradient}. */
  boolean[] edges() {
    if (edges == null) {
      edges = Edges.strongest(gradient(), 0.05);
    }
    return edges;
  }

  /** Sobel gradient of the picture's luma at the size of the copy. */
  float[] lumaGradient() {
    if (lumaGradient == null) {
      lumaGradient = Edges.gradient(Luma.floats(Luma.of(image, width, height)), width, height);
    }
    return lumaGradient;
  }

  /** How closely the two gradients go together, everywhere. */
  double edgeCorrelation() {
    return away().with(gradient(), lumaGradient(), edges(), true).value();
  }

  /** How closely they go together away from {@link #edges}. */
  double textureCorrelation() {
    return away().value();
  }

  private Correlation away() {
    if (away == null) {
      away = Correlation.NONE.with(gradient(), lumaGradient(), edges(), false);
    }
    return away;
  }
}
