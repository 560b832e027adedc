package org.isobath.quality;

/** Frames that a network draws around its map: padding, letterboxes, tiles that end there. */
final class BorderJump {
  /** Thickness of the frame, share of the short side. */
  private static final double FRAME = 0.02;

  private BorderJump() {}

  /**
   * b / (b + c), where b is the mean step from the outer 2 % of the map to the next 2 % inwards,
   * and c the mean step over the same distance elsewhere. {@code NaN} on maps thinner than six
   * frames and where nothing steps.
   */
  static double of(float[] values, int width, int height) {
    int frame = Math.max(1, (int) Math.rint(FRAME * Math.min(width, height)));
    if (Math.min(width, height) < 6 * frame) {
      return Double.NaN;
    }
    double border = 0;
    double inside = 0;
    long borders = 0;
    long insides = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = y * width + x;
        if (x + frame < width) {
          float step = Math.abs(values[i] - values[i + frame]);
          if (Float.isFinite(step)) {
            if (x < frame || x + frame >= width - frame) {
              border += step;
              borders++;
            } else {
              inside += step;
              insides++;
            }
          }
        }
        if (y + frame < height) {
          float step = Math.abs(values[i] - values[i + frame * width]);
          if (Float.isFinite(step)) {
            if (y < frame || y + frame >= height - frame) {
              border += step;
              borders++;
            } else {
              inside += step;
              insides++;
            }
          }
        }
      }
    }
    if (borders == 0 || insides == 0 || border + inside == 0) {
      return Double.NaN;
    }
    double b = border / borders;
    return b / (b + inside / insides);
  }
}
