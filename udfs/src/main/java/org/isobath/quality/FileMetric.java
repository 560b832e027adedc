package org.isobath.quality;

import java.util.List;
import org.isobath.Rejected;
import org.isobath.image.HeaderProbe;
import org.isobath.image.ImageHeader;
import org.isobath.image.JpegQuality;

/** What a picture file says before its pixels are looked at. */
public enum FileMetric implements Metric {
  SHORT_SIDE(
      "short_side",
      "pixel",
      new Range(1, Double.POSITIVE_INFINITY),
      Better.HIGHER,
      "The shorter side, least(width, height). Sets for training ask for 384 or 512.",
      "LAION-COCO-aesthetic; ControlNet",
      (header, file) -> Math.min(header.width(), header.height())),
  ASPECT(
      "aspect",
      "1",
      new Range(1, Double.POSITIVE_INFINITY),
      Better.LOWER,
      "The longer side over the shorter one. Common limits are 2 and 3.",
      "DataComp",
      (header, file) ->
          (double) Math.max(header.width(), header.height())
              / Math.min(header.width(), header.height())),
  BITS_PER_PIXEL(
      "bits_per_pixel",
      "bit",
      Range.NOT_NEGATIVE,
      Better.NEITHER,
      "Length of the file over its pixels, of the first frame. Photographs in JPEG below about 0.5 are coarse.",
      "common practice",
      (header, file) -> 8.0 * file.length / header.pixels()),
  JPEG_QUALITY(
      "jpeg_quality",
      "1",
      new Range(1, 100),
      Better.HIGHER,
      "Quality of the last save, 1 to 100: the one whose table of the Independent JPEG Group is nearest to the file's"
          + " table for luma. Below about 60 blocks show. Not defined for other formats.",
      "ITU-T T.81 Annex K; libjpeg",
      (header, file) -> JpegQuality.of(file));

  /** Those that are stored: what the sides say follows from the columns of {@code images}. */
  public static final List<FileMetric> STORED = List.of(BITS_PER_PIXEL, JPEG_QUALITY);

  private interface Kernel {
    double of(ImageHeader header, byte[] file);
  }

  private final String label;
  private final String unit;
  private final Range range;
  private final Better better;
  private final String description;
  private final String source;
  private final Kernel kernel;

  FileMetric(
      String label,
      String unit,
      Range range,
      Better better,
      String description,
      String source,
      Kernel kernel) {
    this.label = label;
    this.unit = unit;
    this.range = range;
    this.better = better;
    this.description = description;
    this.source = source;
    this.kernel = kernel;
  }

  /**
   * This score alone.
   *
   * @throws Rejected when the header cannot be read
   */
  public double score(byte[] file) throws Rejected {
    return score(HeaderProbe.probe(file), file);
  }

  /**
   * The same where the header is known.
   *
   * @param header of {@code file}
   */
  double score(ImageHeader header, byte[] file) {
    return kernel.of(header, file);
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public String unit() {
    return unit;
  }

  @Override
  public Range range() {
    return range;
  }

  @Override
  public Better better() {
    return better;
  }

  /** Headers only. */
  @Override
  public double cost() {
    return 0.1;
  }
}
