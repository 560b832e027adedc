package org.isobath.image;

/**
 * Focal length in pixels from what a camera wrote into EXIF. Pixels are square, so it holds for
 * both sides and for the upright picture.
 *
 * <p>From the 35 mm equivalent: {@code f35 / 36 mm * longer side}, the width of the film frame
 * lying along the longer side; else from the sensor's pixels per millimetre: {@code f_mm *
 * pixels/mm}, which holds for pictures that were not scaled down since. Values no camera has (a
 * view of less than about 1 or more than about 160 degrees along the longer side) are taken for
 * damage.
 */
public final class FocalLength {
  private static final double FILM_WIDTH_MM = 36;
  private static final double SHORTEST = 0.09;
  private static final double LONGEST = 57;

  private FocalLength() {}

  /** In pixels, or null when the header does not tell. */
  public static Double pixels(ImageHeader header) {
    double side = Math.max(header.width(), header.height());
    if (header.focal35mm() != null) {
      return plausible(header.focal35mm() / FILM_WIDTH_MM * side, side);
    }
    if (header.focalMm() != null && header.exif().pixelsPerMm() != null) {
      return plausible(header.focalMm() * header.exif().pixelsPerMm(), side);
    }
    return null;
  }

  private static Double plausible(double focal, double side) {
    return focal >= SHORTEST * side && focal <= LONGEST * side ? (Double) focal : null;
  }
}
