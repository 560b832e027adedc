package org.isobath.quality;

import java.util.Arrays;
import org.isobath.depth.DepthErrors;

/**
 * The errors of {@link DepthErrors} as a list; with an {@link AlignmentProtocol} each becomes a
 * {@link ReferenceMetric}.
 */
public enum DepthScore {
  ABS_REL(
      "abs_rel",
      "1",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "mean of |p - g| / g",
      "Eigen et al. 2014",
      a -> DepthErrors.absRel(a.depth(), a.reference(), a.valid())),
  SQ_REL(
      "sq_rel",
      "m",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "mean of (p - g)² / g",
      "Eigen et al. 2014",
      a -> DepthErrors.sqRel(a.depth(), a.reference(), a.valid())),
  RMSE(
      "rmse",
      "m",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "root of the mean of (p - g)²",
      "Eigen et al. 2014",
      a -> DepthErrors.rmse(a.depth(), a.reference(), a.valid())),
  RMSE_LOG(
      "rmse_log",
      "1",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "root of the mean of (ln p - ln g)²",
      "Eigen et al. 2014",
      a -> DepthErrors.rmseLog(a.depth(), a.reference(), a.valid())),
  LOG10(
      "log10",
      "1",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "mean of |log10 p - log10 g|",
      "Saxena et al. 2009, as reported on NYUv2",
      a -> DepthErrors.log10(a.depth(), a.reference(), a.valid())),
  SILOG_1_X100(
      "silog_lambda_1_x100",
      "1",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "100 times the root of mean(e²) - mean(e)², e = ln p - ln g",
      "KITTI depth benchmark, ZoeDepth",
      a -> 100 * DepthErrors.siLog(a.depth(), a.reference(), a.valid(), 1)),
  SILOG_0_5(
      "silog_lambda_0_5",
      "1",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "root of mean(e²) - 0.5 mean(e)², e = ln p - ln g",
      "Depth Anything V2 evaluation",
      a -> DepthErrors.siLog(a.depth(), a.reference(), a.valid(), 0.5)),
  DELTA_1(
      "delta_1",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "share of pixels with max(p / g, g / p) < 1.25",
      "Eigen et al. 2014",
      a -> DepthErrors.delta(a.depth(), a.reference(), a.valid(), 1)),
  DELTA_2(
      "delta_2",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "share of pixels with max(p / g, g / p) < 1.25²",
      "Eigen et al. 2014",
      a -> DepthErrors.delta(a.depth(), a.reference(), a.valid(), 2)),
  DELTA_3(
      "delta_3",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "share of pixels with max(p / g, g / p) < 1.25³",
      "Eigen et al. 2014",
      a -> DepthErrors.delta(a.depth(), a.reference(), a.valid(), 3)),
  SCORED_SHARE(
      "scored_share",
      "1",
      Range.SHARE,
      Better.HIGHER,
      "share of the reference's valid pixels that have a prediction and are scored",
      "Isobath",
      a -> {
        long known = DepthErrors.pixels(a.reference(), a.reference(), all(a.valid().length));
        long scored = DepthErrors.pixels(a.depth(), a.reference(), a.valid());
        return known == 0 ? Double.NaN : (double) scored / known;
      }),
  SCALE(
      "scale",
      "reference per prediction",
      Range.ANY,
      Better.NEITHER,
      "the fitted factor; negative means that the prediction runs against the reference, and no error is given",
      "Isobath",
      a -> a.alignment().scale()),
  SHIFT(
      "shift",
      "1/m",
      Range.ANY,
      Better.NEITHER,
      "the fitted shift in inverse depth",
      "Isobath",
      a -> a.alignment().shift());

  /** Turns an aligned prediction into a number. */
  interface Kernel {
    double of(AlignmentProtocol.Aligned aligned);
  }

  final String label;
  final String unit;
  final Range range;
  final Better better;
  final String formula;
  final String source;
  final Kernel kernel;

  DepthScore(
      String label,
      String unit,
      Range range,
      Better better,
      String formula,
      String source,
      Kernel kernel) {
    this.label = label;
    this.unit = unit;
    this.range = range;
    this.better = better;
    this.formula = formula;
    this.source = source;
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

  /** False for the fitted numbers of a protocol that does not fit them. */
  boolean appliesTo(AlignmentProtocol protocol) {
    return switch (this) {
      case SCALE -> protocol != AlignmentProtocol.RAW;
      case SHIFT -> protocol == AlignmentProtocol.LSQ_INVERSE;
      default -> true;
    };
  }

  private static boolean[] all(int length) {
    boolean[] all = new boolean[length];
    Arrays.fill(all, true);
    return all;
  }
}
