package org.isobath.generate.local;

import java.nio.FloatBuffer;

/**
 * Latents (channel, row, column) as tokens and back. A token is a patch of two by two latents, its
 * numbers ordered by channel, row in the patch, column in the patch; tokens go row by row. What the
 * transformer takes is a row for each token: the noisy latents first, the control's behind them.
 */
final class LatentPacking {
  private LatentPacking() {}

  /**
   * @param latents {@link LatentShape#values} numbers
   * @param rows where the tokens go
   * @param firstRow index of the first token's row
   * @param rowLength numbers of a row
   * @param column where in its row a token begins
   */
  static void pack(
      float[] latents,
      LatentShape shape,
      FloatBuffer rows,
      int firstRow,
      int rowLength,
      int column) {
    int from = 0;
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++, from++) {
          rows.put(place(shape, c, y, x, firstRow, rowLength, column), latents[from]);
        }
      }
    }
  }

  /** The reverse of {@link #pack}. */
  static float[] unpack(
      FloatBuffer rows, LatentShape shape, int firstRow, int rowLength, int column) {
    float[] latents = new float[shape.values()];
    int to = 0;
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++, to++) {
          latents[to] = rows.get(place(shape, c, y, x, firstRow, rowLength, column));
        }
      }
    }
    return latents;
  }

  private static int place(
      LatentShape shape, int c, int y, int x, int firstRow, int rowLength, int column) {
    int row = firstRow + (y >> 1) * shape.tokenColumns() + (x >> 1);
    return row * rowLength + column + 4 * c + 2 * (y & 1) + (x & 1);
  }

  /** Where each token is: 0, row, column. */
  static float[] imageIds(LatentShape shape) {
    float[] ids = new float[3 * shape.tokens()];
    for (int token = 0; token < shape.tokens(); token++) {
      ids[3 * token + 1] = token / shape.tokenColumns();
      ids[3 * token + 2] = token % shape.tokenColumns();
    }
    return ids;
  }
}
