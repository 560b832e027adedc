package org.isobath.depth;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the tiles of a picture lie: all of one size, evenly spread, each overlapping its neighbours
 * by at least a given share, the outer ones flush with the picture. A picture smaller than a tile
 * is one tile of its own size.
 *
 * @param width of the picture, pixels
 * @param height of the picture, pixels
 * @param tileWidth at most {@code width}
 * @param tileHeight at most {@code height}
 */
public record TileGrid(
    int width, int height, int tileWidth, int tileHeight, int columns, int rows) {

  /** One tile, in pixels of the picture. */
  public record Tile(int left, int top, int width, int height) {}

  /**
   * @param overlap share of a tile that its neighbour has too, at least 0 and below 1; 0.25 to 0.5
   *     hides the seams of networks
   */
  public static TileGrid of(int width, int height, int tileWidth, int tileHeight, double overlap) {
    if (width < 1 || height < 1 || tileWidth < 1 || tileHeight < 1) {
      throw new IllegalArgumentException("sides must be positive");
    }
    if (!(overlap >= 0 && overlap < 1)) {
      throw new IllegalArgumentException("an overlap is from 0 to below 1, not " + overlap);
    }
    int w = Math.min(width, tileWidth);
    int h = Math.min(height, tileHeight);
    return new TileGrid(width, height, w, h, count(width, w, overlap), count(height, h, overlap));
  }

  private static int count(int side, int tile, double overlap) {
    double step = Math.max(1, tile * (1 - overlap));
    return 1 + (int) Math.ceil((side - tile) / step);
  }

  /** Row by row from the top left. */
  public List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>(columns * rows);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        tiles.add(
            new Tile(
                start(column, columns, width - tileWidth),
                start(row, rows, height - tileHeight),
                tileWidth,
                tileHeight));
      }
    }
    return tiles;
  }

  private static int start(int index, int count, int room) {
    return count == 1 ? 0 : (int) ((long) index * room / (count - 1));
  }
}
