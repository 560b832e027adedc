package org.isobath.image;

import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * OpenCV's resize. On bytes it rounds and clips per channel; on floats it does neither, which is
 * what the reference pre-processing of Depth Anything V2 and MiDaS needs (they resize after
 * dividing by 255).
 */
public final class Resize {
  static {
    OpenCv.load();
  }

  private Resize() {}

  /** The picture at the given size; the argument itself when it has that size already. */
  public static Image apply(Image image, int width, int height, Interpolation interpolation) {
    checkSides(width, height);
    if (image.width() == width && image.height() == height) {
      return image;
    }
    if (interpolation == Interpolation.AREA
        && AreaShrink.applies(image.width(), image.height(), width, height)) {
      return AreaShrink.of(image, width, height);
    }
    try (Mat from = OpenCv.rgb(image);
        Mat to = resized(from, width, height, interpolation)) {
      return new Image(width, height, OpenCv.bytes(to));
    }
  }

  /**
   * Float planes with interleaved channels.
   *
   * @param hwc {@code height * width * channels} values, channels interleaved; not written to. NaN
   *     and infinity spread to every pixel whose kernel touches them
   * @param channels 1 to 4
   * @return {@code outHeight * outWidth * channels} values, never the argument itself
   */
  public static float[] floats(
      float[] hwc,
      int width,
      int height,
      int channels,
      int outWidth,
      int outHeight,
      Interpolation interpolation) {
    checkSides(width, height);
    checkSides(outWidth, outHeight);
    if (channels < 1 || channels > 4) {
      throw new IllegalArgumentException("channels are 1 to 4, not " + channels);
    }
    if (hwc.length != (long) width * height * channels) {
      throw new IllegalArgumentException(
          width
              + "x"
              + height
              + "x"
              + channels
              + " has "
              + (long) width * height * channels
              + " values, not "
              + hwc.length);
    }
    try (Mat from = OpenCv.floats(hwc, width, height, channels);
        Mat to = resized(from, outWidth, outHeight, interpolation)) {
      return OpenCv.floats(to);
    }
  }

  private static Mat resized(Mat from, int width, int height, Interpolation interpolation) {
    Mat to = new Mat();
    try (Size size = new Size(width, height)) {
      opencv_imgproc.resize(from, to, size, 0, 0, interpolation.code());
    }
    return to;
  }

  private static void checkSides(int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("sides must be positive: " + width + "x" + height);
    }
  }
}
