package org.isobath.quality;

import java.util.Arrays;
import org.isobath.image.Image;

/** Signs that a picture was drawn by a program: screenshots, charts, logos, pages of text. */
final class Graphic {
  private static final int PLACES = 1 << 17;

  /** Sobel gradient of an edge worth counting: a step of 25 levels. */
  private static final int STRONG = 100;

  /** The eight neighbours of a pixel, from the top left. */
  private static final int[] ACROSS = {-1, 0, 1, -1, 1, -1, 0, 1};

  private static final int[] DOWN = {-1, -1, -1, 0, 0, 1, 1, 1};

  private static final int CELL_WIDTH = 16;
  private static final int CELL_HEIGHT = 8;
  private static final int STROKE = 24;
  private static final int CONTRAST = 60;

  private Graphic() {}

  /**
   * Share of rows and of columns that equal the one before, mean of both axes, on the picture as it
   * was decoded; {@code NaN} for a single pixel.
   */
  static double repeatedLines(Image image) {
    int width = image.width();
    int height = image.height();
    byte[] rgb = image.rgb();
    int rows = 0;
    for (int y = 1; y < height; y++) {
      int from = 3 * y * width;
      rows += Arrays.equals(rgb, from - 3 * width, from, rgb, from, from + 3 * width) ? 1 : 0;
    }
    // columns that are equal so far; in a photograph none is left after a few rows
    int[] open = new int[width];
    int left = 0;
    for (int x = 1; x < width; x++) {
      open[left++] = x;
    }
    for (int y = 0; y < height && left > 0; y++) {
      int kept = 0;
      for (int k = 0; k < left; k++) {
        int i = 3 * (y * width + open[k]);
        if (rgb[i] == rgb[i - 3] && rgb[i + 1] == rgb[i - 2] && rgb[i + 2] == rgb[i - 1]) {
          open[kept++] = open[k];
        }
      }
      left = kept;
    }
    if (width == 1 || height == 1) {
      return width == height ? Double.NaN : (double) (rows + left) / (width + height - 2);
    }
    return ((double) rows / (height - 1) + (double) left / (width - 1)) / 2;
  }

  /**
   * How many different ones there are.
   *
   * @param colours 0xRRGGBB each, at most 65,536
   */
  static int distinct(int[] colours) {
    // open addressing at half load; 0 is empty, so colours are stored plus one
    int[] seen = new int[PLACES];
    int distinct = 0;
    for (int sampled : colours) {
      int colour = sampled + 1;
      int place = colour * 0x9E3779B1 >>> 15;
      while (seen[place] != 0 && seen[place] != colour) {
        place = place + 1 & PLACES - 1;
      }
      distinct += seen[place] == 0 ? 1 : 0;
      seen[place] = colour;
    }
    return distinct;
  }

  /**
   * Share of edges (a step of 25 levels and more) that run within 6° of the picture's axes; {@code
   * NaN} without an edge.
   */
  static double axisAligned(int[] luma, int width, int height) {
    long strong = 0;
    long aligned = 0;
    int inner = Math.max(0, width - 2);
    // in every array one place is about one pixel, which lets several be worked out at once
    int[][] around = new int[8][inner];
    int[] across = new int[inner];
    int[] down = new int[inner];
    int[] squares = new int[inner];
    for (int y = 1; inner > 0 && y < height - 1; y++) {
      for (int k = 0; k < 8; k++) {
        System.arraycopy(luma, (y + DOWN[k]) * width + 1 + ACROSS[k], around[k], 0, inner);
      }
      slope(around[2], around[4], around[7], around[0], around[3], around[5], across);
      slope(around[5], around[6], around[7], around[0], around[1], around[2], down);
      squares(across, down, squares);
      for (int x = 0; x < squares.length; x++) {
        if (squares[x] > STRONG * STRONG) {
          strong++;
          int a = Math.abs(across[x]);
          int b = Math.abs(down[x]);
          aligned += 10 * Math.min(a, b) <= Math.max(a, b) ? 1 : 0;
        }
      }
    }
    return strong == 0 ? Double.NaN : (double) aligned / strong;
  }

  /** Along one axis by Sobel: from the three pixels on one side to those on the other. */
  private static void slope(
      int[] to, int[] middleTo, int[] lastTo, int[] from, int[] middle, int[] last, int[] slope) {
    for (int x = 0; x < slope.length; x++) {
      slope[x] = to[x] + 2 * middleTo[x] + lastTo[x] - from[x] - 2 * middle[x] - last[x];
    }
  }

  private static void squares(int[] across, int[] down, int[] squares) {
    for (int x = 0; x < squares.length; x++) {
      squares[x] = across[x] * across[x] + down[x] * down[x];
    }
  }

  /**
   * Share of the picture that looks like lines of text: cells of 16x8 pixels where at least half of
   * the rows have three strokes or more (a step of 24 levels) and six in ten pixels are near the
   * darkest or the brightest, three such cells or more side by side. {@code NaN} for pictures too
   * small for three cells.
   */
  static double text(byte[] luma, int width, int height) {
    int columns = width / CELL_WIDTH;
    int rows = height / CELL_HEIGHT;
    if (columns < 3 || rows < 1) {
      return Double.NaN;
    }
    int text = 0;
    for (int row = 0; row < rows; row++) {
      int[] stroked = strokedLines(luma, width, columns, row * CELL_HEIGHT * width);
      int run = 0;
      for (int column = 0; column <= columns; column++) {
        if (column < columns
            && 2 * stroked[column] >= CELL_HEIGHT
            && twoToned(luma, width, column * CELL_WIDTH + row * CELL_HEIGHT * width)) {
          run++;
        } else {
          text += run >= 3 ? run : 0;
          run = 0;
        }
      }
    }
    return (double) text / (columns * rows);
  }

  /** For a row of cells, how many lines of each have three strokes or more. */
  private static int[] strokedLines(byte[] luma, int width, int columns, int start) {
    int[] lines = new int[columns];
    for (int y = 0; y < CELL_HEIGHT; y++) {
      int i = start + y * width;
      for (int column = 0; column < columns; column++) {
        int steps = 0;
        int before = luma[i] & 0xff;
        for (int end = i + CELL_WIDTH; i < end; i++) {
          int value = luma[i] & 0xff;
          steps += Math.abs(value - before) >= STROKE ? 1 : 0;
          before = value;
        }
        lines[column] += steps >= 3 ? 1 : 0;
      }
    }
    return lines;
  }

  private static boolean twoToned(byte[] luma, int width, int corner) {
    int least = 255;
    int most = 0;
    for (int y = 0; y < CELL_HEIGHT; y++) {
      for (int i = corner + y * width; i < corner + y * width + CELL_WIDTH; i++) {
        least = Math.min(least, luma[i] & 0xff);
        most = Math.max(most, luma[i] & 0xff);
      }
    }
    int contrast = most - least;
    if (contrast < CONTRAST) {
      return false;
    }
    int ends = 0;
    for (int y = 0; y < CELL_HEIGHT; y++) {
      for (int i = corner + y * width; i < corner + y * width + CELL_WIDTH; i++) {
        int value = luma[i] & 0xff;
        ends += 4 * (value - least) <= contrast || 4 * (most - value) <= contrast ? 1 : 0;
      }
    }
    return 10 * ends >= 6 * CELL_WIDTH * CELL_HEIGHT;
  }
}
