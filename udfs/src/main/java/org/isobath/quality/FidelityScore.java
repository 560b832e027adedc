package org.isobath.quality;

import java.util.Arrays;
import java.util.List;
import org.isobath.depth.DepthMap;

/**
 * How far a generation followed the depth that it was made from: scores of its depth, as a judge
 * estimates it, against the depth of its control. A judge makes errors of its own, so a number says
 * something only beside that of the original photograph through the same judge; and one that made
 * the control's depth itself repeats its own errors, so it should not be the only one.
 *
 * <p>For depth against reference depth there is {@link ReferenceMetric}; for two looks of one model
 * at one picture {@link ConsistencyMetric}.
 */
public enum FidelityScore implements Metric {
  RMSE_255(
      "rmse_255",
      "level",
      new Range(0, 255),
      Better.LOWER,
      "Depth RMSE of ControlNet++ on levels 0 to 255. Published: ControlNet++ 28.3, ControlNet 35.9, SDXL ControlNet"
          + " 40.0, of other pictures and with dpt-large as judge. Not defined for a constant control.",
      "Li et al. 2024, ControlNet++",
      8,
      FidelityProtocol.CONTROLNET_PLUS_PLUS),
  ABS_REL(
      "abs_rel",
      "1",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "Mean of |p - g| / g, p the judge's depth fitted to the control's g, both from 1 to 10. Not defined for a constant"
          + " control.",
      "Eigen et al. 2014, over a range of ten",
      11,
      FidelityProtocol.LSQ_INVERSE_1_TO_10),
  DELTA_1(
      "delta_1",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "Share of pixels with max(p / g, g / p) < 1.25, p and g as for abs_rel. Not defined for a constant control.",
      "Eigen et al. 2014, over a range of ten",
      11,
      FidelityProtocol.LSQ_INVERSE_1_TO_10),
  INVERSE_RMSE(
      "inverse_rmse",
      "1",
      Range.SHARE,
      Better.LOWER,
      "Root of the mean square difference of inverse depth after the same fit, over the control's p98 - p2. Not defined"
          + " for a constant control.",
      "Isobath",
      11,
      FidelityProtocol.LSQ_INVERSE_1_TO_10),
  SPEARMAN(
      "spearman",
      "1",
      new Range(-1, 1),
      Better.HIGHER,
      "Spearman's rank correlation of inverse depth, on 64x64 pixels: what is near in the control is near in the"
          + " generation. Ground at the bottom makes unrelated pictures agree too, on 0.5 to 0.8. Not defined when either is"
          + " constant.",
      "Spearman 1904",
      2.5,
      FidelityProtocol.LSQ_INVERSE_1_TO_10),
  EDGE_F1(
      "edge_f1",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "F1 of depth edges (the 5 % strongest Sobel gradients of inverse depth) that have one of the other map within 2"
          + " pixels, short side at most 384. Unrelated pictures have 0.1 to 0.2. Not defined for a control without edges.",
      "Isobath",
      20,
      FidelityProtocol.LSQ_INVERSE_1_TO_10);

  private final String label;
  private final String unit;
  private final Range range;
  private final Better better;
  private final String description;
  private final String source;
  private final double cost;
  private final FidelityProtocol protocol;

  FidelityScore(
      String label,
      String unit,
      Range range,
      Better better,
      String description,
      String source,
      double cost,
      FidelityProtocol protocol) {
    this.label = label;
    this.unit = unit;
    this.range = range;
    this.better = better;
    this.description = description;
    this.source = source;
    this.cost = cost;
    this.protocol = protocol;
  }

  /** Those of a protocol. */
  public static List<FidelityScore> of(FidelityProtocol protocol) {
    return Arrays.stream(values()).filter(score -> score.protocol == protocol).toList();
  }

  /**
   * Every score under one protocol, in the order of {@link #values()}; {@code NaN} for those of the
   * others.
   *
   * @param control depth of the control, of any kind and size
   * @param judged depth of the generation by the judge; it may have another kind and size, and is
   *     stretched to the control's proportions
   */
  public static double[] all(FidelityProtocol protocol, DepthMap control, DepthMap judged) {
    double[] scores = new double[values().length];
    Arrays.fill(scores, Double.NaN);
    ControlFit fit =
        protocol == FidelityProtocol.LSQ_INVERSE_1_TO_10 ? new ControlFit(control, judged) : null;
    for (FidelityScore score : of(protocol)) {
      scores[score.ordinal()] = score.of(fit, control, judged);
    }
    return scores;
  }

  /** This score alone. */
  public double score(DepthMap control, DepthMap judged) {
    return all(protocol, control, judged)[ordinal()];
  }

  private double of(ControlFit fit, DepthMap control, DepthMap judged) {
    return switch (this) {
      case RMSE_255 -> ControlNetError.of(control, judged);
      case ABS_REL -> fit.absRel();
      case DELTA_1 -> fit.delta1();
      case INVERSE_RMSE -> fit.inverseRmse();
      case SPEARMAN -> Consistency.rankAgreement(control, judged);
      case EDGE_F1 -> fit.edgeF1();
    };
  }

  /** What it is part of. */
  public FidelityProtocol protocol() {
    return protocol;
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
