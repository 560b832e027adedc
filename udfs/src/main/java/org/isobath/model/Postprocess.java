package org.isobath.model;

import org.isobath.Reason;
import org.isobath.Rejected;
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
    double factor = OutputKind.unitFactor(rule.unit());
    if (rule.kind().needsFocal()) {
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
    DepthMap map = map(cardId, rule, raw, factor);
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

  /** Focal length in both pixel grids, NaN where unknown. */
  private record Focal(double imagePx, double networkPx, boolean assumed) {
    static Focal of(OutputRule rule, RawDepth raw, double given) {
      // pixels of the picture per pixel of the network; the two sides differ where the aspect is
      // not kept
      double x = (double) raw.frame().innerWidth() / raw.imageWidth();
      double y = (double) raw.frame().innerHeight() / raw.imageHeight();
      double shrink = (x + y) / 2;
      if (!Float.isNaN(raw.focal())) {
        return new Focal(raw.focal() / shrink, raw.focal(), false);
      }
      boolean assumed = Double.isNaN(given) && rule.kind().needsFocal() && rule.assumeFov() > 0;
      double image =
          assumed ? 0.5 * raw.imageWidth() / Math.tan(Math.toRadians(rule.assumeFov()) / 2) : given;
      return new Focal(image, image * shrink, assumed);
    }
  }

  private static DepthMap map(String cardId, OutputRule rule, RawDepth raw, double factor)
      throws Rejected {
    NetworkFrame frame = raw.frame();
    int left = (int) Math.rint((double) frame.left() * raw.width() / frame.width());
    int top = (int) Math.rint((double) frame.top() * raw.height() / frame.height());
    int w = Math.max(1, (int) Math.rint((double) frame.innerWidth() * raw.width() / frame.width()));
    int h =
        Math.max(1, (int) Math.rint((double) frame.innerHeight() * raw.height() / frame.height()));
    w = Math.min(w, raw.width() - left);
    h = Math.min(h, raw.height() - top);
    float[] values = new float[w * h];
    boolean usable = false;
    for (int y = 0, i = 0; y < h; y++) {
      for (int x = 0, k = (top + y) * raw.width() + left; x < w; x++, i++, k++) {
        values[i] = value(rule, raw, k, factor);
        usable |= !Float.isNaN(values[i]);
      }
    }
    if (!usable) {
      throw new Rejected(
          Reason.INFERENCE_FAILED, "model " + cardId + " gave no usable value for this picture");
    }
    return new DepthMap(w, h, values, rule.kind().depthKind());
  }

  private static float value(OutputRule rule, RawDepth raw, int k, double factor) {
    if (raw.sky() != null && raw.sky()[k] >= rule.skyThreshold()) {
      return Float.POSITIVE_INFINITY;
    }
    float number = raw.depth()[k];
    if (!Float.isFinite(number)
        || (number == 0 && rule.zeroInvalid())
        || (raw.mask() != null && !(raw.mask()[k] > rule.maskThreshold()))) {
      return Float.NaN;
    }
    return rule.kind().value(number, factor);
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
