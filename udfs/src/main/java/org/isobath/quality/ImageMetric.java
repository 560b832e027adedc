package org.isobath.quality;

import org.isobath.image.Image;

/**
 * Scores of a picture alone. Those of luma, in 8-bit Rec. 601, look at a copy whose short side is
 * at most 384 pixels (luma first, then shrunk by area averaging, never enlarged) unless they say
 * "as decoded"; those of colours at 256x256 pixels as decoded, evenly spread, or all of a smaller
 * picture. Score all at once with {@link #all}: they share that copy.
 */
public enum ImageMetric implements Metric {
  LAPLACIAN_VARIANCE(
      "laplacian_variance",
      "level²",
      Range.NOT_NEGATIVE,
      Better.HIGHER,
      "Blur: variance of the 3x3 Laplacian of luma. Below about 100 a photograph is usually blurred; flat graphics"
          + " score low as well.",
      "Pech-Pacheco et al. 2000, LAPV",
      0.7,
      view -> Sharpness.laplacianVariance(view.plane(), view.width, view.height)),
  LUMA_MEAN(
      "luma_mean",
      "level",
      new Range(0, 255),
      Better.NEITHER,
      "Exposure: mean luma. Common bounds are 30 and 230.",
      "common practice; bounds as in DataFlow-MM",
      0.1,
      view -> Histogram.mean(view.histogram)),
  LUMA_STD(
      "luma_std",
      "level",
      new Range(0, 127.5),
      Better.HIGHER,
      "Contrast: standard deviation of luma. Below about 40 a picture is flat or hazy.",
      "common practice; bound as in DataFlow-MM",
      0.1,
      view -> Histogram.deviation(view.histogram)),
  DARK_SHARE(
      "dark_share",
      "1",
      Range.SHARE,
      Better.LOWER,
      "Share of pixels with luma below 10.",
      "common practice; bound as in DataFlow-MM",
      0.1,
      view -> Histogram.share(view.histogram, 0, 9)),
  BRIGHT_SHARE(
      "bright_share",
      "1",
      Range.SHARE,
      Better.LOWER,
      "Share of pixels with luma above 245.",
      "common practice; bound as in DataFlow-MM",
      0.1,
      view -> Histogram.share(view.histogram, 246, 255)),
  LUMA_ENTROPY(
      "luma_entropy",
      "bit",
      new Range(0, 8),
      Better.HIGHER,
      "Entropy of the 256-bin histogram of luma. Below about 4 a picture is mostly one tone.",
      "Shannon 1948",
      0.1,
      view -> Histogram.entropy(view.histogram)),
  SATURATION(
      "saturation",
      "1",
      Range.SHARE,
      Better.NEITHER,
      "Mean HSV saturation, (max - min) / max of R, G, B, of at most 256x256 pixels as decoded, evenly spread; black"
          + " counts as 0.",
      "Smith 1978, HSV",
      0.9,
      view -> view.colour().saturation()),
  COLORFULNESS(
      "colorfulness",
      "level",
      Range.NOT_NEGATIVE,
      Better.NEITHER,
      "Length of the standard deviations of R - G and (R + G) / 2 - B plus 0.3 times the length of their means, over the"
          + " pixels of saturation; 0 is grey, above about 80 vivid.",
      "Hasler and Süsstrunk 2003, M3",
      0.9,
      view -> view.colour().colourfulness()),
  GREY_SHARE(
      "grey_share",
      "1",
      Range.SHARE,
      Better.NEITHER,
      "Share of the pixels of saturation whose R, G and B differ by at most 3; 1 is a greyscale picture.",
      "Isobath",
      0.9,
      view -> view.colour().greyShare()),
  HUE_CONCENTRATION(
      "hue_concentration",
      "1",
      Range.SHARE,
      Better.NEITHER,
      "How much of the colour is one hue: |sum of (R - G, (R + G) / 2 - B)| over the sum of their lengths, of the"
          + " pixels of saturation. Above about 0.99 the picture is toned (sepia), or a scene in one colour. Not defined"
          + " without colour.",
      "Isobath",
      0.9,
      view -> view.colour().hueConcentration()),
  BLOCKINESS(
      "blockiness",
      "1",
      Range.NOT_NEGATIVE,
      Better.LOWER,
      "Mean luma difference across the lines of an 8x8 grid over that across other lines, at the grid's best place, on"
          + " the middle 768x768 pixels as decoded. About 1 without a grid, above about 1.4 JPEG blocks show. Not"
          + " defined below 16 pixels.",
      "Wang, Bovik and Evans 2000, in the pixel domain",
      0.1,
      view -> view.blockiness.score()),
  LETTERBOX(
      "letterbox",
      "1",
      Range.SHARE,
      Better.LOWER,
      "Share of the area in bars of one tone at two opposite sides that end all at once. Margins around a thing on a"
          + " plain ground are none.",
      "Isobath",
      0.1,
      view -> Letterbox.share(view.luma, view.width, view.height)),
  REPEATED_LINES(
      "repeated_lines",
      "1",
      Range.SHARE,
      Better.NEITHER,
      "Share of rows and of columns equal to the one before, mean of both, as decoded. 0 in photographs; screenshots"
          + " and charts have many. Not defined for one pixel.",
      "Isobath",
      0.1,
      view -> Graphic.repeatedLines(view.picture)),
  DISTINCT_COLORS(
      "distinct_colors",
      "color",
      new Range(1, 65536),
      Better.NEITHER,
      "How many there are among the pixels of saturation. Below about 4,000 a large picture is a graphic.",
      "Isobath",
      1.1,
      view -> Graphic.distinct(view.colours())),
  AXIS_ALIGNED_EDGES(
      "axis_aligned_edges",
      "1",
      Range.SHARE,
      Better.NEITHER,
      "Share of edges (a luma step of 25 and more) within 6° of the picture's axes. Above about 0.6 a screenshot, a"
          + " chart, or architecture seen head-on. Not defined without edges.",
      "Isobath",
      1.3,
      view -> Graphic.axisAligned(view.plane(), view.width, view.height)),
  TEXT_SHARE(
      "text_share",
      "1",
      Range.SHARE,
      Better.NEITHER,
      "Share of the picture that looks like lines of text, captions or watermarks: cells of dense two-toned strokes side"
          + " by side. A flag, not a verdict: railings and blinds look like text. Not defined below 48x8 pixels.",
      "Isobath",
      0.4,
      view -> Graphic.text(view.luma, view.width, view.height));

  private interface Kernel {
    double of(View view);
  }

  /** What several scores need, computed once. Not for several threads at once. */
  static final class View {
    /** As decoded. */
    final Image picture;

    final Blockiness blockiness;

    /** Size of the copy. */
    final int width;

    final int height;

    /** Of the copy. */
    final byte[] luma;

    final int[] histogram;
    private int[] plane;
    private int[] colours;
    private Colour colour;

    View(Image picture) {
      this.picture = picture;
      int[] size = Luma.scoringSize(picture.width(), picture.height());
      width = size[0];
      height = size[1];
      blockiness = new Blockiness(picture.width(), picture.height());
      LumaShrink copy = new LumaShrink(picture.width(), picture.height(), width, height);
      Luma.scan(picture, copy, blockiness);
      luma = copy.luma();
      histogram = Luma.histogram(luma);
    }

    /** {@link #luma} as numbers. */
    int[] plane() {
      if (plane == null) {
        plane = Luma.ints(luma);
      }
      return plane;
    }

    /** A sample of the picture's. */
    int[] colours() {
      if (colours == null) {
        colours = Sampled.colours(picture);
      }
      return colours;
    }

    Colour colour() {
      if (colour == null) {
        colour = new Colour(colours());
      }
      return colour;
    }
  }

  private final String label;
  private final String unit;
  private final Range range;
  private final Better better;
  private final String description;
  private final String source;
  private final double cost;
  private final Kernel kernel;

  ImageMetric(
      String label,
      String unit,
      Range range,
      Better better,
      String description,
      String source,
      double cost,
      Kernel kernel) {
    this.label = label;
    this.unit = unit;
    this.range = range;
    this.better = better;
    this.description = description;
    this.source = source;
    this.cost = cost;
    this.kernel = kernel;
  }

  /** This score of a view that others may share. */
  double of(View view) {
    return kernel.of(view);
  }

  /** This score alone. */
  public double score(Image image) {
    return kernel.of(new View(image));
  }

  /** Every score, in the order of {@link #values()}. */
  public static double[] all(Image image) {
    View view = new View(image);
    ImageMetric[] metrics = values();
    double[] scores = new double[metrics.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = metrics[i].kernel.of(view);
    }
    return scores;
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

  @Override
  public double cost() {
    return cost;
  }
}
