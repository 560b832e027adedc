package org.isobath.quality;

import org.isobath.depth.DepthMap;
import org.isobath.image.Image;

/**
 * Scores of a depth map without a reference, beside the upright picture it was estimated from.
 * Unless said otherwise they look at inverse depth d on a copy whose short side is at most 256
 * pixels (those of the map in the middle of equal areas), scaled to d' = clip((d - p2) / (p98 -
 * p2), 0, 1) by its percentiles; invalid and infinite pixels are left out, and a map without values
 * has no score. Luma beside it is averaged over areas to the size of the copy. Score all at once
 * with {@link #all}: they share that copy.
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
      0.1,
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
      0.5,
      view -> Histogram.entropy(view.histogram(64))),
  NEAR_CONSTANT_SHARE(
      "near_constant_share",
      "1",
      Range.SHARE,
      Better.LOWER,
      "The greatest share of values within 2 % of the range of d' (1 % either side of the mode); a constant map has"
          + " 1. Above about 0.7 most of the picture is one depth.",
      "Isobath",
      0.5,
      view -> Histogram.densest(view.histogram(1000), 20)),
  EDGE_AGREEMENT(
      "edge_agreement",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "Share of depth edges (the 5 % strongest Sobel gradients of d') within 2 pixels of an image edge (the 15 %"
          + " strongest of luma). Not defined without depth edges. Below about 0.5 the map does not follow the picture.",
      "Isobath, edge precision",
      9.5,
      view -> {
        if (view.image() == null) {
          return Double.NaN;
        }
        boolean[] imageEdges = Edges.strongest(view.lumaGradient(), 0.15);
        return Edges.shareNear(view.edges(), imageEdges, view.width, view.height, 2);
      }),
  INVALID_SHARE(
      "invalid_share",
      "1",
      Range.SHARE,
      Better.LOWER,
      "Share of invalid pixels of the stored map.",
      "Isobath",
      0.1,
      view -> view.levels.invalidShare),
  INFINITE_SHARE(
      "infinite_share",
      "1",
      Range.SHARE,
      Better.NEITHER,
      "Share of infinitely far pixels (sky) of the stored map. Above about 0.9 there is no scene.",
      "Isobath",
      0.1,
      view -> view.levels.infiniteShare),
  VALUE_MIN(
      "value_min",
      "unit of the map",
      Range.ANY,
      Better.NEITHER,
      "Least value of the stored map, in its own kind and unit.",
      "Isobath",
      0.1,
      view -> view.levels.min),
  VALUE_MEDIAN(
      "value_median",
      "unit of the map",
      Range.ANY,
      Better.NEITHER,
      "Median of the values of value_levels, in the map's own kind and unit.",
      "Isobath",
      0.1,
      view -> view.levels.median),
  VALUE_MAX(
      "value_max",
      "unit of the map",
      Range.ANY,
      Better.NEITHER,
      "Greatest value of the stored map, in its own kind and unit.",
      "Isobath",
      0.1,
      view -> view.levels.max),
  EDGE_CORRELATION(
      "edge_correlation",
      "1",
      new Range(-1, 1),
      Better.HIGHER,
      "Correlation of the gradients of d' with those of luma, over all pixels. About 0: map and picture do not belong"
          + " together, or the picture is flat. Not defined where either has one gradient everywhere.",
      "Isobath",
      8.5,
      view -> view.image() == null ? Double.NaN : view.edgeCorrelation()),
  TEXTURE_COPYING(
      "texture_copying",
      "1",
      new Range(-1, 1),
      Better.LOWER,
      "The same correlation away from depth edges (all but the 5 % strongest gradients of d'). Above about 0.5 paint"
          + " has become relief.",
      "Isobath",
      8.5,
      view -> view.image() == null ? Double.NaN : view.textureCorrelation()),
  PLANARITY(
      "planarity",
      "1",
      Range.SHARE,
      Better.NEITHER,
      "R² of the best plane: inverse depth as an affine function of column and row. A constant map has 1. Above about"
          + " 0.98 the picture is a wall, a poster, a screenshot or a page.",
      "Isobath",
      0.5,
      view -> Planarity.of(view.inverse, view.width)),
  SKY_SHARE(
      "sky_share",
      "1",
      Range.SHARE,
      Better.NEITHER,
      "Share of pixels infinitely far, or with d below a hundredth of p98, that hang together with the top of the"
          + " picture; also for models that know no infinity.",
      "Isobath",
      1,
      view -> Sky.share(view.inverse, view.width, view.near)),
  VALUE_LEVELS(
      "value_levels",
      "level",
      new Range(1, 65536),
      Better.HIGHER,
      "How many of 65,536 equal steps from the least to the greatest value of the stored map occur among at most 256x256"
          + " of its values, evenly spread. Below about 512 a map of some size comes from 8 bits.",
      "Isobath",
      0.3,
      view -> view.levels.occurring()),
  BANDING(
      "banding",
      "1",
      Range.SHARE,
      Better.LOWER,
      "Share of neighbours in a row of the stored map with exactly one value, in at most 256 rows, evenly spread; clipped"
          + " ends left out. Near 0 in smooth maps; above about 0.5 surfaces are terraces.",
      "Isobath",
      0.6,
      view ->
          Banding.flatSteps(view.map.values(), view.map.width(), view.levels.min, view.levels.max)),
  DEPTH_NOISE(
      "depth_noise",
      "1",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "Median magnitude of the 4-neighbour Laplacian of d' away from its edges, over 0.6745. Above about 0.01 surfaces"
          + " are rough.",
      "Isobath, after Immerkær 1996",
      3.5,
      view -> DepthNoise.of(view.scaled, view.width, view.height, view.edges())),
  BORDER_JUMP(
      "border_jump",
      "1",
      Range.SHARE,
      Better.LOWER,
      "b / (b + c): b the mean step of d' from the outer 2 % of the frame to the next 2 %, c the mean step over that"
          + " distance elsewhere. About 0.5 is even; above about 0.75 the map has a frame. Not defined for maps"
          + " without a step.",
      "Isobath",
      1,
      view -> BorderJump.of(view.scaled, view.width, view.height));

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

  /** This score of a view that others may share. */
  double of(DepthView view) {
    return kernel.of(view);
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
