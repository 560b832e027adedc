package org.isobath.image;

/**
 * What a file says about itself, read without decoding. Sides are as stored; a viewer turns the
 * picture by {@code orientation}, and {@link #uprightWidth()} and {@link #uprightHeight()} are what
 * it shows.
 *
 * @param width stored pixels per row, 1 or more (GIF: of the canvas, grown to hold the first frame)
 * @param height stored rows, 1 or more
 * @param channels as stored: 1 grey, 2 grey with alpha, 3 colour (a palette counts as colour), 4
 *     colour with alpha or CMYK
 * @param bitDepth bits per channel as stored, 1 to 16; for a palette, bits per index
 * @param orientation EXIF orientation 1 to 8; 1 when absent or invalid
 * @param frames pictures in the file: animation frames, or pages of a TIFF; at least 1
 * @param icc true when a colour profile is embedded
 * @param alpha true when the file can hold transparency (an alpha channel, or a transparent colour)
 * @param cmyk true when the stored channels are inks
 * @param exif the other EXIF fields
 */
public record ImageHeader(
    ImageFormat format,
    int width,
    int height,
    int channels,
    int bitDepth,
    int orientation,
    int frames,
    boolean icc,
    boolean alpha,
    boolean cmyk,
    Exif exif) {

  /** True when turning the picture upright swaps its sides (orientations 5 to 8). */
  public boolean sidesSwap() {
    return orientation >= 5;
  }

  public int uprightWidth() {
    return sidesSwap() ? height : width;
  }

  public int uprightHeight() {
    return sidesSwap() ? width : height;
  }

  public long pixels() {
    return (long) width * height;
  }

  /** Focal length in millimetres, or null. */
  public Double focalMm() {
    return exif.focalMm();
  }

  /** Focal length in millimetres on a camera with a 36 mm wide frame, or null. */
  public Double focal35mm() {
    return exif.focal35mm();
  }
}
