package org.isobath.quality;

import java.util.ArrayList;
import java.util.List;
import org.isobath.depth.CameraIntrinsics;
import org.isobath.depth.DepthMap;

/**
 * Scores of a predicted depth map against a reference of the same size: every {@link DepthScore}
 * under every {@link EvaluationProtocol}, such as {@code abs_rel_raw}, {@code abs_rel_lsq_inverse}
 * and {@code rmse_median_kitti_garg}. The list is {@link #ALL}.
 *
 * <p>The reference is metric (or depth up to scale, with which raw scores mean little); a reference
 * of relative inverse depth has no depth to compare with and scores nothing. The two maps must have
 * one size: bring the prediction to the reference's by its model's own rule first ({@link
 * org.isobath.depth.DepthResize}).
 *
 * @param score what is measured
 * @param protocol how the prediction was aligned, and which pixels count
 */
public record ReferenceMetric(DepthScore score, EvaluationProtocol protocol) implements Metric {
  /** The one list: protocol by protocol, each with all its scores. */
  public static final List<ReferenceMetric> ALL = list();

  /** Over every pixel of the reference. */
  public ReferenceMetric(DepthScore score, AlignmentProtocol alignment) {
    this(score, new EvaluationProtocol(alignment, Benchmark.WHOLE));
  }

  /** This score alone, without a camera: errors of normals are not defined. */
  public double score(DepthMap prediction, DepthMap reference) {
    return score(prediction, reference, null);
  }

  /**
   * This score alone.
   *
   * @param camera of the reference, null when unknown
   */
  public double score(DepthMap prediction, DepthMap reference, CameraIntrinsics camera) {
    return score.kernel.of(protocol.align(prediction, reference, camera));
  }

  /**
   * The scores under one protocol, in the order of {@link DepthScore#values()}; {@code NaN} also
   * for the fitted numbers that this protocol does not fit.
   *
   * @param camera of the reference; null when unknown, and errors of normals are not defined
   */
  public static double[] all(
      EvaluationProtocol protocol,
      DepthMap prediction,
      DepthMap reference,
      CameraIntrinsics camera) {
    Aligned aligned = protocol.align(prediction, reference, camera);
    DepthScore[] scores = DepthScore.values();
    double[] values = new double[scores.length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          scores[i].appliesTo(protocol.alignment()) ? scores[i].kernel.of(aligned) : Double.NaN;
    }
    return values;
  }

  private static List<ReferenceMetric> list() {
    List<ReferenceMetric> metrics = new ArrayList<>();
    for (EvaluationProtocol protocol : EvaluationProtocol.ALL) {
      for (DepthScore score : DepthScore.values()) {
        if (score.appliesTo(protocol.alignment())) {
          metrics.add(new ReferenceMetric(score, protocol));
        }
      }
    }
    return List.copyOf(metrics);
  }

  @Override
  public String label() {
    return score.label + "_" + protocol.label();
  }

  @Override
  public String description() {
    return score.formula
        + " (p prediction, g reference); prediction "
        + protocol.description()
        + ". Not defined without a pixel that has both, or when the alignment has no solution.";
  }

  @Override
  public String source() {
    return score.source;
  }

  @Override
  public String unit() {
    return score == DepthScore.SHIFT && protocol.alignment() == AlignmentProtocol.LSQ_DEPTH
        ? "m"
        : score.unit;
  }

  @Override
  public Range range() {
    return score.range;
  }

  @Override
  public Better better() {
    return score.better;
  }

  @Override
  public double cost() {
    return score.cost;
  }
}
