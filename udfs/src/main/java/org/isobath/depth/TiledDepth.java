package org.isobath.depth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.isobath.image.Interpolation;

/**
 * Depth finer than one pass of a network gives: the map of the whole picture, with the detail that
 * maps of its tiles have beyond it. Not for tiles of several networks, nor for pictures hardly
 * larger than the network's input, which gain nothing.
 *
 * <p>A network that sees a tile alone knows neither its distance nor its tilt, so only what the
 * whole cannot resolve is taken from it. In inverse depth: every tile is fitted to the whole by
 * {@link Alignment#robust} at the whole's own resolution; what the fitted tile has beyond that
 * resolution is its detail; details are blended by a raised cosine over the overlaps and added to
 * the whole, up-sampled linearly. Where the tile has no part (sky, invalid), the whole stands. A
 * tile takes no part where the whole is flat, when it runs against the whole, or does not follow
 * it: the residual of the fit is above {@link #MOST_RESIDUAL} of the whole's range there.
 *
 * <p>Made row by row: beside the result there are the maps as they came from the network.
 */
public final class TiledDepth {
  /** Median residual of a tile's fit, as a share of the whole's range in the tile. */
  public static final double MOST_RESIDUAL = 0.15;

  /** Range of the whole in a tile, as a share of its range everywhere, below which it is flat. */
  private static final double FLAT = 0.02;

  /** Enough for a fit of two numbers. */
  private static final int FITTED_PIXELS = 16_384;

  private TiledDepth() {}

  /**
   * @param depth of the picture's size and the whole's kind
   * @param used tiles that took part
   * @param seam median step of inverse depth across the borders of tiles over that across lines
   *     beside them: 1 without any seam; {@code NaN} with one tile or without steps
   */
  public record Tiled(DepthMap depth, int used, double seam) {}

  /** A tile's detail on the grid of its own map; null when it takes no part. */
  private record Detail(TileGrid.Tile tile, int width, int height, float[] values) {}

  /**
   * @param whole of the whole picture, at any size up to its
   * @param parts one map for each tile of {@code grid}, in its order, of the whole's kind and at
   *     any size
   */
  public static Tiled fuse(DepthMap whole, TileGrid grid, List<DepthMap> parts) {
    List<TileGrid.Tile> tiles = grid.tiles();
    if (parts.size() != tiles.size()) {
      throw new IllegalArgumentException(
          "one map for each tile: " + parts.size() + " maps, " + tiles.size() + " tiles");
    }
    DepthMap inverse = DepthConversion.toInverse(whole);
    double range = range(inverse.values());
    List<Detail> details = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).kind() != whole.kind()) {
        throw new IllegalArgumentException(
            "a tile is " + parts.get(i).kind() + " and the whole " + whole.kind());
      }
      Detail detail = detail(inverse, range, grid, tiles.get(i), parts.get(i));
      if (detail != null) {
        details.add(detail);
      }
    }
    float[] values = new float[grid.width() * grid.height()];
    for (int y = 0; y < grid.height(); y++) {
      row(inverse, grid, details, whole.kind() != DepthKind.INVERSE_RELATIVE, y, values);
    }
    double seam = Seams.score(values, grid);
    if (whole.kind() != inverse.kind()) {
      values = DepthConversion.depthOfInverse(values);
    }
    return new Tiled(
        new DepthMap(grid.width(), grid.height(), values, whole.kind()), details.size(), seam);
  }

  private static Detail detail(
      DepthMap whole, double range, TileGrid grid, TileGrid.Tile tile, DepthMap part) {
    // the tile at the resolution of the whole
    int width = cells(tile.width(), whole.width(), grid.width(), part.width());
    int height = cells(tile.height(), whole.height(), grid.height(), part.height());
    DepthMap fine = DepthConversion.toInverse(part);
    DepthMap coarse = DepthResize.apply(fine, width, height, Interpolation.AREA, false);
    float[] there = new float[width * height];
    for (int y = 0; y < height; y++) {
      double wholeY = (tile.top() + (y + 0.5) * tile.height() / height) / grid.height();
      for (int x = 0; x < width; x++) {
        double wholeX = (tile.left() + (x + 0.5) * tile.width() / width) / grid.width();
        there[y * width + x] = at(whole, wholeX * whole.width(), wholeY * whole.height());
      }
    }
    double local = range(there);
    if (!(local > FLAT * range)) {
      return null;
    }
    Alignment alignment = fit(coarse.values(), there);
    if (!alignment.usable()
        || !(residual(alignment, coarse.values(), there) <= MOST_RESIDUAL * local)) {
      return null;
    }
    float[] smooth =
        DepthResize.apply(coarse, part.width(), part.height(), Interpolation.LINEAR, false)
            .values();
    float[] values = new float[smooth.length];
    for (int i = 0; i < values.length; i++) {
      float beyond = (float) (alignment.scale() * (fine.values()[i] - smooth[i]));
      values[i] = Float.isFinite(beyond) ? beyond : 0;
    }
    return new Detail(tile, part.width(), part.height(), values);
  }

  /** Pixels that the whole has for a side of a tile; never more than the tile's map has. */
  private static int cells(int tile, int whole, int picture, int part) {
    return Math.max(1, Math.min(part, (int) Math.rint((double) tile * whole / picture)));
  }

  private static Alignment fit(float[] coarse, float[] there) {
    int step = 1 + coarse.length / FITTED_PIXELS;
    int n = (coarse.length + step - 1) / step;
    float[] from = new float[n];
    float[] to = new float[n];
    for (int i = 0; i < n; i++) {
      from[i] = coarse[i * step];
      to[i] = there[i * step];
    }
    boolean[] valid = new boolean[n];
    Arrays.fill(valid, true);
    return Alignment.robust(from, to, valid);
  }

  private static double residual(Alignment alignment, float[] coarse, float[] there) {
    float[] residuals = new float[coarse.length];
    for (int i = 0; i < residuals.length; i++) {
      residuals[i] = (float) Math.abs(alignment.scale() * coarse[i] + alignment.shift() - there[i]);
    }
    return Quantiles.of(residuals).at(0.5);
  }

  /** Between the 2nd and the 98th percentile; {@code NaN} without a finite value. */
  private static double range(float[] values) {
    Quantiles quantiles = Quantiles.of(values);
    return quantiles.at(0.98) - quantiles.at(0.02);
  }

  /**
   * @param knowsZero whether a value of zero is infinitely far
   */
  private static void row(
      DepthMap whole,
      TileGrid grid,
      List<Detail> details,
      boolean knowsZero,
      int y,
      float[] values) {
    int width = grid.width();
    double wholeY = (y + 0.5) * whole.height() / grid.height();
    double[] weights = new double[width];
    double[] sums = new double[width];
    for (Detail detail : details) {
      TileGrid.Tile tile = detail.tile();
      int inside = y - tile.top();
      if (inside < 0 || inside >= tile.height()) {
        continue;
      }
      double vertical =
          weight(inside, tile.height(), tile.top() > 0, y + tile.height() - inside < grid.height());
      double partY = (inside + 0.5) * detail.height() / tile.height();
      for (int x = 0; x < tile.width(); x++) {
        double w =
            vertical * weight(x, tile.width(), tile.left() > 0, tile.left() + tile.width() < width);
        weights[tile.left() + x] += w;
        sums[tile.left() + x] +=
            w
                * linear(
                    detail.values(),
                    detail.width(),
                    detail.height(),
                    (x + 0.5) * detail.width() / tile.width(),
                    partY);
      }
    }
    for (int x = 0; x < width; x++) {
      float value = at(whole, (x + 0.5) * whole.width() / width, wholeY);
      if (DepthMap.finite(value) && weights[x] > 0) {
        double fused = value + sums[x] / weights[x];
        // where zero is infinitely far, detail takes nothing beyond four times its distance
        value = (float) (value > 0 && knowsZero ? Math.max(fused, value / 4) : fused);
      }
      values[y * width + x] = value;
    }
  }

  /**
   * Raised cosine from the tile's borders inside the picture to its middle; never zero, so that
   * tiles that do not overlap have a weight too.
   */
  private static double weight(int inside, int side, boolean before, boolean after) {
    double left = before ? inside + 0.5 : side;
    double right = after ? side - inside - 0.5 : side;
    double distance = Math.min(1, Math.min(left, right) / (side / 2.0));
    return 1e-3 + 0.5 - 0.5 * Math.cos(Math.PI * distance);
  }

  /**
   * The map at a place in its own pixels, linear between values; the label where it lies in one.
   */
  private static float at(DepthMap map, double x, double y) {
    int column = Math.min(map.width() - 1, (int) x);
    int row = Math.min(map.height() - 1, (int) y);
    float own = map.values()[row * map.width() + column];
    if (!DepthMap.finite(own)) {
      return own;
    }
    float value = (float) linear(map.values(), map.width(), map.height(), x, y);
    return DepthMap.finite(value) ? value : own;
  }

  private static double linear(float[] values, int width, int height, double x, double y) {
    double px = Math.max(0, Math.min(width - 1, x - 0.5));
    double py = Math.max(0, Math.min(height - 1, y - 0.5));
    int x0 = (int) px;
    int y0 = (int) py;
    int x1 = Math.min(width - 1, x0 + 1);
    int y1 = Math.min(height - 1, y0 + 1);
    double fx = px - x0;
    double fy = py - y0;
    double top = values[y0 * width + x0] * (1 - fx) + values[y0 * width + x1] * fx;
    double bottom = values[y1 * width + x0] * (1 - fx) + values[y1 * width + x1] * fx;
    return top * (1 - fy) + bottom * fy;
  }
}
