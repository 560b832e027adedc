package org.isobath.image;

/**
 * A decoded picture: upright, 8-bit, three channels R, G, B, sRGB, rows from the top, pixels
 * interleaved. The one form in which pictures travel between kernels; bytes on disk become one
 * through {@link ImageDecoder} only.
 *
 * @param width pixels per row, at least 1
 * @param height rows, at least 1
 * @param rgb {@code 3 * width * height} unsigned bytes; shared, not copied: whoever holds the Image
 *     does not write to it
 */
public record Image(int width, int height, byte[] rgb) {
  public Image {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("image sides must be positive: " + width + "x" + height);
    }
    if (rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "an image of "
              + width
              + "x"
              + height
              + " has "
              + 3L * width * height
              + " bytes, not "
              + rgb.length);
    }
  }

  /** Channel {@code c} (0 red, 1 green, 2 blue) at column {@code x} of row {@code y}, 0 to 255. */
  public int at(int x, int y, int c) {
    return rgb[3 * (y * width + x) + c] & 0xff;
  }
}
