package org.isobath.quality;

/** Frames that a network draws around its map: padding, letterboxes, tiles that end there. */
final class BorderJump {
  /** Thickness of the frame, share of the short side. */
  private static final double FRAME = 0.02;

  private double sum;
  private long count;

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
    BorderJump border = new BorderJump();
    BorderJump inside = new BorderJump();
    int inner = width - 2 * frame;
    for (int y = 0; y < height; y++) {
      int row = y * width;
      border.add(values, row, row + frame, frame);
      inside.add(values, row + frame, row + inner, frame);
      border.add(values, row + inner, row + width - frame, frame);
      if (y < height - frame) {
        BorderJump side = y < frame || y >= height - 2 * frame ? border : inside;
        side.add(values, row, row + width, frame * width);
      }
    }
    if (border.count == 0 || inside.count == 0 || border.sum + inside.sum == 0) {
      return Double.NaN;
    }
    double b = border.sum / border.count;
    return b / (b + inside.sum / inside.count);
  }

  /** Steps from the places of a part to those so much farther on; two sums, so as not to wait. */
  private void add(float[] values, int from, int to, int distance) {
    double even = 0;
    double odd = 0;
    int steps = 0;
    int i = from;
    for (; i + 1 < to; i += 2) {
      float one = Math.abs(values[i] - values[i + distance]);
      float other = Math.abs(values[i + 1] - values[i + 1 + distance]);
      if (one <= Float.MAX_VALUE) {
        even += one;
        steps++;
      }
      if (other <= Float.MAX_VALUE) {
        odd += other;
        steps++;
      }
    }
    if (i < to) {
      float last = Math.abs(values[i] - values[i + distance]);
      if (last <= Float.MAX_VALUE) {
        even += last;
        steps++;
      }
    }
    sum += even + odd;
    count += steps;
  }
}
