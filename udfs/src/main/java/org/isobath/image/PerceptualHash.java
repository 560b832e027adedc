package org.isobath.image;

import java.util.Arrays;

/**
 * Sixty-four bits that hardly change when a picture is re-encoded, scaled or slightly brightened,
 * and differ in about half their bits between unrelated pictures. For finding candidates of
 * near-duplicates by {@link #distance}: up to about 6 is the same picture again. On 30 photographs,
 * JPEG at quality 20 and scaling down to 64 pixels moved 3 bits at most; two different ones were at
 * least 19 bits apart. Does not survive cropping. A mirrored or rotated copy has another hash,
 * which 64 bits alone do not tell (they keep no sign, only what lies above the median): ask {@link
 * #turned} while the picture is there. Says little about pictures with next to no structure (plain
 * colour, plain gradients): those share hashes, see {@link #lowInformation}.
 *
 * <p>The DCT hash (Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions,
 * 2010, §3.2), in this variant: luma 0.299 R + 0.587 G + 0.114 B, exact area mean on a 32 by 32
 * grid whatever the aspect, orthonormal DCT-II, the 64 coefficients of lowest frequency except the
 * constant one in JPEG's zigzag order; bit i (from the least significant) is set when coefficient i
 * exceeds the median of the 64. Coefficients are rounded to a quarter grey level first, so that a
 * picture without structure has no bit set. Plain double arithmetic in one order: the same bits on
 * every machine.
 */
public final class PerceptualHash {
  private static final int GRID = 32;
  private static final int BITS = 64;
  private static final int FREQUENCIES = 11;
  private static final int ORIENTATIONS = 8;
  private static final int FEWEST_BITS = 16;
  private static final double[][] COSINES = cosines();
  private static final int[] ZIGZAG = zigzag();

  private PerceptualHash() {}

  public static long of(Image image) {
    return hash(lowFrequencies(lumaGrid(image)), 1);
  }

  /**
   * The hashes of the picture in all eight orientations, as of pictures turned and hashed one by
   * one, for little more than one: turning a picture changes the signs of its coefficients and
   * swaps their axes.
   *
   * @return element {@code o - 1} is the hash of the picture turned the way EXIF orientation {@code
   *     o} asks for: 1 as it is, 2 mirrored, 3 by 180°, 4 upside down, 5 transposed, 6 by 90°
   *     clockwise, 7 transposed and by 180°, 8 by 90° counter-clockwise
   */
  public static long[] turned(Image image) {
    double[] coefficients = lowFrequencies(lumaGrid(image));
    long[] hashes = new long[ORIENTATIONS];
    for (int orientation = 1; orientation <= ORIENTATIONS; orientation++) {
      hashes[orientation - 1] = hash(coefficients, orientation);
    }
    return hashes;
  }

  /**
   * True for a hash with fewer than 16 bits set, which no picture with structure has. Half of the
   * coefficients exceed their median, so a hash has 32 bits, less the coefficients that equal it;
   * with fewer than 16, at least 17 of the 64 are the same to a quarter grey level: plain colours,
   * plain gradients, a line or two. Such hashes are close to each other whatever the pictures show
   * (two with a and b bits differ in a + b at most): do not take their distance for likeness.
   */
  public static boolean lowInformation(long hash) {
    return Long.bitCount(hash) < FEWEST_BITS;
  }

  /** Bits in which two hashes differ, 0 to 64. */
  public static int distance(long a, long b) {
    return Long.bitCount(a ^ b);
  }

  /**
   * Mean luma (0 to 255) of every cell of the grid; pixels on a border count in both cells by their
   * share.
   */
  static double[] lumaGrid(Image image) {
    int w = image.width();
    int h = image.height();
    double[] grid = new double[GRID * GRID];
    double[] row = new double[GRID];
    for (int y = 0; y < h; y++) {
      rowCells(image.rgb(), 3 * y * w, w, row);
      int first = (int) ((long) y * GRID / h);
      int last = (int) (((long) (y + 1) * GRID - 1) / h);
      for (int cell = first; cell <= last; cell++) {
        double share =
            Math.min(y + 1, (cell + 1) * (double) h / GRID) - Math.max(y, cell * (double) h / GRID);
        for (int i = 0; i < GRID; i++) {
          grid[cell * GRID + i] += share * row[i];
        }
      }
    }
    double area = (double) w / GRID * h / GRID * 1000;
    for (int i = 0; i < grid.length; i++) {
      grid[i] /= area;
    }
    return grid;
  }

  /**
   * Per cell, the integral of a thousand times the luma along one row: differences of its running
   * sum at cell borders.
   */
  private static void rowCells(byte[] rgb, int offset, int w, double[] cells) {
    long sum = 0;
    int x = 0;
    double before = 0;
    for (int cell = 0; cell < GRID; cell++) {
      double border = (cell + 1) * (double) w / GRID;
      int whole = (int) border;
      for (; x < whole; x++) {
        sum += luma(rgb, offset + 3 * x);
      }
      double part = border - whole;
      double after = part > 0 && whole < w ? sum + part * luma(rgb, offset + 3 * whole) : sum;
      cells[cell] = after - before;
      before = after;
    }
  }

  private static int luma(byte[] rgb, int at) {
    return 299 * (rgb[at] & 0xff) + 587 * (rgb[at + 1] & 0xff) + 114 * (rgb[at + 2] & 0xff);
  }

  /**
   * The coefficients of the lowest frequencies, in quarter grey levels, at {@code v * GRID + u};
   * also those that only a transposed picture uses.
   */
  private static double[] lowFrequencies(double[] grid) {
    double[] half = new double[GRID * FREQUENCIES];
    for (int y = 0; y < GRID; y++) {
      for (int u = 0; u < FREQUENCIES; u++) {
        double sum = 0;
        for (int x = 0; x < GRID; x++) {
          sum += COSINES[u][x] * grid[y * GRID + x];
        }
        half[y * FREQUENCIES + u] = sum;
      }
    }
    double[] out = new double[FREQUENCIES * GRID];
    for (int v = 0; v < FREQUENCIES; v++) {
      for (int u = 0; u + v < FREQUENCIES; u++) {
        double sum = 0;
        for (int y = 0; y < GRID; y++) {
          sum += COSINES[v][y] * half[y * FREQUENCIES + u];
        }
        // a cosine of height A over the grid has the coefficient A * GRID / 2: four steps per grey
        // level
        out[v * GRID + u] = Math.rint(sum * 8 / GRID);
      }
    }
    return out;
  }

  /** The hash of the picture with these coefficients, turned the way an EXIF orientation asks. */
  private static long hash(double[] coefficients, int orientation) {
    boolean transposed = orientation >= 5;
    // after that, orientations 1 to 4 and 5 to 8 alike: as it is, mirrored, both, upside down
    int turn = (orientation - 1) % 4;
    boolean mirrored = turn == 1 || turn == 2;
    boolean flipped = turn >= 2;
    double[] turned = new double[BITS];
    for (int i = 0; i < BITS; i++) {
      int u = ZIGZAG[i] % GRID;
      int v = ZIGZAG[i] / GRID;
      double coefficient = coefficients[transposed ? u * GRID + v : ZIGZAG[i]];
      // a cosine of odd frequency is odd about the middle of the picture
      boolean negative = (mirrored && u % 2 == 1) != (flipped && v % 2 == 1);
      turned[i] = negative ? -coefficient : coefficient;
    }
    double[] sorted = turned.clone();
    Arrays.sort(sorted);
    double median = (sorted[BITS / 2 - 1] + sorted[BITS / 2]) / 2;
    long hash = 0;
    for (int i = 0; i < BITS; i++) {
      if (turned[i] > median) {
        hash |= 1L << i;
      }
    }
    return hash;
  }

  /** Rows of the orthonormal DCT-II for the frequencies in use. */
  private static double[][] cosines() {
    double[][] rows = new double[FREQUENCIES][GRID];
    for (int u = 0; u < rows.length; u++) {
      double scale = Math.sqrt((u == 0 ? 1.0 : 2.0) / GRID);
      for (int x = 0; x < GRID; x++) {
        rows[u][x] = scale * StrictMath.cos(Math.PI * (2 * x + 1) * u / (2 * GRID));
      }
    }
    return rows;
  }

  /** Positions {@code v * GRID + u} by rising u + v, without the constant term. */
  private static int[] zigzag() {
    int[] order = new int[BITS];
    int at = 0;
    for (int diagonal = 1; at < BITS; diagonal++) {
      for (int i = 0; i <= diagonal && at < BITS; i++) {
        boolean up = diagonal % 2 == 0;
        int v = up ? diagonal - i : i;
        order[at++] = v * GRID + diagonal - v;
      }
    }
    return order;
  }
}
