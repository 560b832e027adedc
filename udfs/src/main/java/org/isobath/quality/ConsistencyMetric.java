package org.isobath.quality;

import java.util.List;
import org.isobath.depth.DepthMap;

/**
 * Scores of a depth map beside a second one of the same picture. Each costs a further inference, so
 * none is in the tables unless a run asked for it; {@link #cost()} is the arithmetic alone. They
 * predict errors that are measured like them, in inverse depth over its range; AbsRel is decided by
 * far pixels, and they say next to nothing about it.
 */
public enum ConsistencyMetric implements Metric {
  FLIP_CONSISTENCY(
      "flip_consistency",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "Mean difference to the depth of the mirrored picture, mirrored back and fitted by scale and shift, over"
          + " p98 - p2; in inverse depth. Above about 0.08 the model is unsure of the scene.",
      "Isobath, after the flip test of Monodepth",
      16,
      (map, second) -> Consistency.residual(map, Consistency.mirrored(second))),
  SCALE_CONSISTENCY(
      "scale_consistency",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "Mean difference to the depth from three quarters of the network's input size, fitted by scale and shift, over"
          + " p98 - p2; in inverse depth. Above about 0.08 the map depends on the input size.",
      "Isobath",
      10.5,
      Consistency::residual),
  CROP_CONSISTENCY(
      "crop_consistency",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "Mean difference to the depth of the middle of the picture (three quarters of each side), fitted by scale and"
          + " shift, over p98 - p2 there; in inverse depth. Above about 0.10 the map depends on what surrounds it.",
      "Isobath",
      10.5,
      (map, second) ->
          Consistency.residual(Consistency.middle(map, ConsistencyMetric.CROP), second)),
  MODEL_DIFFERENCE(
      "model_difference",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "Mean difference to the depth that another model gives, fitted by scale and shift, over p98 - p2; in inverse"
          + " depth.",
      "Isobath",
      11,
      Consistency::residual),
  MODEL_AGREEMENT(
      "model_agreement",
      new Range(-1, 1),
      Better.HIGHER,
      "Spearman's rank correlation with the inverse depth that another model gives, on 64x64 pixels. Below about"
          + " 0.85 look at it, below 0.6 one of the two is wrong.",
      "Spearman 1904",
      2.5,
      Consistency::rankAgreement);

  /** Those that hold two models against each other. */
  public static final List<ConsistencyMetric> OF_MODELS =
      List.of(MODEL_DIFFERENCE, MODEL_AGREEMENT);

  /** Share of each side that the crop of {@link #CROP_CONSISTENCY} has. */
  public static final double CROP = 0.75;

  private interface Kernel {
    double of(DepthMap map, DepthMap second);
  }

  private final String label;
  private final Range range;
  private final Better better;
  private final String description;
  private final String source;
  private final double cost;
  private final Kernel kernel;

  ConsistencyMetric(
      String label,
      Range range,
      Better better,
      String description,
      String source,
      double cost,
      Kernel kernel) {
    this.label = label;
    this.range = range;
    this.better = better;
    this.description = description;
    this.source = source;
    this.cost = cost;
    this.kernel = kernel;
  }

  /**
   * The score.
   *
   * @param map the main pass
   * @param second as the model gave it: of the mirrored picture for {@link #FLIP_CONSISTENCY}, of
   *     the middle of the picture for {@link #CROP_CONSISTENCY}; it may have another size
   */
  public double score(DepthMap map, DepthMap second) {
    return kernel.of(map, second);
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
    return "1";
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
