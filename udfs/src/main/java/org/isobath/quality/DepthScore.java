package org.isobath.quality;

import org.isobath.depth.DepthErrors;
import org.isobath.depth.Quantiles;

/**
 * What can be said of a prediction beside its reference, as a list: {@code p} is the aligned
 * prediction, {@code g} the reference, over the pixels that are scored. With an {@link
 * EvaluationProtocol} each becomes a {@link ReferenceMetric}.
 */
public enum DepthScore {
  ABS_REL(
      "abs_rel",
      "1",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "mean of |p - g| / g",
      "Eigen et al. 2014",
      6,
      a -> DepthErrors.absRel(a.depth(), a.reference(), a.valid())),
  SQ_REL(
      "sq_rel",
      "m",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "mean of (p - g)² / g",
      "Eigen et al. 2014",
      7,
      a -> DepthErrors.sqRel(a.depth(), a.reference(), a.valid())),
  RMSE(
      "rmse",
      "m",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "root of the mean of (p - g)²",
      "Eigen et al. 2014",
      7,
      a -> DepthErrors.rmse(a.depth(), a.reference(), a.valid())),
  RMSE_LOG(
      "rmse_log",
      "1",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "root of the mean of (ln p - ln g)²",
      "Eigen et al. 2014",
      45,
      a -> DepthErrors.rmseLog(a.depth(), a.reference(), a.valid())),
  LOG10(
      "log10",
      "1",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "mean of |log10 p - log10 g|",
      "Saxena et al. 2009, as reported on NYUv2",
      26,
      a -> DepthErrors.log10(a.depth(), a.reference(), a.valid())),
  SILOG_1_X100(
      "silog_lambda_1_x100",
      "1",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "100 times the root of mean(e²) - mean(e)², e = ln p - ln g",
      "KITTI depth benchmark, ZoeDepth",
      44,
      a -> 100 * DepthErrors.siLog(a.depth(), a.reference(), a.valid(), 1)),
  SILOG_0_5(
      "silog_lambda_0_5",
      "1",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "root of mean(e²) - 0.5 mean(e)², e = ln p - ln g",
      "Depth Anything V2 evaluation",
      44,
      a -> DepthErrors.siLog(a.depth(), a.reference(), a.valid(), 0.5)),
  DELTA_1(
      "delta_1",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "share of pixels with max(p / g, g / p) < 1.25",
      "Eigen et al. 2014",
      10,
      a -> DepthErrors.delta(a.depth(), a.reference(), a.valid(), 1)),
  DELTA_2(
      "delta_2",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "share of pixels with max(p / g, g / p) < 1.25²",
      "Eigen et al. 2014",
      10,
      a -> DepthErrors.delta(a.depth(), a.reference(), a.valid(), 2)),
  DELTA_3(
      "delta_3",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "share of pixels with max(p / g, g / p) < 1.25³",
      "Eigen et al. 2014",
      10,
      a -> DepthErrors.delta(a.depth(), a.reference(), a.valid(), 3)),
  IRMSE(
      "irmse",
      "1/km",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "root of the mean of (1000 / p - 1000 / g)²",
      "KITTI depth benchmark",
      20,
      a -> DepthErrors.iRmse(a.depth(), a.reference(), a.valid())),
  ORDINAL_ACCURACY(
      "ordinal_accuracy",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "share of up to 10,000 pairs of pixels, more than 10 % apart in g, that p has in the same order; ties are wrong;"
          + " WHDR is 1 minus it",
      "Chen et al. 2016, WHDR; Yang et al. 2024, DA-2K; pairs as in OrdinalAccuracy",
      5,
      a -> OrdinalAccuracy.of(a.depth(), a.reference(), a.valid())),
  RANK_CORRELATION(
      "rank_correlation",
      "1",
      new Range(-1, 1),
      Better.HIGHER,
      "Spearman's rank correlation of p and g, of at most 65,536 pixels, evenly spread; not defined where either is"
          + " constant",
      "Spearman 1904",
      50,
      Aligned::rankCorrelation),
  BOUNDARY_F1(
      "boundary_f1",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "F1 of depth edges (a neighbour farther by a factor above t), exact matches, over ten t from 1.05 to 1.25"
          + " weighted by t; not defined where g has no edge",
      "Bochkovskii et al. 2024, Depth Pro",
      30,
      Aligned::boundaryF1),
  NORMAL_MEAN(
      "normal_mean",
      "degree",
      new Range(0, 180),
      Better.LOWER,
      "mean angle between the normals of p and of g, from central differences; needs the camera",
      "Ladicky et al. 2014; as in Metric3D v2",
      60,
      a -> NormalError.mean(a.normalAngles())),
  NORMAL_MEDIAN(
      "normal_median",
      "degree",
      new Range(0, 180),
      Better.LOWER,
      "median angle between the normals of p and of g; needs the camera",
      "Ladicky et al. 2014; as in Metric3D v2",
      60,
      a -> Quantiles.of(a.normalAngles()).at(0.5)),
  NORMAL_WITHIN_11_25(
      "normal_within_11_25",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "share of normals of p less than 11.25° from those of g; needs the camera",
      "Ladicky et al. 2014; as in Metric3D v2",
      60,
      a -> NormalError.within(a.normalAngles(), 11.25)),
  NORMAL_WITHIN_22_5(
      "normal_within_22_5",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "share of normals of p less than 22.5° from those of g; needs the camera",
      "Ladicky et al. 2014; as in Metric3D v2",
      60,
      a -> NormalError.within(a.normalAngles(), 22.5)),
  NORMAL_WITHIN_30(
      "normal_within_30",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "share of normals of p less than 30° from those of g; needs the camera",
      "Ladicky et al. 2014; as in Metric3D v2",
      60,
      a -> NormalError.within(a.normalAngles(), 30)),
  SCORED_SHARE(
      "scored_share",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "share of the reference's valid pixels that have a prediction and are scored",
      "Isobath",
      4,
      Aligned::scoredShare),
  SCALE(
      "scale",
      "reference per prediction",
      Range.ANY,
      Better.NEITHER,
      "the fitted factor; negative means that the prediction runs against the reference, and no error is given",
      "Isobath",
      0,
      a -> a.alignment().scale()),
  SHIFT(
      "shift",
      "1/m",
      Range.ANY,
      Better.NEITHER,
      "the fitted shift: of inverse depth, or of depth (m) where the fit is in depth",
      "Isobath",
      0,
      a -> a.alignment().shift());

  /** Turns an aligned prediction into a number. */
  interface Kernel {
    double of(Aligned aligned);
  }

  final String label;
  final String unit;
  final Range range;
  final Better better;
  final String formula;
  final String source;
  final double cost;
  final Kernel kernel;

  DepthScore(
      String label,
      String unit,
      Range range,
      Better better,
      String formula,
      String source,
      double cost,
      Kernel kernel) {
    this.label = label;
    this.unit = unit;
    this.range = range;
    this.better = better;
    this.formula = formula;
    this.source = source;
    this.cost = cost;
    this.kernel = kernel;
  }

  /** The beginning of a score's name; its ending is that of the protocol. */
  public String label() {
    return label;
  }

  /** Its formula, with p a prediction and g its reference. */
  public String formula() {
    return formula;
  }

  /** Its unit; that of {@link #SHIFT} depends on the protocol. */
  public String unit() {
    return unit;
  }

  /** False for the fitted numbers of a protocol that does not fit them. */
  boolean appliesTo(AlignmentProtocol protocol) {
    return switch (this) {
      case SCALE -> protocol != AlignmentProtocol.RAW;
      case SHIFT ->
          protocol == AlignmentProtocol.LSQ_INVERSE || protocol == AlignmentProtocol.LSQ_DEPTH;
      default -> true;
    };
  }
}
