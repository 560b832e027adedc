package org.isobath.generate.hosted;

import org.isobath.Rejected;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.image.ImageFormat;
import org.isobath.image.ImageLimits;

/**
 * What a fetched output is, by its bytes alone: neither the request nor the name nor the media type
 * is believed. Only one that decodes to its last row becomes one.
 *
 * @param format by magic number
 * @param width pixels, upright
 * @param height rows, upright
 * @param sha256 of the bytes, 64 hexadecimal digits
 */
public record OutputPicture(ImageFormat format, int width, int height, String sha256) {
  /** No generator makes larger ones; a file that says so is after memory. */
  private static final long MAX_PIXELS = 40_000_000;

  private static final int MAX_SIDE = 16_384;

  /**
   * Reads an output.
   *
   * @param maxBytes of the card
   * @throws Rejected when it is no picture (a page in HTML, say), ends early, does not decode or is
   *     too large
   */
  public static OutputPicture of(byte[] bytes, long maxBytes) throws Rejected {
    ImageLimits limits = new ImageLimits(maxBytes, MAX_PIXELS, MAX_SIDE, 1);
    DecodeOptions options = new DecodeOptions(limits, DecodeOptions.DEFAULT.matteRgb());
    Image image = ImageDecoder.decode(bytes, options).image();
    return new OutputPicture(
        ImageFormat.sniff(bytes), image.width(), image.height(), Sha256.hex(bytes));
  }
}
