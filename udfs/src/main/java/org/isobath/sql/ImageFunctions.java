package org.isobath.sql;

import org.apache.spark.sql.types.DataTypes;
import org.isobath.Rejected;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Decoded;
import org.isobath.image.HeaderProbe;
import org.isobath.image.ImageEncoder;
import org.isobath.image.ImageHeader;
import org.isobath.image.Interpolation;
import org.isobath.image.PerceptualHash;
import org.isobath.image.Resize;
import org.isobath.quality.Metrics;

/** Kernels of {@code image_…}: arguments to {@code image} and {@code quality} and back. */
final class ImageFunctions {
  static final Returns INFO =
      Returns.struct(
          Returns.field("format", DataTypes.StringType, "jpeg, png, gif, webp, bmp or tiff"),
          Returns.field("width", DataTypes.IntegerType, "pixels, upright"),
          Returns.field("height", DataTypes.IntegerType, "pixels, upright"),
          Returns.field("channels", DataTypes.IntegerType, "channels as stored"),
          Returns.field("bit_depth", DataTypes.IntegerType, "bits per channel as stored"),
          Returns.field(
              "orientation", DataTypes.IntegerType, "EXIF orientation 1 to 8; 1 when absent"),
          Returns.field("frames", DataTypes.IntegerType, "frames or pages"),
          Returns.field("icc", DataTypes.BooleanType, "a colour profile is embedded"),
          Returns.orNull(
              "focal_mm", DataTypes.DoubleType, "EXIF focal length, mm; NULL when absent"),
          Returns.orNull(
              "focal_35mm",
              DataTypes.DoubleType,
              "EXIF focal length in 35 mm film terms, mm; NULL when absent"));

  private static final long MAX_PIXELS = DecodeOptions.DEFAULT.limits().maxPixels();

  private ImageFunctions() {}

  static Object info(Arguments a) throws Rejected {
    ImageHeader header = HeaderProbe.probe(a.bytes(0));
    return new Object[] {
      header.format().label(),
      header.uprightWidth(),
      header.uprightHeight(),
      header.channels(),
      header.bitDepth(),
      header.orientation(),
      header.frames(),
      header.icc(),
      header.focalMm(),
      header.focal35mm()
    };
  }

  static Object phash(Arguments a) throws Rejected {
    return PerceptualHash.of(a.image(0));
  }

  static Object hamming(Arguments a) {
    return PerceptualHash.distance(a.bigint(0), a.bigint(1));
  }

  static Object resize(Arguments a) throws Rejected, Unfit {
    int width = a.integer(1);
    int height = a.integer(2);
    Interpolation interpolation = Interpolation.of(a.text(3));
    if (width < 1 || height < 1 || (long) width * height > MAX_PIXELS) {
      throw new Unfit(
          "a picture of "
              + width
              + "x"
              + height
              + " cannot be made: both sides are at least 1, and all pixels at most "
              + MAX_PIXELS);
    }
    return ImageEncoder.png(Resize.apply(a.image(0), width, height, interpolation));
  }

  static Object metrics(Arguments a) throws Rejected {
    Decoded picture = a.picture(0);
    return CatalystValues.scores(Metrics.ofPicture(picture.image(), picture.header(), a.bytes(0)));
  }
}
