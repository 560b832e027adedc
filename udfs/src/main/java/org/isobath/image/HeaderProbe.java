package org.isobath.image;

import java.nio.charset.StandardCharsets;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * Reads what a file says about itself without decoding a pixel. Takes time in the number of its
 * segments, not of its pixels, and no memory that the header could choose. A header that passes
 * does not promise that the pixels decode.
 */
public final class HeaderProbe {
  private HeaderProbe() {}

  /**
   * @throws Rejected {@code empty}, {@code unsupported_format}, {@code bad_header} (sides of zero,
   *     unknown compression, parts that contradict each other) or {@code truncated} (the file ends
   *     inside its header)
   */
  public static ImageHeader probe(byte[] bytes) throws Rejected {
    return open(bytes).header();
  }

  static ImageFile open(byte[] bytes) throws Rejected {
    if (bytes.length == 0) {
      throw new Rejected(Reason.EMPTY, "0 bytes");
    }
    ImageFormat format = ImageFormat.sniff(bytes);
    return switch (format) {
      case JPEG -> JpegFile.open(bytes);
      case PNG -> PngFile.open(bytes);
      case GIF -> GifFile.open(bytes);
      case WEBP -> WebpFile.open(bytes);
      case BMP -> BmpFile.open(bytes);
      case TIFF -> TiffFile.open(bytes);
      case UNKNOWN ->
          throw new Rejected(
              Reason.UNSUPPORTED_FORMAT,
              "not one of JPEG, PNG, GIF, WebP, BMP, TIFF: begins with \""
                  + printable(bytes)
                  + "\"");
      default ->
          throw new Rejected(
              Reason.UNSUPPORTED_FORMAT,
              format.label() + " is not one of JPEG, PNG, GIF, WebP, BMP, TIFF");
    };
  }

  private static String printable(byte[] bytes) {
    String start = new String(bytes, 0, Math.min(bytes.length, 16), StandardCharsets.ISO_8859_1);
    return start.replaceAll("[^ -~]", ".");
  }
}
