package org.isobath.image;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Pictures to files in memory. The same picture gives the same bytes with one OpenCV version. No
 * metadata is written.
 */
public final class ImageEncoder {
  static {
    OpenCv.load();
  }

  private ImageEncoder() {}

  /**
   * A baseline JPEG with 4:2:0 chroma.
   *
   * @param quality 1 (smallest) to 100 (best)
   */
  public static byte[] jpeg(Image image, int quality) {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("JPEG quality is 1 to 100, not " + quality);
    }
    if (image.width() > 65_500 || image.height() > 65_500) {
      throw new IllegalArgumentException(
          "a JPEG side is at most 65500: " + image.width() + "x" + image.height() + "; use png");
    }
    return encode(image, ".jpg", opencv_imgcodecs.IMWRITE_JPEG_QUALITY, quality);
  }

  /**
   * A lossy WebP.
   *
   * @param quality 1 (smallest) to 100 (best, still lossy)
   */
  public static byte[] webp(Image image, int quality) {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("WebP quality is 1 to 100, not " + quality);
    }
    if (image.width() > 16_383 || image.height() > 16_383) {
      throw new IllegalArgumentException(
          "a WebP side is at most 16383: " + image.width() + "x" + image.height() + "; use png");
    }
    return encode(image, ".webp", opencv_imgcodecs.IMWRITE_WEBP_QUALITY, quality);
  }

  /**
   * A lossless 8-bit RGB PNG at a middling compression level (3 of 9: near the best size at a third
   * of its time).
   */
  public static byte[] png(Image image) {
    return encode(image, ".png", opencv_imgcodecs.IMWRITE_PNG_COMPRESSION, 3);
  }

  /**
   * A lossless 8-bit greyscale PNG, such as a mask.
   *
   * @param grey {@code width * height} unsigned bytes, rows from the top
   */
  public static byte[] greyPng(int width, int height, byte[] grey) {
    if (width < 1 || height < 1 || grey.length != (long) width * height) {
      throw new IllegalArgumentException(
          "a grey picture of " + width + "x" + height + " has not " + grey.length + " bytes");
    }
    try (Mat mat = new Mat(height, width, opencv_core.CV_8UC1)) {
      mat.data().put(grey);
      return encode(mat, ".png", opencv_imgcodecs.IMWRITE_PNG_COMPRESSION, 3);
    }
  }

  private static byte[] encode(Image image, String extension, int parameter, int value) {
    try (PointerScope scope = new PointerScope();
        Mat rgb = OpenCv.rgb(image);
        Mat bgr = new Mat()) {
      opencv_imgproc.cvtColor(rgb, bgr, opencv_imgproc.COLOR_RGB2BGR);
      return encode(bgr, extension, parameter, value);
    }
  }

  private static byte[] encode(Mat mat, String extension, int parameter, int value) {
    try (BytePointer out = new BytePointer();
        IntPointer parameters = new IntPointer(parameter, value)) {
      if (!opencv_imgcodecs.imencode(extension, mat, out, parameters)) {
        throw new IllegalStateException(
            "OpenCV could not encode " + mat.cols() + "x" + mat.rows() + " as " + extension);
      }
      byte[] bytes = new byte[Math.toIntExact(out.limit())];
      out.get(bytes);
      return bytes;
    }
  }
}
