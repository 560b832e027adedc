package org.isobath.model;

import java.io.Serializable;
import java.util.List;

/**
 * From a picture's sides to the network's input, as the reference implementations of MiDaS and
 * Depth Anything compute it: the scale is chosen by {@link Fit}, each side becomes {@code
 * rint(scale * side / multiple) * multiple} (half to even, as NumPy rounds), and a side that this
 * puts on the wrong side of a bound goes to the next multiple inside it.
 *
 * @param width target columns
 * @param height target rows
 * @param multiple both sides of the result are multiples of it; 1 where the network takes any size
 * @param maxSide the longest side of the result is at most this, by a smaller scale, also where
 *     {@link Fit#LOWER} wants more; 0 for no bound
 * @param padRgb colour of padding, 0 to 255; used by {@link Fit#PAD} alone
 */
public record SizeRule(
    Fit fit, int width, int height, int multiple, int maxSide, List<Double> padRgb)
    implements Serializable {

  /** The network's input for a picture of these sides. */
  public NetworkFrame frame(int imageWidth, int imageHeight) {
    double sx = (double) width / imageWidth;
    double sy = (double) height / imageHeight;
    switch (fit) {
      case STRETCH:
        return NetworkFrame.full(width, height);
      case PAD:
        double inside = Math.min(sx, sy);
        int w = clamp((int) Math.rint(inside * imageWidth), width);
        int h = clamp((int) Math.rint(inside * imageHeight), height);
        return new NetworkFrame(width, height, (width - w) / 2, (height - h) / 2, w, h);
      case LOWER:
        double lower = Math.max(sx, sy);
        return bounded(
            imageWidth,
            imageHeight,
            lower,
            atLeast(lower * imageWidth, width),
            atLeast(lower * imageHeight, height));
      case UPPER:
        double upper = Math.min(sx, sy);
        return bounded(
            imageWidth,
            imageHeight,
            upper,
            atMost(upper * imageWidth, width),
            atMost(upper * imageHeight, height));
      case MINIMAL:
        double minimal = Math.abs(1 - sx) < Math.abs(1 - sy) ? sx : sy;
        return bounded(
            imageWidth,
            imageHeight,
            minimal,
            nearest(minimal * imageWidth),
            nearest(minimal * imageHeight));
      default:
        throw new IllegalStateException("no rule for " + fit);
    }
  }

  /** This rule for sides that are smaller or larger by a factor, in whole multiples. */
  SizeRule scaled(double factor) {
    return factor == 1
        ? this
        : new SizeRule(
            fit, nearest(factor * width), nearest(factor * height), multiple, maxSide, padRgb);
  }

  private NetworkFrame bounded(int imageWidth, int imageHeight, double scale, int w, int h) {
    if (maxSide == 0 || Math.max(w, h) <= maxSide) {
      return NetworkFrame.full(w, h);
    }
    double smaller = Math.min(scale, (double) maxSide / Math.max(imageWidth, imageHeight));
    return NetworkFrame.full(
        atMost(smaller * imageWidth, maxSide), atMost(smaller * imageHeight, maxSide));
  }

  private int nearest(double side) {
    return Math.max(multiple, (int) Math.rint(side / multiple) * multiple);
  }

  private int atLeast(double side, int bound) {
    int rounded = nearest(side);
    return rounded < bound ? (int) Math.ceil(side / multiple) * multiple : rounded;
  }

  private int atMost(double side, int bound) {
    int rounded = nearest(side);
    return rounded > bound
        ? Math.max(multiple, (int) Math.floor(side / multiple) * multiple)
        : rounded;
  }

  private static int clamp(int side, int max) {
    return Math.max(1, Math.min(max, side));
  }
}
