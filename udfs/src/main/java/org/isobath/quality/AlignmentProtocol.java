package org.isobath.quality;

import java.util.Arrays;
import org.isobath.depth.Alignment;
import org.isobath.depth.DepthConversion;
import org.isobath.depth.DepthErrors;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;

/**
 * How a prediction is brought to the reference before it is scored: in which space, with which
 * freedom. Scores after different alignments are different quantities ({@link EvaluationProtocol}).
 */
public enum AlignmentProtocol {
  /** As predicted, in metres; not defined for relative kinds. */
  RAW("raw", "as predicted, in metres; not defined for relative kinds") {
    @Override
    Fitted fit(DepthMap prediction, float[] reference, double farthest) {
      if (!prediction.kind().metric()) {
        return Fitted.none(reference, new Alignment(Double.NaN, Double.NaN, 0));
      }
      float[] depth = DepthConversion.toDepth(prediction).values();
      return new Fitted(depth, new Alignment(1, 0, depth.length));
    }
  },
  /**
   * One factor, the ratio of the medians of depth, as self-supervised models are scored. Relative
   * inverse depth is read as if its unknown shift were 0, and capped as the benchmark says.
   */
  MEDIAN("median", "depth times median(reference) / median(prediction)") {
    @Override
    Fitted fit(DepthMap prediction, float[] reference, double farthest) {
      boolean relative = prediction.kind() == DepthKind.INVERSE_RELATIVE;
      float[] depth =
          relative
              ? depthWithoutShift(prediction.values())
              : DepthConversion.toDepth(prediction).values();
      Alignment alignment =
          Alignment.median(depth, reference, DepthErrors.scorable(depth, reference));
      if (!alignment.usable()) {
        return Fitted.none(reference, alignment);
      }
      float[] aligned = alignment.apply(depth);
      for (int i = 0; relative && i < aligned.length; i++) {
        if (DepthMap.finite(depth[i])) {
          aligned[i] = (float) Math.min(aligned[i], farthest);
        }
      }
      return new Fitted(aligned, alignment);
    }

    /**
     * 1 / d; at or below zero, where the division has no answer, a pixel is as far as the scene
     * goes.
     */
    private static float[] depthWithoutShift(float[] inverse) {
      float[] depth = inverse.clone();
      for (int i = 0; i < depth.length; i++) {
        if (DepthMap.finite(depth[i])) {
          depth[i] = depth[i] > 0 ? Math.min(1 / depth[i], Float.MAX_VALUE) : Float.MAX_VALUE;
        }
      }
      return depth;
    }
  },
  /** One factor by least squares in depth; not defined for relative inverse depth. */
  LSQ_SCALE(
      "lsq_scale",
      "depth times the factor of least squares; not defined for relative inverse depth") {
    @Override
    Fitted fit(DepthMap prediction, float[] reference, double farthest) {
      return inDepth(prediction, reference, Alignment::leastSquaresScale);
    }
  },
  /** Scale and shift by least squares in inverse depth, the MiDaS protocol. */
  LSQ_INVERSE(
      "lsq_inverse",
      "scale and shift by least squares in inverse depth (MiDaS), depth capped at the farthest that is scored") {
    @Override
    Fitted fit(DepthMap prediction, float[] reference, double farthest) {
      float[] inverse = DepthConversion.toInverse(prediction).values();
      float[] target = DepthConversion.inverseOfDepth(reference);
      Alignment alignment =
          Alignment.leastSquares(inverse, target, DepthErrors.scorable(inverse, reference));
      if (!alignment.usable()) {
        return Fitted.none(reference, alignment);
      }
      return new Fitted(alignment.toDepth(inverse, farthest), alignment);
    }
  },
  /**
   * Scale and shift by least squares in depth, the protocol of Marigold; not defined for relative
   * inverse depth, whose values are not depth up to a scale and a shift.
   */
  LSQ_DEPTH(
      "lsq_depth",
      "scale and shift by least squares in depth (Marigold); not defined for relative inverse depth") {
    @Override
    Fitted fit(DepthMap prediction, float[] reference, double farthest) {
      return inDepth(prediction, reference, Alignment::leastSquares);
    }
  };

  private final String label;
  private final String description;

  AlignmentProtocol(String label, String description) {
    this.label = label;
    this.description = description;
  }

  /** In names of protocols and scores. */
  public String label() {
    return label;
  }

  public String description() {
    return description;
  }

  /**
   * The prediction as depth in the reference's unit.
   *
   * @param reference depth, larger = farther, {@code NaN} where it is not scored
   * @param farthest cap of depth that comes out of a division
   */
  abstract Fitted fit(DepthMap prediction, float[] reference, double farthest);

  /**
   * What a fit gives.
   *
   * @param depth aligned prediction; {@code NaN} everywhere when there is no alignment
   * @param alignment the fit, usable or not
   */
  record Fitted(float[] depth, Alignment alignment) {
    static Fitted none(float[] reference, Alignment alignment) {
      float[] none = new float[reference.length];
      Arrays.fill(none, Float.NaN);
      return new Fitted(none, alignment);
    }
  }

  private interface Fit {
    Alignment of(float[] predicted, float[] reference, boolean[] valid);
  }

  private static Fitted inDepth(DepthMap prediction, float[] reference, Fit fit) {
    if (prediction.kind() == DepthKind.INVERSE_RELATIVE) {
      return Fitted.none(reference, new Alignment(Double.NaN, Double.NaN, 0));
    }
    float[] depth = DepthConversion.toDepth(prediction).values();
    Alignment alignment = fit.of(depth, reference, DepthErrors.scorable(depth, reference));
    return alignment.usable()
        ? new Fitted(alignment.apply(depth), alignment)
        : Fitted.none(reference, alignment);
  }

  /**
   * Reference depth with every pixel that cannot be scored made {@code NaN}; no depth at all for a
   * kind without metres.
   */
  static float[] referenceDepth(DepthMap reference) {
    if (reference.kind() == DepthKind.INVERSE_RELATIVE) {
      float[] none = new float[reference.values().length];
      Arrays.fill(none, Float.NaN);
      return none;
    }
    float[] depth = DepthConversion.toDepth(reference).values().clone();
    for (int i = 0; i < depth.length; i++) {
      if (!(depth[i] > 0) || !DepthMap.finite(depth[i])) {
        depth[i] = Float.NaN;
      }
    }
    return depth;
  }
}
