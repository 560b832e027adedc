package org.isobath.image;

/**
 * Focal length in pixels from what a camera wrote into EXIF. Pixels are square, so it holds for
 * both sides and for the upright picture.
 *
 * <p>Of the photograph as it was taken, from the 35 mm equivalent: {@code f35 / 36 mm * longer
 * side}, the width of the film frame lying along the longer side; else from the sensor's pixels per
 * millimetre: {@code f_mm * pixels/mm}. Its size is EXIF's own (PixelXDimension and
 * PixelYDimension), and where that is not the file's, the photograph was changed since: of the same
 * shape it was scaled, and the focal length with it; with one side as it was it was cropped along
 * the other, and the focal length stays. Of any other size it may have been scaled as well as
 * cropped, and nothing tells by how much. A file without EXIF's size counts as it is.
 *
 * <p>Values no camera has (a view of less than about 1 or more than about 160 degrees along the
 * longer side) are taken for damage.
 */
public final class FocalLength {
  private static final double FILM_WIDTH_MM = 36;
  private static final double SHORTEST = 0.09;
  private static final double LONGEST = 57;

  /** Shapes that differ by less are one: sides are rounded, and some sensors have a margin. */
  private static final double SAME_SHAPE = 0.02;

  private FocalLength() {}

  /** In pixels, or null when the header does not tell. */
  public static Double pixels(ImageHeader header) {
    double longer = Math.max(header.width(), header.height());
    double shorter = Math.min(header.width(), header.height());
    double takenLonger = longer;
    double takenShorter = shorter;
    Exif exif = header.exif();
    if (exif.width() != null && exif.height() != null) {
      takenLonger = Math.max(exif.width(), exif.height());
      takenShorter = Math.min(exif.width(), exif.height());
    }
    Double taken = taken(header, takenLonger);
    boolean scaled = Math.abs(longer * takenShorter / (shorter * takenLonger) - 1) <= SAME_SHAPE;
    boolean cropped = cropped(longer, shorter, takenLonger, takenShorter);
    if (taken == null || !(scaled || cropped)) {
      return null;
    }
    double focal = scaled ? taken * longer / takenLonger : taken;
    // of the whole view: a crop may be of any angle
    double side = scaled ? longer : takenLonger;
    return focal >= SHORTEST * side && focal <= LONGEST * side ? (Double) focal : null;
  }

  /** One side is the photograph's, the other shorter; a crop may lie across. */
  private static boolean cropped(
      double longer, double shorter, double takenLonger, double takenShorter) {
    return (longer == takenLonger && shorter < takenShorter)
        || (shorter == takenShorter && longer < takenLonger)
        || (longer == takenShorter && shorter < takenShorter);
  }

  /** In pixels of the photograph as it was taken. */
  private static Double taken(ImageHeader header, double longer) {
    if (header.focal35mm() != null) {
      return header.focal35mm() / FILM_WIDTH_MM * longer;
    }
    if (header.focalMm() != null && header.exif().pixelsPerMm() != null) {
      return header.focalMm() * header.exif().pixelsPerMm();
    }
    return null;
  }
}
