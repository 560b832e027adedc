package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthResize;
import org.isobath.depth.TileGrid;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.image.Interpolation;
import org.isobath.onnx.Device;
import org.isobath.quality.AlignmentProtocol;
import org.isobath.quality.Benchmark;
import org.isobath.quality.DepthScore;
import org.isobath.quality.EvaluationProtocol;
import org.isobath.quality.ReferenceMetric;
import org.isobath.scene.RenderedScene;
import org.isobath.scene.SceneUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TilingTest {
  @TempDir Path folder;

  @Test
  void a_tile_is_as_large_as_the_network_sees_the_whole() {
    TileGrid grid = new Tiling(0.33, 16).grid(2240, 1792, NetworkFrame.full(784, 627));
    assertThat(grid.tileWidth()).isEqualTo(784);
    assertThat(grid.tileHeight()).isEqualTo(627);
    assertThat(grid.width()).isEqualTo(2240);
    assertThat(grid.tiles()).hasSize(16);
  }

  @Test
  void what_would_take_too_many_tiles_is_looked_at_smaller() {
    TileGrid grid = new Tiling(0.33, 9).grid(2240, 1792, NetworkFrame.full(784, 627));
    assertThat(grid.tiles()).hasSizeLessThanOrEqualTo(9);
    assertThat(grid.width()).isBetween(1500, 2239);
    assertThat((double) grid.width() / grid.height()).isBetween(1.24, 1.26);
  }

  @Test
  void what_the_network_nearly_resolves_is_looked_at_once() {
    NetworkFrame frame = NetworkFrame.full(784, 627);
    assertThat(new Tiling(0.33, 16).grid(1000, 800, frame)).isNull();
    assertThat(new Tiling(0.33, 16).grid(100, 80, frame)).isNull();
    assertThat(Tiling.NONE.grid(2240, 1792, frame)).isNull();
    assertThatThrownBy(() -> new Tiling(0.95, 2)).hasMessageContaining("overlap 0.95");
  }

  @Test
  void pixels_of_a_tile_are_those_of_the_picture() {
    byte[] rgb = new byte[3 * 4 * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) i;
    }
    Image cut = Tiling.cut(new Image(4, 3, rgb), new TileGrid.Tile(1, 1, 2, 2));
    assertThat(cut.rgb()).containsExactly(15, 16, 17, 18, 19, 20, 27, 28, 29, 30, 31, 32);
  }

  /**
   * Over scenes of 0.8 megapixels, five times what the bundled model sees at once. Both have edges
   * that it finds at all, which one scene in three has: at the others an F1 of nothing says
   * nothing.
   */
  @Test
  void tiles_have_finer_edges_than_one_look_and_no_worse_depth() throws Exception {
    Configuration hadoop = new Configuration(false);
    ModelCard card = ModelCards.load(List.of(), hadoop).get("isobath-tiny");
    ModelStore store = new ModelStore(folder, List.of(), 1 << 30, Duration.ofMinutes(1));
    DepthModel model = DepthModels.open(card, store.fetch(card, hadoop), Device.CPU, 1);
    ImageEstimator once = estimator(model, Tiling.NONE);
    ImageEstimator tiled = estimator(model, new Tiling(0.33, 16));
    EvaluationProtocol protocol =
        new EvaluationProtocol(AlignmentProtocol.LSQ_INVERSE, Benchmark.CAP_40);
    double[] absRel = new double[2];
    double[] edges = new double[2];
    int[] scenes = {20260103, 20260105};
    for (int seed : scenes) {
      RenderedScene scene = new SceneUri(seed, 1024, 768).render();
      byte[] png = ImageEncoder.png(scene.image());
      ImageEstimator.Estimated fine = tiled.estimate(png, Double.NaN);
      assertThat(fine.tiles()).as("tiles of scene %d", seed).isPositive();
      assertThat(fine.seam()).as("seam of scene %d", seed).isLessThanOrEqualTo(1.5);
      DepthMap[] maps = {once.estimate(png, Double.NaN).map(), fine.map()};
      for (int i = 0; i < 2; i++) {
        DepthMap map = DepthResize.apply(maps[i], 1024, 768, Interpolation.LINEAR, false);
        absRel[i] +=
            new ReferenceMetric(DepthScore.ABS_REL, protocol).score(map, scene.depth())
                / scenes.length;
        edges[i] +=
            new ReferenceMetric(DepthScore.BOUNDARY_F1, protocol).score(map, scene.depth())
                / scenes.length;
      }
    }
    assertThat(edges[1]).as("boundary F1, once %.4f", edges[0]).isGreaterThan(1.1 * edges[0]);
    assertThat(absRel[1]).as("AbsRel, once %.4f", absRel[0]).isLessThanOrEqualTo(absRel[0] * 1.005);
  }

  private static ImageEstimator estimator(DepthModel model, Tiling tiling) {
    return new ImageEstimator(model, DecodeOptions.DEFAULT, OutputSize.NETWORK, tiling, "p");
  }
}
