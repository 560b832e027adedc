package org.isobath.model;

import java.io.Serializable;
import org.isobath.depth.TileGrid;
import org.isobath.image.Image;
import org.isobath.image.Interpolation;
import org.isobath.image.Resize;

/**
 * Into which tiles a picture is cut for a second look by the network, see {@link
 * org.isobath.depth.TiledDepth}. A tile has as many pixels as the network's input for the whole, so
 * that it is seen at its own resolution; where that takes too many tiles the picture is looked at
 * smaller. A picture that the network's input nearly resolves already is not cut.
 *
 * @param overlap share of a tile that its neighbour has too, 0 to 0.9
 * @param most tiles of a picture; 0 to look once
 */
public record Tiling(double overlap, int most) implements Serializable {
  /** The network looks once. */
  public static final Tiling NONE = new Tiling(0, 0);

  /** The least gain in resolution that tiles are worth their time for. */
  private static final double LEAST_GAIN = 1.3;

  private static final double STEP = 1.1;

  public Tiling {
    if (!(overlap >= 0 && overlap <= 0.9) || most < 0) {
      throw new IllegalArgumentException("no tiling: overlap " + overlap + ", most " + most);
    }
  }

  /**
   * The tiles of an upright picture of these sides, in pixels of the size at which it is looked at;
   * null where once is enough.
   *
   * @param frame of the whole picture
   */
  TileGrid grid(int width, int height, NetworkFrame frame) {
    double gain =
        Math.min((double) width / frame.innerWidth(), (double) height / frame.innerHeight());
    for (double shrink = 1; most > 1 && gain / shrink >= LEAST_GAIN; shrink *= STEP) {
      TileGrid grid =
          TileGrid.of(
              (int) Math.rint(width / shrink),
              (int) Math.rint(height / shrink),
              frame.innerWidth(),
              frame.innerHeight(),
              overlap);
      if (grid.columns() * grid.rows() <= most) {
        return grid;
      }
    }
    return null;
  }

  /** The picture at the grid's size. */
  static Image scaled(Image image, TileGrid grid) {
    return Resize.apply(image, grid.width(), grid.height(), Interpolation.AREA);
  }

  /** The pixels of one tile. */
  static Image cut(Image image, TileGrid.Tile tile) {
    byte[] rgb = new byte[3 * tile.width() * tile.height()];
    for (int y = 0; y < tile.height(); y++) {
      System.arraycopy(
          image.rgb(),
          3 * ((tile.top() + y) * image.width() + tile.left()),
          rgb,
          3 * y * tile.width(),
          3 * tile.width());
    }
    return new Image(tile.width(), tile.height(), rgb);
  }
}
