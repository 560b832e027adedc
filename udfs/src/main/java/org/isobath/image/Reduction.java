package org.isobath.image;

import org.isobath.Rejected;

/**
 * How much smaller than stored a JPEG is decoded, by leaving out the high frequencies of its
 * blocks: cheaper than decoding all and scaling down, and smoother than scaling down without
 * averaging. Not for anything that is to have the pixels of the file, such as hashes and metrics.
 */
@FunctionalInterface
public interface Reduction {
  /** Every picture as it is stored. */
  Reduction NONE = (width, height) -> 1;

  /**
   * Asked once the header has been read, before a pixel is decoded.
   *
   * @param width columns of the upright picture
   * @param height rows of the upright picture
   * @return 1, 2, 4 or 8: the sides are divided by it and rounded up
   * @throws Rejected when a picture of these sides is not wanted at all
   */
  int factor(int width, int height) throws Rejected;

  /**
   * The largest factor that leaves a picture no smaller than what is made of it.
   *
   * @param width of the picture
   * @param height of the picture
   * @param wantedWidth columns that it will be resized to
   * @param wantedHeight rows that it will be resized to
   */
  static int largest(int width, int height, int wantedWidth, int wantedHeight) {
    int factor = 8;
    while (factor > 1 && (width < factor * wantedWidth || height < factor * wantedHeight)) {
      factor /= 2;
    }
    return factor;
  }
}
