package org.isobath.quality;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.isobath.UserError;
import org.isobath.depth.Alignment;
import org.isobath.depth.DepthConversion;
import org.isobath.depth.DepthErrors;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.Quantiles;

/**
 * How a prediction is brought to the reference before it is scored. Scores under different
 * protocols are different quantities; the protocol is part of every score's name.
 */
public enum AlignmentProtocol {
  /** As predicted, in metres; not defined for relative kinds. */
  RAW("raw", "as predicted, in metres; not defined for relative kinds") {
    @Override
    Aligned align(DepthMap prediction, float[] reference) {
      if (!prediction.kind().metric()) {
        return Aligned.none(reference);
      }
      float[] depth = DepthConversion.toDepth(prediction).values();
      return Aligned.of(depth, reference, new Alignment(1, 0, depth.length));
    }
  },
  /**
   * One factor, the ratio of the medians of depth. Relative inverse depth is read as if its unknown
   * shift were 0, and capped at the greatest reference depth.
   */
  MEDIAN("median", "depth times median(reference) / median(prediction)") {
    @Override
    Aligned align(DepthMap prediction, float[] reference) {
      float[] depth =
          prediction.kind() == DepthKind.INVERSE_RELATIVE
              ? depthWithoutShift(prediction.values())
              : DepthConversion.toDepth(prediction).values();
      Alignment alignment =
          Alignment.median(depth, reference, DepthErrors.scorable(depth, reference));
      if (!alignment.usable()) {
        return Aligned.unusable(reference, alignment);
      }
      float[] aligned = alignment.apply(depth);
      if (prediction.kind() == DepthKind.INVERSE_RELATIVE) {
        double cap = Quantiles.of(reference).at(1);
        for (int i = 0; i < aligned.length; i++) {
          if (DepthMap.finite(depth[i])) {
            aligned[i] = (float) Math.min(aligned[i], cap);
          }
        }
      }
      return Aligned.of(aligned, reference, alignment);
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
  /** Scale and shift by least squares in inverse depth, the MiDaS protocol. */
  LSQ_INVERSE(
      "lsq_inverse",
      "scale and shift by least squares in inverse depth (MiDaS), depth capped at the reference's greatest") {
    @Override
    Aligned align(DepthMap prediction, float[] reference) {
      float[] inverse = DepthConversion.toInverse(prediction).values();
      float[] target = DepthConversion.inverseOfDepth(reference);
      Alignment alignment =
          Alignment.leastSquares(inverse, target, DepthErrors.scorable(inverse, reference));
      if (!alignment.usable()) {
        return Aligned.unusable(reference, alignment);
      }
      double cap = Quantiles.of(reference).at(1);
      return Aligned.of(alignment.toDepth(inverse, cap), reference, alignment);
    }
  };

  private final String label;
  private final String description;

  AlignmentProtocol(String label, String description) {
    this.label = label;
    this.description = description;
  }

  /** The ending of a score's name. */
  public String label() {
    return label;
  }

  public String description() {
    return description;
  }

  /** The protocol with this {@link #label()}. */
  public static AlignmentProtocol of(String label) {
    for (AlignmentProtocol protocol : values()) {
      if (protocol.label.equals(label)) {
        return protocol;
      }
    }
    throw new UserError(
        "Unknown alignment protocol: "
            + label
            + ". Use one of "
            + Arrays.stream(values())
                .map(AlignmentProtocol::label)
                .collect(Collectors.joining(", "))
            + ".");
  }

  /**
   * The prediction as depth in the reference's unit.
   *
   * @param reference depth, larger = farther, {@code NaN} where there is none to compare with
   */
  abstract Aligned align(DepthMap prediction, float[] reference);

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

  /**
   * What is scored.
   *
   * @param depth aligned prediction; {@code NaN} everywhere when there is no alignment
   * @param reference as in {@link #align}
   * @param valid the pixels that have both
   * @param alignment the fit, usable or not
   */
  record Aligned(float[] depth, float[] reference, boolean[] valid, Alignment alignment) {
    static Aligned of(float[] depth, float[] reference, Alignment alignment) {
      return new Aligned(depth, reference, DepthErrors.scorable(depth, reference), alignment);
    }

    static Aligned none(float[] reference) {
      return unusable(reference, new Alignment(Double.NaN, Double.NaN, 0));
    }

    static Aligned unusable(float[] reference, Alignment alignment) {
      float[] none = new float[reference.length];
      Arrays.fill(none, Float.NaN);
      return of(none, reference, alignment);
    }
  }
}
