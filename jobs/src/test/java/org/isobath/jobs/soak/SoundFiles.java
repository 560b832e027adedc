package org.isobath.jobs.soak;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgcodecs.Animation;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.isobath.image.Image;
import org.isobath.image.OpenCv;

/** A small sound file of each kind that decoders have code of their own for. */
final class SoundFiles {
  private SoundFiles() {}

  /** By a name; always in the same order. */
  static Map<String, byte[]> all() {
    OpenCv.load();
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (Mat colour = picture(0);
        Mat grey = grey(colour);
        Mat alpha = withAlpha(colour);
        Mat deep = deep(colour);
        Mat deepGrey = deep(grey)) {
      files.put("jpeg", encode(".jpg", colour));
      files.put("grey jpeg", encode(".jpg", grey));
      files.put(
          "progressive jpeg", encode(".jpg", colour, opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE, 1));
      files.put(
          "jpeg with restarts",
          encode(".jpg", colour, opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL, 2));
      files.put("turned jpeg", turned(encode(".jpg", colour)));
      files.put("png", encode(".png", colour));
      files.put("grey png", encode(".png", grey));
      files.put("png with alpha", encode(".png", alpha));
      files.put("16-bit png", encode(".png", deep));
      files.put("1-bit png", encode(".png", grey, opencv_imgcodecs.IMWRITE_PNG_BILEVEL, 1));
      files.put("animated png", animation(".png", colour));
      files.put("gif", encode(".gif", colour));
      files.put("animated gif", animation(".gif", colour));
      files.put("lossy webp", encode(".webp", colour, opencv_imgcodecs.IMWRITE_WEBP_QUALITY, 80));
      files.put(
          "lossless webp", encode(".webp", colour, opencv_imgcodecs.IMWRITE_WEBP_QUALITY, 101));
      files.put("webp with alpha", encode(".webp", alpha));
      files.put("animated webp", animation(".webp", colour));
      files.put("bmp", encode(".bmp", colour));
      files.put("tiff", encode(".tiff", colour));
      files.put(
          "uncompressed tiff",
          encode(".tiff", colour, opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION, 1));
      files.put(
          "deflated tiff", encode(".tiff", colour, opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION, 8));
      files.put("16-bit tiff", encode(".tiff", deepGrey));
    }
    return files;
  }

  /** Smooth colours with a bright block, which moves from frame to frame. */
  private static Mat picture(int frame) {
    int width = 48;
    int height = 36;
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean block = x > 5 + frame && x < 20 + frame && y < 12;
        rgb[at++] = (byte) (block ? 250 : 200 * x / width);
        rgb[at++] = (byte) (block ? 240 : 200 * y / height);
        rgb[at++] = (byte) (block ? 20 : 60 + (x * 5 + y * 3) % 23);
      }
    }
    return OpenCv.rgb(new Image(width, height, rgb));
  }

  private static Mat grey(Mat colour) {
    Mat grey = new Mat();
    opencv_imgproc.cvtColor(colour, grey, opencv_imgproc.COLOR_BGR2GRAY);
    return grey;
  }

  private static Mat withAlpha(Mat colour) {
    Mat alpha = new Mat();
    opencv_imgproc.cvtColor(colour, alpha, opencv_imgproc.COLOR_BGR2BGRA);
    try (Mat half = alpha.rowRange(0, alpha.rows() / 2);
        Scalar tone = new Scalar(40, 80, 120, 90)) {
      half.put(tone);
    }
    return alpha;
  }

  private static Mat deep(Mat eight) {
    Mat deep = new Mat();
    eight.convertTo(deep, opencv_core.CV_16U, 257, 3);
    return deep;
  }

  private static byte[] encode(String extension, Mat mat, int... parameters) {
    try (BytePointer out = new BytePointer();
        IntPointer options = new IntPointer(parameters)) {
      return bytes(extension, opencv_imgcodecs.imencode(extension, mat, out, options), out);
    }
  }

  private static byte[] animation(String extension, Mat first) {
    try (Scalar black = new Scalar(0, 0, 0, 0);
        Animation animation = new Animation(0, black);
        Mat second = picture(9);
        MatVector frames = new MatVector(first, second);
        IntPointer durations = new IntPointer(100, 100);
        BytePointer out = new BytePointer()) {
      animation.frames(frames).durations(durations);
      return bytes(extension, opencv_imgcodecs.imencodeanimation(extension, animation, out), out);
    }
  }

  private static byte[] bytes(String extension, boolean encoded, BytePointer out) {
    if (!encoded) {
      throw new IllegalStateException("no encoder for " + extension);
    }
    byte[] bytes = new byte[(int) out.limit()];
    out.get(bytes);
    return bytes;
  }

  /** With an EXIF segment that says so: little endian, one field, orientation 6. */
  private static byte[] turned(byte[] jpeg) {
    int[] segment = {
      0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0,
      1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0
    };
    byte[] turned = new byte[jpeg.length + segment.length];
    System.arraycopy(jpeg, 0, turned, 0, 2);
    for (int i = 0; i < segment.length; i++) {
      turned[2 + i] = (byte) segment[i];
    }
    System.arraycopy(jpeg, 2, turned, 2 + segment.length, jpeg.length - 2);
    return turned;
  }
}
