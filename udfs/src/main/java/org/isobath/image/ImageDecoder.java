package org.isobath.image;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * Turns the bytes of a picture file into an upright 8-bit sRGB {@link Image}, or says why it
 * cannot. Whole pictures only: data that ends early or does not decode is rejected, never filled
 * in. The order: length, header, limits, structure, and only then native code. Safe to call from
 * many threads.
 */
public final class ImageDecoder {
  static {
    OpenCv.load();
  }

  /** 65535 / 255: the one factor that maps black to black and white to white. */
  private static final double SIXTEEN_TO_EIGHT = 1 / 257.0;

  private ImageDecoder() {}

  /**
   * Decodes the first picture of a file.
   *
   * @param bytes the encoded file; not kept
   * @throws Rejected with the reasons of {@link HeaderProbe#probe}, of {@link ImageLimits#check},
   *     and {@code truncated} or {@code corrupt} in the decoder's words
   */
  public static Decoded decode(byte[] bytes, DecodeOptions options) throws Rejected {
    return decode(bytes, options, Reduction.NONE);
  }

  /**
   * {@link #decode(byte[], DecodeOptions)} to a smaller picture, where the file is a JPEG in
   * colours or greys; any other is decoded as stored. The header keeps the sides of the file.
   *
   * @param reduction asked for the factor; what it throws is thrown here
   */
  public static Decoded decode(byte[] bytes, DecodeOptions options, Reduction reduction)
      throws Rejected {
    long start = System.nanoTime();
    try {
      return decodeNow(bytes, options, reduction);
    } finally {
      DecodeLoad.add(System.nanoTime() - start);
    }
  }

  private static Decoded decodeNow(byte[] bytes, DecodeOptions options, Reduction reduction)
      throws Rejected {
    options.limits().checkBytes(bytes.length);
    ImageFile file = HeaderProbe.open(bytes);
    ImageHeader header = file.header();
    options.limits().check(header, bytes.length);
    int factor = reduction.factor(header.uprightWidth(), header.uprightHeight());
    file.checkComplete();
    Set<DecodeFlag> flags = EnumSet.noneOf(DecodeFlag.class);
    // in inks the filled end of a cut file is known by several equal pixels, which would reach too
    // far here
    boolean reducible = header.format() == ImageFormat.JPEG && !header.cmyk();
    Pixels pixels = decodePixels(file, header, reducible ? factor : 1, flags);
    if (header.frames() > 1) {
      flags.add(header.format() == ImageFormat.TIFF ? DecodeFlag.MULTI_PAGE : DecodeFlag.ANIMATED);
    }
    if (header.cmyk()) {
      flags.add(DecodeFlag.CMYK);
    }
    byte[] rgb = toSrgb(file, header, pixels, flags);
    if (pixels.rgba() != null && Matte.needed(pixels.rgba())) {
      flags.add(DecodeFlag.ALPHA);
      boolean premultiplied = file instanceof TiffFile tiff && tiff.premultiplied();
      rgb = Matte.over(pixels.rgba(), rgb, options.matteRgb(), premultiplied);
    }
    Image image = new Image(pixels.width(), pixels.height(), rgb);
    return new Decoded(header, image, labels(flags));
  }

  /** Upright colours, and the same with alpha where the file has it (else null). */
  private record Pixels(int width, int height, byte[] colour, byte[] rgba) {}

  private static Pixels decodePixels(
      ImageFile file, ImageHeader header, int factor, Set<DecodeFlag> flags) throws Rejected {
    try (PointerScope scope = new PointerScope()) {
      Mat decoded = nativeDecode(file, header, factor);
      if (decoded.cols() != (header.width() + factor - 1) / factor
          || decoded.rows() != (header.height() + factor - 1) / factor) {
        throw new Rejected(
            Reason.CORRUPT,
            "the header says "
                + header.width()
                + "x"
                + header.height()
                + " pixels, the data "
                + decoded.cols() * factor
                + "x"
                + decoded.rows() * factor);
      }
      Mat eight = eightBits(withGreyTransparency(file, decoded), file, flags);
      Mat upright = Orientation.upright(eight, header.orientation());
      if (upright.channels() == 4) {
        Mat rgba = new Mat();
        opencv_imgproc.cvtColor(upright, rgba, opencv_imgproc.COLOR_BGRA2RGBA);
        byte[] all = OpenCv.bytes(rgba);
        return new Pixels(
            upright.cols(), upright.rows(), Matte.withoutAlpha(all), header.alpha() ? all : null);
      }
      Mat rgb = upright;
      if (header.format() != ImageFormat.JPEG) {
        rgb = new Mat();
        boolean grey = upright.channels() == 1;
        opencv_imgproc.cvtColor(
            upright, rgb, grey ? opencv_imgproc.COLOR_GRAY2RGB : opencv_imgproc.COLOR_BGR2RGB);
      }
      return new Pixels(rgb.cols(), rgb.rows(), OpenCv.bytes(rgb), null);
    }
  }

  private static Mat nativeDecode(ImageFile file, ImageHeader header, int factor) throws Rejected {
    // a JPEG has neither alpha nor 16 bits, so it can come out in R, G, B order at once
    int flags =
        header.format() == ImageFormat.JPEG
            ? opencv_imgcodecs.IMREAD_COLOR_RGB
                | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION
                | reduced(factor)
            : opencv_imgcodecs.IMREAD_UNCHANGED;
    Mat decoded;
    try {
      decoded = opencv_imgcodecs.imdecode(OpenCv.joined(file.pieces()), flags);
    } catch (RuntimeException refused) {
      throw failure(file, header, refused);
    }
    if (decoded.empty()) {
      throw failure(file, header, null);
    }
    if (file instanceof JpegFile jpeg) {
      // of a reduced picture two pixels would reach far beyond the last block
      jpeg.checkWhole(lastPixels(decoded, factor == 1 ? 2 : 1));
    }
    return decoded;
  }

  /** The flag of the scale alone: those named after colours mean blue, green, red. */
  private static int reduced(int factor) {
    return switch (factor) {
      case 1 -> 0;
      case 2 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
      case 4 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
      case 8 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
      default -> throw new IllegalArgumentException("a JPEG is reduced by 2, 4 or 8: " + factor);
    };
  }

  /** The last pixels of the last rows, {@code side} of each as far as there are so many. */
  private static byte[] lastPixels(Mat rgb, int side) {
    int rows = Math.min(side, rgb.rows());
    byte[] last = new byte[3 * rows * Math.min(side, rgb.cols())];
    int run = last.length / rows;
    for (int i = 0; i < rows; i++) {
      rgb.ptr(rgb.rows() - rows + i, rgb.cols() - run / 3).get(last, i * run, run);
    }
    return last;
  }

  private static Rejected failure(ImageFile file, ImageHeader header, RuntimeException refused) {
    Rejected structural = file.faultAfterFailure();
    if (structural != null) {
      return structural;
    }
    String words = SecondDecoder.complaint(file.pieces(), header);
    if (words == null) {
      words = refused == null ? "the decoder found no picture in the data" : refused.getMessage();
    }
    Reason reason = SecondDecoder.meansEarlyEnd(words) ? Reason.TRUNCATED : Reason.CORRUPT;
    return new Rejected(reason, header.format().label() + ": " + words, refused);
  }

  /** OpenCV drops the transparent value of a grey PNG; four channels bring it back. */
  private static Mat withGreyTransparency(ImageFile file, Mat decoded) {
    if (!(file instanceof PngFile png) || png.transparentGrey() < 0 || decoded.channels() != 1) {
      return decoded;
    }
    boolean sixteen = decoded.depth() == opencv_core.CV_16U;
    int white = (1 << png.bitDepth()) - 1;
    int value = sixteen ? png.transparentGrey() : (png.transparentGrey() & white) * 255 / white;
    Mat key = new Mat(decoded.rows(), decoded.cols(), decoded.type(), Scalar.all(value));
    Mat alpha = new Mat();
    opencv_core.compare(decoded, key, alpha, opencv_core.CMP_NE);
    if (sixteen) {
      alpha.convertTo(alpha, opencv_core.CV_16U, 257, 0);
    }
    Mat colour = new Mat();
    opencv_imgproc.cvtColor(decoded, colour, opencv_imgproc.COLOR_GRAY2BGRA);
    opencv_core.insertChannel(alpha, colour, 3);
    return colour;
  }

  private static Mat eightBits(Mat mat, ImageFile file, Set<DecodeFlag> flags) throws Rejected {
    if (mat.depth() == opencv_core.CV_8U) {
      return mat;
    }
    if (mat.depth() != opencv_core.CV_16U) {
      throw new Rejected(
          Reason.UNSUPPORTED_FORMAT,
          "samples of OpenCV depth " + mat.depth() + " have no defined white");
    }
    flags.add(DecodeFlag.SIXTEEN_BIT);
    if (file instanceof TiffFile tiff && tiff.inverted()) {
      opencv_core.bitwise_not(mat, mat);
    }
    Mat eight = new Mat();
    mat.convertTo(eight, opencv_core.CV_8U, SIXTEEN_TO_EIGHT, 0);
    return eight;
  }

  private static byte[] toSrgb(
      ImageFile file, ImageHeader header, Pixels pixels, Set<DecodeFlag> flags) {
    if (header.icc()) {
      ColourProfile profile = ColourProfile.of(file.iccProfile(), header);
      if (profile == ColourProfile.UNUSABLE) {
        flags.add(DecodeFlag.ICC_IGNORED);
      } else if (profile != ColourProfile.SRGB) {
        flags.add(DecodeFlag.ICC_CONVERTED);
        return profile.toSrgb(pixels.colour(), pixels.width(), pixels.height());
      }
    } else if (file.foreignColours()) {
      flags.add(DecodeFlag.ICC_IGNORED);
    }
    return pixels.colour();
  }

  private static List<String> labels(Set<DecodeFlag> flags) {
    List<String> labels = new ArrayList<>();
    flags.forEach(flag -> labels.add(flag.label()));
    return labels;
  }
}
