package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.isobath.depth.TileGrid.Tile;
import org.junit.jupiter.api.Test;

class TileGridTest {
  @Test
  void four_megapixels_take_twelve_tiles() {
    TileGrid grid = TileGrid.of(2240, 1792, 784, 784, 0.33);
    assertThat(grid.columns()).isEqualTo(4);
    assertThat(grid.rows()).isEqualTo(3);
    assertThat(grid.tiles().get(0)).isEqualTo(new Tile(0, 0, 784, 784));
    assertThat(grid.tiles().get(11)).isEqualTo(new Tile(1456, 1008, 784, 784));
  }

  @Test
  void every_pixel_is_covered_and_neighbours_overlap_as_asked() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 200; round++) {
      int width = random.nextInt(1, 3000);
      int tile = random.nextInt(8, 900);
      double overlap = random.nextDouble() * 0.8;
      TileGrid grid = TileGrid.of(width, 1, tile, 1, overlap);
      List<Tile> tiles = grid.tiles();
      assertThat(tiles.get(0).left()).isZero();
      assertThat(tiles.get(tiles.size() - 1).left() + grid.tileWidth()).isEqualTo(width);
      for (int i = 1; i < tiles.size(); i++) {
        int shared = tiles.get(i - 1).left() + grid.tileWidth() - tiles.get(i).left();
        assertThat(shared)
            .as("%s of %d pixels, %.3f", grid, width, overlap)
            .isGreaterThanOrEqualTo((int) Math.floor(overlap * grid.tileWidth()) - 1)
            .isPositive();
      }
    }
  }

  @Test
  void a_small_picture_is_one_tile() {
    assertThat(TileGrid.of(300, 200, 784, 784, 0.3).tiles())
        .containsExactly(new Tile(0, 0, 300, 200));
  }

  @Test
  void an_overlap_of_all_is_refused() {
    assertThatThrownBy(() -> TileGrid.of(10, 10, 5, 5, 1))
        .hasMessage("an overlap is from 0 to below 1, not 1.0");
  }
}
