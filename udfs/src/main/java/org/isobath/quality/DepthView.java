package org.isobath.quality;

import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthResize;
import org.isobath.depth.Quantiles;
import org.isobath.image.Image;
import org.isobath.image.Interpolation;
import org.isobath.image.Resize;

/**
 * What several scores of a depth map need, computed once: its values and labels as they are, and a
 * copy of its inverse depth whose short side is at most {@link Luma#SHORT_SIDE}, scaled so that 0
 * is its 2nd and 1 its 98th percentile. Not for several threads at once: edges are found on first
 * demand.
 */
final class DepthView {
  final double invalidShare;
  final double infiniteShare;
  final double min;
  final double max;

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
  private Levels levels;
  private float[] gradient;
  private boolean[] edges;
  private float[] lumaGradient;
  private Double edgeCorrelation;
  private Placement placement;

  /**
   * @param image null where there is none
   */
  DepthView(DepthMap map, Image image) {
    this.map = map;
    this.image = image;
    int invalid = 0;
    int infinite = 0;
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : map.values()) {
      if (!DepthMap.finite(value)) {
        infinite += DepthMap.infinite(value) ? 1 : 0;
        invalid += DepthMap.infinite(value) ? 0 : 1;
        continue;
      }
      if (value < least) {
        least = value;
      }
      if (value > most) {
        most = value;
      }
    }
    int pixels = map.values().length;
    invalidShare = (double) invalid / pixels;
    infiniteShare = (double) infinite / pixels;
    min = least <= most ? least : Double.NaN;
    max = least <= most ? most : Double.NaN;

    int[] size = Luma.scoringSize(map.width(), map.height());
    width = size[0];
    height = size[1];
    inverse = DepthResize.inverse(map, width, height, Interpolation.LINEAR).values();
    Quantiles quantiles = Quantiles.of(inverse);
    far = quantiles.at(0.02);
    near = quantiles.at(0.98);
    farthest = quantiles.at(0.01);
    nearest = quantiles.at(0.99);
    scaled = new float[inverse.length];
    for (int i = 0; i < scaled.length; i++) {
      float d = inverse[i];
      if (!DepthMap.finite(d)) {
        scaled[i] = d;
      } else if (d >= near) {
        scaled[i] = near > far ? 1 : 0;
      } else if (d > far) {
        scaled[i] = (float) ((d - far) / (near - far));
      }
    }
  }

  /** The values of the map itself. */
  Levels levels() {
    if (levels == null) {
      levels = new Levels(map.values(), min, max);
    }
    return levels;
  }

  /** How many of {@code bins} equal parts of the scaled range hold how many values. */
  int[] histogram(int bins) {
    int[] counts = new int[bins];
    for (float value : scaled) {
      if (DepthMap.finite(value)) {
        counts[Math.min(bins - 1, (int) (value * bins))]++;
      }
    }
    return counts;
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
      Image small = Resize.apply(image, width, height, Interpolation.AREA);
      lumaGradient = Edges.gradient(Luma.of(small), width, height);
    }
    return lumaGradient;
  }

  /** How closely the two gradients go together. */
  double edgeCorrelation() {
    if (edgeCorrelation == null) {
      edgeCorrelation = Correlation.of(gradient(), lumaGradient(), null);
    }
    return edgeCorrelation;
  }
}
