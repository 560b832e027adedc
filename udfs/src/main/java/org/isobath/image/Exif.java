package org.isobath.image;

import com.drew.imaging.tiff.TiffProcessingException;
import com.drew.imaging.tiff.TiffReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.RandomAccessReader;
import com.drew.lang.Rational;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.exif.ExifTiffHandler;
import java.io.IOException;
import java.util.Set;

/**
 * The EXIF fields that depth needs. A missing, zero or unreadable field is null (orientation: 1),
 * and a broken block reads as {@link #NONE}: metadata never costs an image.
 *
 * @param orientation 1 to 8 as EXIF defines it (1 upright, 3 upside down, 6 turn clockwise, 8
 *     counter-clockwise)
 * @param focalMm FocalLength in millimetres
 * @param focal35mm FocalLengthIn35mmFilm in millimetres
 * @param pixelsPerMm FocalPlaneXResolution brought to sensor pixels per millimetre by
 *     FocalPlaneResolutionUnit; the focal length in pixels of the full-size photograph is {@code
 *     focalMm * pixelsPerMm}
 * @param width PixelXDimension: columns of the photograph as it was taken, which programs that
 *     scale or crop often leave as they were
 * @param height PixelYDimension: its rows
 */
public record Exif(
    int orientation,
    Double focalMm,
    Double focal35mm,
    Double pixelsPerMm,
    Double width,
    Double height) {
  public static final Exif NONE = new Exif(1, null, null, null, null, null);

  /** A block in any container is at most 64 KiB in JPEG; a larger one elsewhere is no camera's. */
  private static final int MAX_BYTES = 1 << 20;

  /** None of the fields read here is longer than a rational; a longer one is skipped unread. */
  private static final int MAX_FIELD_BYTES = 4096;

  /** Fields of a TIFF structure, which is what an EXIF block is after its {@code Exif\0\0}. */
  static Exif parse(byte[] block) {
    return block == null || block.length > MAX_BYTES ? NONE : parseTiffFile(block);
  }

  /** The same of a TIFF file, which may be long: its pixels are not looked at. */
  static Exif parseTiffFile(byte[] tiff) {
    if (tiff.length < 14) {
      return NONE;
    }
    Metadata metadata = new Metadata();
    try {
      new TiffReader().processTiff(new ByteArrayReader(tiff), new FieldsOnly(metadata), 0);
    } catch (TiffProcessingException | IOException | RuntimeException broken) {
      // what was read before the break stays usable
    }
    Directory image = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
    Directory camera = metadata.getFirstDirectoryOfType(ExifSubIFDDirectory.class);
    return new Exif(
        orientation(image),
        positive(camera, ExifDirectoryBase.TAG_FOCAL_LENGTH),
        positive(camera, ExifDirectoryBase.TAG_35MM_FILM_EQUIV_FOCAL_LENGTH),
        pixelsPerMm(camera),
        positive(camera, ExifDirectoryBase.TAG_EXIF_IMAGE_WIDTH),
        positive(camera, ExifDirectoryBase.TAG_EXIF_IMAGE_HEIGHT));
  }

  private static int orientation(Directory image) {
    Integer value = image == null ? null : image.getInteger(ExifDirectoryBase.TAG_ORIENTATION);
    return value == null || value < 1 || value > 8 ? 1 : value;
  }

  private static Double pixelsPerMm(Directory camera) {
    Double resolution = positive(camera, ExifDirectoryBase.TAG_FOCAL_PLANE_X_RESOLUTION);
    if (resolution == null) {
      return null;
    }
    Integer unit = camera.getInteger(ExifDirectoryBase.TAG_FOCAL_PLANE_RESOLUTION_UNIT);
    return switch (unit == null ? 2 : unit) {
      case 3 -> resolution / 10;
      case 4 -> resolution;
      case 5 -> resolution * 1000;
      default -> resolution / 25.4;
    };
  }

  private static Double positive(Directory directory, int tag) {
    if (directory == null || !directory.containsTag(tag)) {
      return null;
    }
    try {
      Rational rational = directory.getRational(tag);
      double value = rational == null ? directory.getDouble(tag) : rational.doubleValue();
      return value > 0 && Double.isFinite(value) ? (Double) value : null;
    } catch (MetadataException | RuntimeException unreadable) {
      return null;
    }
  }

  /**
   * Skips maker notes and thumbnails: most of the work and most of the surface for hostile data.
   */
  private static final class FieldsOnly extends ExifTiffHandler {
    FieldsOnly(Metadata metadata) {
      super(metadata, null, 0);
    }

    @Override
    public boolean hasFollowerIfd() {
      return false;
    }

    @Override
    public boolean customProcessTag(
        int tagOffset,
        Set<Integer> visited,
        int headerOffset,
        RandomAccessReader reader,
        int tag,
        int byteCount) {
      return tag == ExifDirectoryBase.TAG_MAKERNOTE || byteCount > MAX_FIELD_BYTES;
    }
  }
}
