package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.isobath.depth.TileGrid.Tile;
import org.isobath.image.Interpolation;
import org.isobath.scene.SceneUri;
import org.junit.jupiter.api.Test;

class TiledDepthTest {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 192;

  /** Inverse depth with slopes and, every 24 pixels, an edge. */
  private static DepthMap truth() {
    float[] values = new float[WIDTH * HEIGHT];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int checks = ((x + 2) / 24 + (y + 11) / 24) % 2;
        values[y * WIDTH + x] =
            (float) (2 + 0.01 * y + 0.6 * checks + 0.4 * Math.sin(x / 31.0) + 0.003 * x);
      }
    }
    return new DepthMap(WIDTH, HEIGHT, values, DepthKind.INVERSE_RELATIVE);
  }

  private static DepthMap crop(DepthMap map, Tile tile, double scale, double shift) {
    float[] values = new float[tile.width() * tile.height()];
    for (int y = 0; y < tile.height(); y++) {
      for (int x = 0; x < tile.width(); x++) {
        values[y * tile.width() + x] =
            (float)
                (scale * map.values()[(tile.top() + y) * map.width() + tile.left() + x] + shift);
      }
    }
    return new DepthMap(tile.width(), tile.height(), values, map.kind());
  }

  private static DepthMap small(DepthMap map) {
    return DepthResize.apply(map, map.width() / 4, map.height() / 4, Interpolation.AREA, false);
  }

  private static double error(float[] values, DepthMap truth) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += Math.abs(values[i] - truth.values()[i]);
    }
    return sum / values.length;
  }

  private static DepthMap large(DepthMap map) {
    return DepthResize.apply(map, WIDTH, HEIGHT, Interpolation.LINEAR, false);
  }

  @Test
  void tiles_in_scales_of_their_own_give_back_what_the_whole_had_lost() {
    DepthMap truth = truth();
    DepthMap whole = small(truth);
    // tiles begin at multiples of four, so that their coarse pixels are those of the whole
    TileGrid grid = TileGrid.of(WIDTH, HEIGHT, 96, 96, 1 / 6.0);
    List<DepthMap> parts = new ArrayList<>();
    for (int i = 0; i < grid.tiles().size(); i++) {
      parts.add(crop(truth, grid.tiles().get(i), 0.3 + 0.2 * i, i - 4));
    }
    TiledDepth.Tiled tiled = TiledDepth.fuse(whole, grid, parts);
    assertThat(tiled.used()).isEqualTo(parts.size());
    assertThat(error(large(whole).values(), truth)).isGreaterThan(0.02);
    assertThat(error(tiled.depth().values(), truth)).isLessThan(0.003);
    assertThat(tiled.seam()).isBetween(0.5, 1.5);
    assertThat(tiled.depth().kind()).isEqualTo(DepthKind.INVERSE_RELATIVE);
  }

  @Test
  void what_runs_against_the_whole_or_does_not_follow_it_takes_no_part() {
    DepthMap truth = truth();
    DepthMap whole = small(truth);
    TileGrid grid = TileGrid.of(WIDTH, HEIGHT, WIDTH, HEIGHT, 0.3);
    assertThat(grid.tiles()).hasSize(1);
    for (DepthMap part : List.of(crop(truth, grid.tiles().get(0), -1, 9), noise(), constant(3))) {
      TiledDepth.Tiled tiled = TiledDepth.fuse(whole, grid, List.of(part));
      assertThat(tiled.used()).isZero();
      assertThat(tiled.seam()).as("one tile has no seam").isNaN();
      assertThat(error(tiled.depth().values(), large(whole))).isLessThan(1e-6);
    }
  }

  private static DepthMap noise() {
    java.util.Random random = new java.util.Random(1);
    float[] values = new float[WIDTH * HEIGHT];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return new DepthMap(WIDTH, HEIGHT, values, DepthKind.INVERSE_RELATIVE);
  }

  private static DepthMap constant(float value) {
    float[] values = new float[WIDTH * HEIGHT];
    java.util.Arrays.fill(values, value);
    return new DepthMap(WIDTH, HEIGHT, values, DepthKind.INVERSE_RELATIVE);
  }

  @Test
  void a_flat_whole_takes_no_detail() {
    TileGrid grid = TileGrid.of(WIDTH, HEIGHT, 128, 96, 0);
    List<DepthMap> parts = new ArrayList<>();
    for (Tile tile : grid.tiles()) {
      parts.add(crop(truth(), tile, 1, 0));
    }
    assertThat(TiledDepth.fuse(constant(2), grid, parts).used()).isZero();
  }

  @Test
  void metres_stay_metres_and_sky_stays_sky() {
    DepthMap scene = new SceneUri(20260007, WIDTH, HEIGHT).render().depth();
    DepthMap whole = DepthConversion.toDepth(small(DepthConversion.toInverse(scene)));
    TileGrid grid = TileGrid.of(WIDTH, HEIGHT, 128, 128, 0.4);
    List<DepthMap> parts = new ArrayList<>();
    for (Tile tile : grid.tiles()) {
      parts.add(crop(scene, tile, 1, 0));
    }
    DepthMap tiled = TiledDepth.fuse(whole, grid, parts).depth();
    DepthMap plain = large(whole);
    assertThat(tiled.kind()).isEqualTo(DepthKind.METRIC);
    double before = 0;
    double after = 0;
    for (int i = 0; i < tiled.values().length; i++) {
      float z = tiled.values()[i];
      assertThat(DepthMap.finite(z)).isEqualTo(DepthMap.finite(plain.values()[i]));
      if (DepthMap.finite(z)) {
        assertThat(z).isPositive();
        if (DepthMap.finite(scene.values()[i])) {
          before += Math.abs(1 / plain.values()[i] - 1 / scene.values()[i]);
          after += Math.abs(1 / z - 1 / scene.values()[i]);
        }
      }
    }
    assertThat(after).isLessThan(0.8 * before);
  }
}
