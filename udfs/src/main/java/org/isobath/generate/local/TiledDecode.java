package org.isobath.generate.local;

import java.nio.FloatBuffer;
import java.util.function.Function;
import org.isobath.onnx.Tensor;

/**
 * Decodes latents in overlapping tiles, so that the decoder never holds more than one, and blends
 * them, as diffusers' {@code AutoencoderKL.tiled_decode} does. A quarter of each tile lies over the
 * one before it. The picture is not that of a whole decode: every tile is normalised by itself, so
 * large even areas can differ a little in colour; use it where a whole one does not fit the device.
 *
 * @param side latents of a tile, a multiple of 4
 * @param factor pixels of a latent side
 */
record TiledDecode(int side, int factor) {
  private static final int PLANES = 3;

  TiledDecode {
    if (side < 4 || side % 4 != 0) {
      throw new IllegalArgumentException("the side of a tile is a multiple of 4, not " + side);
    }
  }

  /** Planes of a tile, row by row. */
  private record Tile(int rows, int columns, float[] planes) {
    int at(int plane, int row, int column) {
      return (plane * rows + row) * columns + column;
    }
  }

  /**
   * @param latents of one picture, channel by channel
   * @param decoder of one tile, {@code [1, channels, rows, columns]}, to {@code [1, 3, factor *
   *     rows, factor * columns]}
   * @return planes of the picture
   */
  FloatBuffer decode(
      float[] latents, int channels, int height, int width, Function<Tensor, Tensor> decoder) {
    int stride = side / 4 * 3;
    FloatBuffer picture = FloatBuffer.allocate(PLANES * factor * height * factor * width);
    Tile[] above = new Tile[0];
    for (int y = 0; y < height; y += stride) {
      Tile[] row = new Tile[(width + stride - 1) / stride];
      for (int j = 0; j < row.length; j++) {
        Tile tile = tile(latents, channels, height, width, y, j * stride, decoder);
        if (y > 0) {
          blendDown(above[j], tile);
        }
        if (j > 0) {
          blendAcross(row[j - 1], tile);
        }
        row[j] = tile;
        put(tile, picture, height, width, y, j * stride);
      }
      above = row;
    }
    return picture;
  }

  private Tile tile(
      float[] latents,
      int channels,
      int height,
      int width,
      int y,
      int x,
      Function<Tensor, Tensor> decoder) {
    int rows = Math.min(side, height - y);
    int columns = Math.min(side, width - x);
    Tensor cut = Tensor.allocate(1, channels, rows, columns);
    for (int c = 0; c < channels; c++) {
      for (int row = 0; row < rows; row++) {
        cut.data()
            .put((c * rows + row) * columns, latents, (c * height + y + row) * width + x, columns);
      }
    }
    return new Tile(rows * factor, columns * factor, decoder.apply(cut).toArray());
  }

  /** Pixels of the seam between two tiles. */
  private int seam(int one, int other) {
    return Math.min(Math.min(one, other), side / 4 * factor);
  }

  private void blendDown(Tile above, Tile tile) {
    int seam = seam(above.rows(), tile.rows());
    for (int p = 0; p < PLANES; p++) {
      for (int row = 0; row < seam; row++) {
        float share = (float) ((double) row / seam);
        float rest = (float) (1 - (double) row / seam);
        int from = above.at(p, above.rows() - seam + row, 0);
        int to = tile.at(p, row, 0);
        for (int i = 0; i < tile.columns(); i++) {
          tile.planes()[to + i] = above.planes()[from + i] * rest + tile.planes()[to + i] * share;
        }
      }
    }
  }

  private void blendAcross(Tile left, Tile tile) {
    int seam = seam(left.columns(), tile.columns());
    for (int p = 0; p < PLANES; p++) {
      for (int row = 0; row < tile.rows(); row++) {
        int from = left.at(p, row, left.columns() - seam);
        int to = tile.at(p, row, 0);
        for (int i = 0; i < seam; i++) {
          float share = (float) ((double) i / seam);
          float rest = (float) (1 - (double) i / seam);
          tile.planes()[to + i] = left.planes()[from + i] * rest + tile.planes()[to + i] * share;
        }
      }
    }
  }

  /** The part of a tile that the next ones do not blend into. */
  private void put(Tile tile, FloatBuffer picture, int height, int width, int y, int x) {
    int limit = side / 4 * 3 * factor;
    int rows = Math.min(limit, tile.rows());
    int columns = Math.min(limit, tile.columns());
    for (int p = 0; p < PLANES; p++) {
      for (int row = 0; row < rows; row++) {
        int to = (p * height * factor + y * factor + row) * width * factor + x * factor;
        picture.put(to, tile.planes(), tile.at(p, row, 0), columns);
      }
    }
  }
}
