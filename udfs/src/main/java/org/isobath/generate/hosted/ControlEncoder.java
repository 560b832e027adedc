package org.isobath.generate.hosted;

import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.generate.ControlKind;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.image.Interpolation;
import org.isobath.image.Resize;

/**
 * The control as it leaves the house: pixels and nothing else. Whatever its file said of place,
 * camera or owner stays behind, because it is encoded anew. The same picture and limits give the
 * same bytes.
 */
public final class ControlEncoder {
  /** What Black Forest Labs' own client sends at most: 2048 x 2048. */
  public static final long MAX_PIXELS = 2048L * 2048;

  /** Below it a control says too little to be worth its price. */
  private static final int SHORTEST_SIDE = 64;

  private static final int[] QUALITIES = {95, 90, 80};

  /**
   * How much smaller than the goal the next try is, since files do not shrink with their area
   * alone.
   */
  private static final double MARGIN = 0.9;

  private ControlEncoder() {}

  /**
   * Encodes a control: a photograph as JPEG, in which nobody sees the loss; a depth map as PNG, in
   * which every step of grey is a step of depth. What is larger than allowed is made smaller, in
   * proportion.
   *
   * @param picture the photograph, or the conditioning picture of a depth map
   * @param maxPixels at least 1
   * @param maxBytes of the file
   * @throws Rejected {@code too_many_bytes} when it does not fit with sides of at least 64 pixels
   */
  public static ControlImage encode(ControlKind kind, Image picture, long maxPixels, long maxBytes)
      throws Rejected {
    Image image = scaled(picture, (double) maxPixels / pixels(picture));
    while (true) {
      byte[] bytes = kind == ControlKind.PHOTO ? jpeg(image, maxBytes) : ImageEncoder.png(image);
      if (bytes.length <= maxBytes) {
        String type = kind == ControlKind.PHOTO ? "image/jpeg" : "image/png";
        return new ControlImage(bytes, type, image.width(), image.height(), null);
      }
      int shortest = Math.min(image.width(), image.height());
      if (shortest <= SHORTEST_SIDE) {
        throw new Rejected(
            Reason.TOO_MANY_BYTES,
            "as control "
                + image.width()
                + "x"
                + image.height()
                + " still takes "
                + bytes.length
                + " bytes; the provider takes "
                + maxBytes);
      }
      double least = Math.pow((double) SHORTEST_SIDE / shortest, 2);
      image = scaled(image, Math.max(least, MARGIN * maxBytes / bytes.length));
    }
  }

  /** The best quality that fits; the last when none does. */
  private static byte[] jpeg(Image image, long maxBytes) {
    byte[] bytes = {};
    for (int quality : QUALITIES) {
      bytes = ImageEncoder.jpeg(image, quality);
      if (bytes.length <= maxBytes) {
        break;
      }
    }
    return bytes;
  }

  private static long pixels(Image image) {
    return (long) image.width() * image.height();
  }

  /** With so many times its pixels, where that is fewer. */
  private static Image scaled(Image image, double area) {
    if (area >= 1) {
      return image;
    }
    double side = Math.sqrt(area);
    return Resize.apply(
        image, side(image.width() * side), side(image.height() * side), Interpolation.AREA);
  }

  /** Rounded down, but not for the last bit of a whole number. */
  private static int side(double pixels) {
    return Math.max(1, (int) (pixels + 1e-6));
  }
}
