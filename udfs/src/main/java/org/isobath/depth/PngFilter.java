package org.isobath.depth;

import java.util.zip.DataFormatException;

/**
 * The row filters of the PNG specification (section 9) for two bytes per pixel. A filter turns a
 * row into differences that deflate better and costs nothing to undo.
 */
final class PngFilter {
  private static final int NONE = 0;
  private static final int SUB = 1;
  private static final int UP = 2;
  private static final int AVERAGE = 3;
  private static final int PAETH = 4;
  private static final int PIXEL = 2;

  private PngFilter() {}

  /**
   * Picks per row the filter with the least sum of absolute differences, the heuristic of the
   * specification (12.7).
   */
  static final class Chooser {
    private static final int[] CANDIDATES = {SUB, UP, PAETH};

    private final byte[][] filtered = new byte[CANDIDATES.length][];

    Chooser(int rowBytes) {
      for (int i = 0; i < CANDIDATES.length; i++) {
        filtered[i] = new byte[rowBytes + 1];
        filtered[i][0] = (byte) CANDIDATES[i];
      }
    }

    /** The filtered row with its leading filter byte; valid until the next call. */
    byte[] best(byte[] row, byte[] above) {
      byte[] sub = filtered[0];
      byte[] up = filtered[1];
      byte[] paeth = filtered[2];
      long subSum = 0;
      long upSum = 0;
      long paethSum = 0;
      for (int i = 0; i < row.length; i++) {
        int value = row[i] & 0xff;
        int left = i < PIXEL ? 0 : row[i - PIXEL] & 0xff;
        int over = above[i] & 0xff;
        int corner = i < PIXEL ? 0 : above[i - PIXEL] & 0xff;
        sub[i + 1] = (byte) (value - left);
        up[i + 1] = (byte) (value - over);
        paeth[i + 1] = (byte) (value - paeth(left, over, corner));
        subSum += Math.abs(sub[i + 1]);
        upSum += Math.abs(up[i + 1]);
        paethSum += Math.abs(paeth[i + 1]);
      }
      if (subSum <= upSum && subSum <= paethSum) {
        return sub;
      }
      return upSum <= paethSum ? up : paeth;
    }
  }

  /** Undoes a filter in place; {@code above} is the row before, already restored. */
  static void undo(int filter, byte[] row, byte[] above) throws DataFormatException {
    switch (filter) {
      case NONE -> {}
      case SUB -> {
        for (int i = PIXEL; i < row.length; i++) {
          row[i] = (byte) (row[i] + row[i - PIXEL]);
        }
      }
      case UP -> {
        for (int i = 0; i < row.length; i++) {
          row[i] = (byte) (row[i] + above[i]);
        }
      }
      case AVERAGE -> {
        for (int i = 0; i < row.length; i++) {
          int left = i < PIXEL ? 0 : row[i - PIXEL] & 0xff;
          row[i] = (byte) (row[i] + (left + (above[i] & 0xff)) / 2);
        }
      }
      case PAETH -> {
        for (int i = 0; i < row.length; i++) {
          int left = i < PIXEL ? 0 : row[i - PIXEL] & 0xff;
          int corner = i < PIXEL ? 0 : above[i - PIXEL] & 0xff;
          row[i] = (byte) (row[i] + paeth(left, above[i] & 0xff, corner));
        }
      }
      default -> throw new DataFormatException("unknown row filter " + filter);
    }
  }

  private static int paeth(int left, int above, int corner) {
    int estimate = left + above - corner;
    int toLeft = Math.abs(estimate - left);
    int toAbove = Math.abs(estimate - above);
    int toCorner = Math.abs(estimate - corner);
    if (toLeft <= toAbove && toLeft <= toCorner) {
      return left;
    }
    return toAbove <= toCorner ? above : corner;
  }
}
