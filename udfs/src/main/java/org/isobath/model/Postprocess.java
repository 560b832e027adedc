package org.isobath.model;

import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.depth.AffinePoints;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthResize;

/** From raw output to depth map, by the card's output rule. */
final class Postprocess {
  private Postprocess() {}

  /**
   * @param focalPx focal length in pixels of the upright picture, NaN where unknown; a graph that
   *     estimates its own wins
   * @throws Rejected when metres need a focal length and there is none, or when no value is usable
   */
  static DepthEstimate apply(
      String cardId, OutputRule rule, RawDepth raw, double focalPx, OutputSize size)
      throws Rejected {
    Focal focal = Focal.of(rule, raw, focalPx);
    Inner inner = Inner.of(raw);
    double factor = OutputKind.unitFactor(rule.unit());
    double shift = 0;
    if (rule.kind() == OutputKind.AFFINE_POINTS) {
      AffinePoints.Recovered recovered = recovered(rule, raw, inner, focal.networkPx);
      shift = recovered.shift();
      factor = raw.metricScale();
      focal = focal.or(recovered.focal(), raw);
    } else if (rule.kind().needsFocal()) {
      if (Double.isNaN(focal.networkPx)) {
        throw new Rejected(
            Reason.MODEL_LIMITS,
            "model "
                + cardId
                + " needs the focal length to give metres, and this picture's header has none. Set output.assume-fov in"
                + " the card to accept an assumed field of view.");
      }
      factor *=
          rule.kind().focalFactor(focal.networkPx, raw.frame().innerWidth(), rule.canonicalFocal());
    }
    DepthMap map = map(cardId, rule, raw, inner, shift, factor);
    if (size == OutputSize.IMAGE) {
      map =
          positive(
              DepthResize.apply(
                  map,
                  raw.imageWidth(),
                  raw.imageHeight(),
                  rule.upsampling(),
                  rule.alignCorners()));
    }
    return new DepthEstimate(map, focal.imagePx, focal.assumed);
  }

  /** Shift of the points and their focal length in pixels of the network's input. */
  private static AffinePoints.Recovered recovered(
      OutputRule rule, RawDepth raw, Inner inner, double focalPx) {
    float[][] xyz = {inner.cut(raw.x()), inner.cut(raw.y()), inner.cut(raw.depth())};
    boolean[] valid = new boolean[xyz[0].length];
    float[] mask = raw.mask() == null ? null : inner.cut(raw.mask());
    for (int i = 0; i < valid.length; i++) {
      valid[i] = mask == null || mask[i] > rule.maskThreshold();
    }
    // outputs may be smaller than the input
    double shrink = (double) raw.width() / raw.frame().width();
    AffinePoints.Recovered found =
        AffinePoints.recover(xyz, valid, inner.width, inner.height, focalPx * shrink);
    return new AffinePoints.Recovered(found.shift(), found.focal() / shrink);
  }

  /** Focal length in both pixel grids, NaN where unknown. */
  private record Focal(double imagePx, double networkPx, boolean assumed) {
    static Focal of(OutputRule rule, RawDepth raw, double given) {
      double shrink = shrink(raw);
      if (!Float.isNaN(raw.focal())) {
        return new Focal(raw.focal() / shrink, raw.focal(), false);
      }
      boolean assumed = Double.isNaN(given) && rule.kind().needsFocal() && rule.assumeFov() > 0;
      double image =
          assumed ? 0.5 * raw.imageWidth() / Math.tan(Math.toRadians(rule.assumeFov()) / 2) : given;
      return new Focal(image, image * shrink, assumed);
    }

    /** This one, or where it is unknown what the points say. */
    Focal or(double found, RawDepth raw) {
      return Double.isNaN(networkPx) ? new Focal(found / shrink(raw), found, false) : this;
    }

    /**
     * Pixels of the network per pixel of the picture; the two sides differ where the aspect is not
     * kept.
     */
    private static double shrink(RawDepth raw) {
      double x = (double) raw.frame().innerWidth() / raw.imageWidth();
      double y = (double) raw.frame().innerHeight() / raw.imageHeight();
      return (x + y) / 2;
    }
  }

  /** Where the picture lies in the outputs. */
  private record Inner(int left, int top, int width, int height, int stride) {
    static Inner of(RawDepth raw) {
      NetworkFrame frame = raw.frame();
      int left = (int) Math.rint((double) frame.left() * raw.width() / frame.width());
      int top = (int) Math.rint((double) frame.top() * raw.height() / frame.height());
      int w =
          Math.max(1, (int) Math.rint((double) frame.innerWidth() * raw.width() / frame.width()));
      int h =
          Math.max(
              1, (int) Math.rint((double) frame.innerHeight() * raw.height() / frame.height()));
      return new Inner(
          left, top, Math.min(w, raw.width() - left), Math.min(h, raw.height() - top), raw.width());
    }

    float[] cut(float[] plane) {
      float[] cut = new float[width * height];
      for (int y = 0; y < height; y++) {
        System.arraycopy(plane, (top + y) * stride + left, cut, y * width, width);
      }
      return cut;
    }
  }

  private static DepthMap map(
      String cardId, OutputRule rule, RawDepth raw, Inner inner, double shift, double factor)
      throws Rejected {
    int w = inner.width;
    int h = inner.height;
    float[] values = new float[w * h];
    boolean usable = false;
    for (int y = 0, i = 0; y < h; y++) {
      for (int x = 0, k = (inner.top + y) * raw.width() + inner.left; x < w; x++, i++, k++) {
        values[i] = value(rule, raw, k, shift, factor);
        usable |= !Float.isNaN(values[i]);
      }
    }
    if (!usable) {
      throw new Rejected(
          Reason.INFERENCE_FAILED, "model " + cardId + " gave no usable value for this picture");
    }
    return new DepthMap(w, h, values, rule.kind().depthKind());
  }

  private static float value(OutputRule rule, RawDepth raw, int k, double shift, double factor) {
    if (raw.sky() != null && raw.sky()[k] >= rule.skyThreshold()) {
      return Float.POSITIVE_INFINITY;
    }
    if (raw.mask() != null && !(raw.mask()[k] > rule.maskThreshold())) {
      return Float.isNaN(raw.mask()[k]) ? Float.NaN : rule.outside().label();
    }
    float number = raw.depth()[k];
    if (!Float.isFinite(number) || (number == 0 && rule.zeroInvalid())) {
      return Float.NaN;
    }
    return rule.kind().value(shift == 0 ? number : (float) (number + shift), factor);
  }

  /**
   * A cubic kernel swings below zero beside an edge; that is no distance, so it becomes invalid
   * rather than near.
   */
  private static DepthMap positive(DepthMap map) {
    if (map.kind() == DepthKind.INVERSE_RELATIVE) {
      return map;
    }
    float[] values = map.values();
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0 || (values[i] == 0 && map.kind() == DepthKind.METRIC)) {
        values[i] = Float.NaN;
      }
    }
    return map;
  }
}
