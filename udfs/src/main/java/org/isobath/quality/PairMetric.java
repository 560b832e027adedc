package org.isobath.quality;

import org.isobath.depth.DepthMap;
import org.isobath.image.Image;

/**
 * Whether a depth map and a picture show the same view: the same shape, the same way up, the same
 * part of it. {@link DepthMetric#EDGE_CORRELATION} says how closely, these say what is wrong; and a
 * model that understands a picture puts its edges where they are, so they find failed maps too. The
 * last says what a generator that is conditioned on the map can see of it.
 */
public enum PairMetric implements Metric {
  ASPECT_MISMATCH(
      "aspect_mismatch",
      "1",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "|ln| of the map's width / height over the picture's. Rounding of sides stays below about 0.02; more is a crop, a"
          + " stretch, or a quarter turn.",
      "Isobath",
      0.1,
      view ->
          Math.abs(
              Math.log(
                  (double) view.map.width()
                      * view.image().height()
                      / ((double) view.map.height() * view.image().width())))),
  ORIENTATION_MARGIN(
      "orientation_margin",
      "1",
      new Range(-2, 2),
      Better.HIGHER,
      "Edge correlation as they are, of the strongest gradients in some 64 cells along the short side, minus the best"
          + " one with the map mirrored, upside down or both (and turned, where it is square). Above 0 the map is the"
          + " right way up; below about -0.05 it is not. Not defined without edges, and near 0 for symmetric scenes.",
      "Isobath",
      8,
      view -> view.placement().orientationMargin()),
  EDGE_OFFSET(
      "edge_offset",
      "1",
      Range.SHARE,
      Better.LOWER,
      "How far the map must be moved for the best edge correlation, over the short side; looked for up to 12 % along"
          + " both axes, in steps of about 1.5 %. Above about 0.02 map and picture are crops of different places. Not"
          + " defined without edges.",
      "Isobath",
      8.5,
      view -> view.placement().offset()),
  CONDITIONING_LOSS(
      "conditioning_loss",
      "1",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "Mean difference between inverse depth and what its 8-bit conditioning picture (recipe percentile_1_99) keeps of"
          + " it, over p98 - p2. Rounding to 256 levels takes about 0.001; above about 0.01 part of the map lies far"
          + " beyond the percentiles, where a generator sees one tone. Not defined for constant maps.",
      "Isobath",
      0.7,
      view -> ConditioningLoss.of(view.inverse, view.farthest, view.nearest, view.near - view.far));

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

  PairMetric(
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

  /** This score of a view that others may share; it has a picture. */
  double of(DepthView view) {
    return kernel.of(view);
  }

  /** This score alone; the sizes of map and picture may differ. */
  public double score(DepthMap map, Image image) {
    return kernel.of(new DepthView(map, image));
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
