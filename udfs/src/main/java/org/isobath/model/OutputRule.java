package org.isobath.model;

import java.io.Serializable;
import java.util.Optional;
import org.isobath.image.Interpolation;

/**
 * From output tensors to depth map. Names are those of graph outputs; an absent one is empty text.
 *
 * @param depth name of the depth output; empty for the only one
 * @param unit of the raw numbers, one of {@link OutputKind#units()}
 * @param sky output whose values of at least {@code skyThreshold} mean sky: infinitely far
 * @param mask output whose values of at most {@code maskThreshold} mean what {@code outside} says
 * @param outside what the mask leaves out
 * @param focal output with the focal length in pixels of the network's input, as the graph
 *     estimates it; of a 3x3 camera matrix the first number
 * @param metricScale output with the metres per unit of {@link OutputKind#AFFINE_POINTS}
 * @param zeroInvalid a raw zero means "no value" rather than a depth of zero
 * @param upsampling kernel for depth at the picture's size
 * @param alignCorners whether that kernel maps corner pixel onto corner pixel
 * @param canonicalFocal focal length in pixels for {@link OutputKind#CANONICAL_METRIC}, else 0
 * @param assumeFov horizontal field of view in degrees for pictures whose header tells no focal
 *     length; 0 to reject them
 */
public record OutputRule(
    String depth,
    OutputKind kind,
    String unit,
    String sky,
    double skyThreshold,
    String mask,
    double maskThreshold,
    Outside outside,
    String focal,
    String metricScale,
    boolean zeroInvalid,
    Interpolation upsampling,
    boolean alignCorners,
    double canonicalFocal,
    double assumeFov)
    implements Serializable {

  Optional<String> skyOutput() {
    return sky.isEmpty() ? Optional.empty() : Optional.of(sky);
  }

  Optional<String> maskOutput() {
    return mask.isEmpty() ? Optional.empty() : Optional.of(mask);
  }

  Optional<String> focalOutput() {
    return focal.isEmpty() ? Optional.empty() : Optional.of(focal);
  }

  Optional<String> metricScaleOutput() {
    return metricScale.isEmpty() ? Optional.empty() : Optional.of(metricScale);
  }

  /** What pixels are that a mask leaves out. */
  public enum Outside {
    INVALID(Float.NaN),
    INFINITE(Float.POSITIVE_INFINITY);

    private final float label;

    Outside(float label) {
      this.label = label;
    }

    /** The label in depth maps. */
    float label() {
      return label;
    }
  }
}
