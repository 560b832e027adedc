package org.isobath.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.isobath.UserError;
import org.isobath.depth.CameraIntrinsics;
import org.isobath.depth.DepthMap;

/**
 * All that must be said before a number for depth against reference depth means anything: how the
 * prediction was aligned, and which pixels count. Named {@code <alignment>} or {@code
 * <alignment>_<benchmark>}: {@code lsq_inverse}, {@code raw_nyu_eigen}, {@code median_kitti_garg}.
 *
 * @param alignment space and freedom of the fit
 * @param benchmark crop, floor and cap
 */
public record EvaluationProtocol(AlignmentProtocol alignment, Benchmark benchmark) {
  /** Every alignment with every benchmark; first those that score every pixel. */
  public static final List<EvaluationProtocol> ALL = list();

  private static List<EvaluationProtocol> list() {
    List<EvaluationProtocol> all = new ArrayList<>();
    for (Benchmark benchmark : Benchmark.values()) {
      for (AlignmentProtocol alignment : AlignmentProtocol.values()) {
        all.add(new EvaluationProtocol(alignment, benchmark));
      }
    }
    return List.copyOf(all);
  }

  /** The protocol with this {@link #label()}. */
  public static EvaluationProtocol of(String label) {
    for (EvaluationProtocol protocol : ALL) {
      if (protocol.label().equals(label)) {
        return protocol;
      }
    }
    throw new UserError(
        "Unknown protocol: "
            + label
            + ". Use one of "
            + Arrays.stream(AlignmentProtocol.values())
                .map(AlignmentProtocol::label)
                .collect(Collectors.joining(", "))
            + ", alone or followed by one of "
            + Arrays.stream(Benchmark.values())
                .filter(benchmark -> benchmark != Benchmark.WHOLE)
                .map(benchmark -> "_" + benchmark.label())
                .collect(Collectors.joining(", "))
            + ".");
  }

  /** The ending of a score's name. */
  public String label() {
    return benchmark == Benchmark.WHOLE
        ? alignment.label()
        : alignment.label() + "_" + benchmark.label();
  }

  public String description() {
    return alignment.description() + "; scored: " + benchmark.description();
  }

  /**
   * A prediction beside its reference, ready to be scored.
   *
   * @param reference of the same size, metric
   * @param camera of the reference; null when unknown, and scores that need points are not defined
   */
  Aligned align(DepthMap prediction, DepthMap reference, CameraIntrinsics camera) {
    checkSizes(prediction, reference, camera);
    float[] scored =
        benchmark.scored(
            AlignmentProtocol.referenceDepth(reference), reference.width(), reference.height());
    AlignmentProtocol.Fitted fitted = alignment.fit(prediction, scored, benchmark.farthest(scored));
    return new Aligned(
        benchmark.clamped(fitted.depth()),
        scored,
        reference.width(),
        reference.height(),
        camera,
        fitted.alignment());
  }

  private static void checkSizes(DepthMap prediction, DepthMap reference, CameraIntrinsics camera) {
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
    if (camera != null
        && (camera.width() != reference.width() || camera.height() != reference.height())) {
      throw new IllegalArgumentException(
          "the camera is of "
              + camera.width()
              + "x"
              + camera.height()
              + " and the reference of "
              + reference.width()
              + "x"
              + reference.height()
              + ": scale the camera first");
    }
  }
}
