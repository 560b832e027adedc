package org.isobath.image;

import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * What an input may ask for, decided on its header before native code sees it.
 *
 * @param maxBytes encoded length
 * @param maxPixels stored width times height; decoding takes up to 14 bytes per pixel for a while
 * @param maxSide the longer stored side, in pixels
 * @param maxFrames frames or pages declared; only the first is ever decoded
 */
public record ImageLimits(long maxBytes, long maxPixels, int maxSide, int maxFrames) {
  /**
   * 128 MiB, 128 megapixels (the largest phone pictures have 108), sides of 65,535, 10,000 frames.
   */
  public static final ImageLimits DEFAULT =
      new ImageLimits(128L << 20, 128_000_000L, 65_535, 10_000);

  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1 || maxSide < 1 || maxFrames < 1) {
      throw new IllegalArgumentException(
          "image limits must be positive: bytes "
              + maxBytes
              + ", pixels "
              + maxPixels
              + ", side "
              + maxSide
              + ", frames "
              + maxFrames);
    }
  }

  /** Rejects what exceeds a limit, naming the value and the limit. */
  public void check(ImageHeader header, long bytes) throws Rejected {
    checkBytes(bytes);
    if (header.pixels() > maxPixels) {
      throw new Rejected(
          Reason.TOO_MANY_PIXELS,
          size(header) + " is " + header.pixels() + " pixels; the limit is " + maxPixels);
    }
    if (Math.max(header.width(), header.height()) > maxSide) {
      throw new Rejected(
          Reason.TOO_MANY_PIXELS, size(header) + " has a side over the limit of " + maxSide);
    }
    if (header.frames() > maxFrames) {
      throw new Rejected(
          Reason.TOO_MANY_FRAMES, header.frames() + " frames; the limit is " + maxFrames);
    }
  }

  void checkBytes(long bytes) throws Rejected {
    if (bytes > maxBytes) {
      throw new Rejected(Reason.TOO_MANY_BYTES, bytes + " bytes; the limit is " + maxBytes);
    }
  }

  private static String size(ImageHeader header) {
    return header.width() + "x" + header.height();
  }
}
