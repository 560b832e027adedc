package org.isobath.quality;

/** Uniform bars at two opposite sides of a picture, as films on television have them. */
final class Letterbox {
  private static final double FLAT_VARIANCE = 4;
  private static final double SAME_MEAN = 4;
  private static final int DIFFERENT = 8;

  private Letterbox() {}

  /**
   * Share of the picture's area in bars above and below, or left and right: lines of one tone
   * (standard deviation below 2) that end at once, most of the line after next being more than 8
   * levels away. A product on a white ground has margins, not bars: the ground goes on beside it.
   */
  static double share(byte[] luma, int width, int height) {
    double rows = bars(luma, width, height, width, 1);
    double columns = bars(luma, height, width, 1, width);
    return 1 - (1 - rows) * (1 - columns);
  }

  /**
   * @param length pixels per line
   * @param lines how many lines
   * @param across from line to line
   * @param along from pixel to pixel of a line
   */
  private static double bars(byte[] luma, int length, int lines, int across, int along) {
    int first = bar(luma, length, lines, 0, across, along);
    int last = bar(luma, length, lines, (lines - 1) * across, -across, along);
    return first > 0 && last > 0 ? (double) (first + last) / lines : 0;
  }

  private static int bar(byte[] luma, int length, int lines, int start, int across, int along) {
    double tone = mean(luma, length, start, along);
    int bar = 0;
    while (2 * bar < lines && flat(luma, length, start + bar * across, along, tone)) {
      bar++;
    }
    // the line at the end may be half bar, half picture
    return bar > 0
            && 2 * bar < lines
            && bar + 1 < lines
            && different(luma, length, start + (bar + 1) * across, along, tone)
        ? bar
        : 0;
  }

  private static double mean(byte[] luma, int length, int start, int along) {
    double sum = 0;
    for (int k = 0; k < length; k++) {
      sum += luma[start + k * along] & 0xff;
    }
    return sum / length;
  }

  private static boolean flat(byte[] luma, int length, int start, int along, double tone) {
    double mean = mean(luma, length, start, along);
    double squares = 0;
    for (int k = 0; k < length; k++) {
      double away = (luma[start + k * along] & 0xff) - mean;
      squares += away * away;
    }
    return squares / length < FLAT_VARIANCE && Math.abs(mean - tone) < SAME_MEAN;
  }

  private static boolean different(byte[] luma, int length, int start, int along, double tone) {
    int count = 0;
    for (int k = 0; k < length; k++) {
      count += Math.abs((luma[start + k * along] & 0xff) - tone) > DIFFERENT ? 1 : 0;
    }
    return 2 * count > length;
  }
}
