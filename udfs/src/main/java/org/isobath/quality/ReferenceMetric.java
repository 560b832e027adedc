package org.isobath.quality;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.isobath.depth.DepthMap;

/**
 * Scores of a predicted depth map against a reference of the same size: every {@link DepthScore}
 * under every {@link AlignmentProtocol}, such as {@code abs_rel_raw} and {@code
 * abs_rel_lsq_inverse}. The list is {@link #ALL}.
 *
 * <p>The reference is metric (or depth up to scale, with which raw scores mean little); a reference
 * of relative inverse depth has no depth to compare with and scores nothing. The two maps must have
 * one size: bring the prediction to the reference's by its model's own rule first ({@link
 * org.isobath.depth.DepthResize}).
 *
 * @param score what is measured
 * @param protocol how the prediction was aligned before
 */
public record ReferenceMetric(DepthScore score, AlignmentProtocol protocol) implements Metric {
  /** The one list: protocol by protocol, each with all its scores. */
  public static final List<ReferenceMetric> ALL = list();

  /** This score alone. */
  public double score(DepthMap prediction, DepthMap reference) {
    return score.kernel.of(align(protocol, prediction, reference));
  }

  /** Every score, in the order of {@link #ALL}. */
  public static double[] all(DepthMap prediction, DepthMap reference) {
    Map<AlignmentProtocol, AlignmentProtocol.Aligned> aligned =
        new EnumMap<>(AlignmentProtocol.class);
    for (AlignmentProtocol protocol : AlignmentProtocol.values()) {
      aligned.put(protocol, align(protocol, prediction, reference));
    }
    double[] scores = new double[ALL.size()];
    for (int i = 0; i < scores.length; i++) {
      ReferenceMetric metric = ALL.get(i);
      scores[i] = metric.score.kernel.of(aligned.get(metric.protocol));
    }
    return scores;
  }

  /**
   * The scores under one protocol, in the order of {@link DepthScore#values()}; {@code NaN} also
   * for the fitted numbers that this protocol does not fit.
   */
  public static double[] all(AlignmentProtocol protocol, DepthMap prediction, DepthMap reference) {
    AlignmentProtocol.Aligned aligned = align(protocol, prediction, reference);
    DepthScore[] scores = DepthScore.values();
    double[] values = new double[scores.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = scores[i].appliesTo(protocol) ? scores[i].kernel.of(aligned) : Double.NaN;
    }
    return values;
  }

  private static AlignmentProtocol.Aligned align(
      AlignmentProtocol protocol, DepthMap prediction, DepthMap reference) {
    if (prediction.width() != reference.width() || prediction.height() != reference.height()) {
      throw new IllegalArgumentException(
          "prediction and reference must have one size: "
              + prediction.width()
              + "x"
              + prediction.height()
              + " and "
              + reference.width()
              + "x"
              + reference.height());
    }
    return protocol.align(prediction, AlignmentProtocol.referenceDepth(reference));
  }

  private static List<ReferenceMetric> list() {
    List<ReferenceMetric> metrics = new ArrayList<>();
    for (AlignmentProtocol protocol : AlignmentProtocol.values()) {
      for (DepthScore score : DepthScore.values()) {
        if (score.appliesTo(protocol)) {
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
    return score.unit;
  }

  @Override
  public Range range() {
    return score.range;
  }

  @Override
  public Better better() {
    return score.better;
  }
}
