package org.isobath.quality;

import org.isobath.depth.DepthMap;
import org.isobath.image.Image;

/**
 * Scores of a depth map without a reference, beside the upright picture it was estimated from.
 * Unless said otherwise they look at inverse depth d on a copy whose short side is at most 384
 * pixels, scaled to d' = clip((d - p2) / (p98 - p2), 0, 1) by its percentiles; invalid and infinite
 * pixels are left out, and a map without values has no score. Score all at once with {@link #all}:
 * they share that copy.
 *
 * <p>They find broken maps, not inaccurate ones: a wrong but plausible map passes.
 */
public enum DepthMetric implements Metric {
  DYNAMIC_RANGE(
      "dynamic_range",
      "1",
      new Range(0, 2),
      Better.HIGHER,
      "(p98 - p2) / max(|p98|, |p2|) of inverse depth: 0 is flat, 0.5 means the far end is twice as far as the near"
          + " end, 1 reaches infinity. Below about 0.05 nothing is told apart.",
      "Isobath, after the percentile range over the median",
      0,
      view -> {
        double largest = Math.max(Math.abs(view.near), Math.abs(view.far));
        return largest == 0 ? 0 : (view.near - view.far) / largest;
      }),
  DEPTH_ENTROPY(
      "depth_entropy",
      "bit",
      new Range(0, 6),
      Better.HIGHER,
      "Entropy of the 64-bin histogram of d'; a constant map has 0. Below about 2.5 the map is a few planes.",
      "Shannon 1948",
      0,
      view -> Histogram.entropy(view.histogram(64))),
  NEAR_CONSTANT_SHARE(
      "near_constant_share",
      "1",
      Range.SHARE,
      Better.LOWER,
      "The greatest share of values within 2 % of the range of d' (1 % either side of the mode); a constant map has"
          + " 1. Above about 0.7 most of the picture is one depth.",
      "Isobath",
      0,
      view -> Histogram.densest(view.histogram(1000), 20)),
  EDGE_AGREEMENT(
      "edge_agreement",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "Share of depth edges (the 5 % strongest Sobel gradients of d') within 2 pixels of an image edge (the 15 %"
          + " strongest of luma). Not defined without depth edges. Below about 0.5 the map does not follow the picture.",
      "Isobath, edge precision",
      0,
      view -> {
        if (!view.hasImage()) {
          return Double.NaN;
        }
        boolean[] depthEdges =
            Edges.strongest(Edges.gradient(view.scaled, view.width, view.height), 0.05);
        boolean[] imageEdges =
            Edges.strongest(Edges.gradient(view.luma(), view.width, view.height), 0.15);
        return Edges.shareInside(depthEdges, Edges.widened(imageEdges, view.width, view.height, 2));
      }),
  INVALID_SHARE(
      "invalid_share",
      "1",
      Range.SHARE,
      Better.LOWER,
      "Share of invalid pixels of the stored map.",
      "Isobath",
      0,
      view -> view.invalidShare),
  INFINITE_SHARE(
      "infinite_share",
      "1",
      Range.SHARE,
      Better.NEITHER,
      "Share of infinitely far pixels (sky) of the stored map. Above about 0.9 there is no scene.",
      "Isobath",
      0,
      view -> view.infiniteShare),
  VALUE_MIN(
      "value_min",
      "unit of the map",
      Range.ANY,
      Better.NEITHER,
      "Least value of the stored map, in its own kind and unit.",
      "Isobath",
      0,
      view -> view.min),
  VALUE_MEDIAN(
      "value_median",
      "unit of the map",
      Range.ANY,
      Better.NEITHER,
      "Median value of the stored map, in its own kind and unit.",
      "Isobath",
      0,
      view -> view.median),
  VALUE_MAX(
      "value_max",
      "unit of the map",
      Range.ANY,
      Better.NEITHER,
      "Greatest value of the stored map, in its own kind and unit.",
      "Isobath",
      0,
      view -> view.max);

  private interface Kernel {
    double of(DepthView view);
  }

  private final String label;
  private final String unit;
  private final Range range;
  private final Better better;
  private final String description;
  private final String source;
  private final double cost;
  private final Kernel kernel;

  DepthMetric(
      String label,
      String unit,
      Range range,
      Better better,
      String description,
      String source,
      double cost,
      Kernel kernel) {
    this.label = label;
    this.unit = unit;
    this.range = range;
    this.better = better;
    this.description = description;
    this.source = source;
    this.cost = cost;
    this.kernel = kernel;
  }

  /** This score alone; the sizes of map and picture may differ, their views may not. */
  public double score(DepthMap map, Image image) {
    return kernel.of(new DepthView(map, image));
  }

  /**
   * Every score, in the order of {@link #values()}, of a map whose picture is not at hand: what
   * compares the two is not defined.
   */
  public static double[] all(DepthMap map) {
    return all(new DepthView(map, null));
  }

  /** Every score, in the order of {@link #values()}. */
  public static double[] all(DepthMap map, Image image) {
    return all(new DepthView(map, image));
  }

  private static double[] all(DepthView view) {
    DepthMetric[] metrics = values();
    double[] scores = new double[metrics.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = metrics[i].kernel.of(view);
    }
    return scores;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public String unit() {
    return unit;
  }

  @Override
  public Range range() {
    return range;
  }

  @Override
  public Better better() {
    return better;
  }

  @Override
  public double cost() {
    return cost;
  }
}
