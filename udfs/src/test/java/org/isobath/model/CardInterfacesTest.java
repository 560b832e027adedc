package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.isobath.Rejected;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.image.Image;
import org.isobath.onnx.Batching;
import org.isobath.onnx.Device;
import org.isobath.onnx.Graphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bundled card over a small graph with the tensors of the file that it names. */
class CardInterfacesTest {
  private static final float INF = Float.POSITIVE_INFINITY;

  /** Beginnings of ids, the longest that fits counts, and their graph. */
  private static final Map<String, String> GRAPHS =
      Map.ofEntries(
          Map.entry("depth-anything-v2-small", "depth_anything_v2"),
          Map.entry("depth-anything-v2-base", "depth_anything_v2"),
          Map.entry("depth-anything-v2-large", "depth_anything_v2"),
          Map.entry("depth-anything-v2-small-metric", "depth_anything_3"),
          Map.entry("depth-anything-v2-base-metric", "depth_anything_3"),
          Map.entry("depth-anything-v2-large-metric", "depth_anything_3"),
          Map.entry("depth-anything-3-small", "depth_anything_3"),
          Map.entry("depth-anything-3-base", "depth_anything_3"),
          Map.entry("depth-anything-3-mono-large", "depth_anything_3_sky"),
          Map.entry("depth-anything-3-metric-large", "depth_anything_3_sky"),
          Map.entry("dpt-large", "dpt_large"),
          Map.entry("midas-v21-small", "midas_v21"),
          Map.entry("zoedepth-nk", "zoedepth"),
          Map.entry("metric3d-v2", "metric3d_v2"),
          Map.entry("depth-pro", "depth_pro"),
          Map.entry("moge-2", "moge_2"),
          Map.entry("unidepth-v2", "unidepth_v2"));

  static Collection<ModelCard> cards() {
    return ModelCardTest.bundled().stream()
        .filter(card -> !card.id().equals("isobath-tiny"))
        .toList();
  }

  private static DepthModel open(ModelCard card) {
    String graph =
        GRAPHS.keySet().stream()
            .filter(card.id()::startsWith)
            .max((a, b) -> Integer.compare(a.length(), b.length()))
            .map(GRAPHS::get)
            .orElseThrow(() -> new AssertionError("no graph for " + card.id()));
    return DepthModels.open(card.locked(graph, 0), Graphs.file(graph), Device.CPU, 1);
  }

  @ParameterizedTest
  @MethodSource("cards")
  void everyCardFitsTheInterfaceOfItsFile(ModelCard card) throws Rejected {
    byte[] rgb = new byte[3 * 80 * 60];
    new Random(1).nextBytes(rgb);
    try (DepthModel model = open(card);
        PreparedImage image = model.preprocess(new Image(80, 60, rgb))) {
      RawDepth raw = model.infer(List.of(image)).get(0);
      DepthEstimate estimate = model.postprocess(raw, 70, OutputSize.IMAGE);
      DepthMap map = estimate.depth();
      assertThat(map.width()).isEqualTo(80);
      assertThat(map.height()).isEqualTo(60);
      assertThat(map.kind()).isEqualTo(card.output().kind().depthKind());
      int known = 0;
      for (float value : map.values()) {
        known += Float.isFinite(value) ? 1 : 0;
      }
      assertThat(known).as("pixels with a finite value").isGreaterThan(1000);
      if (card.output().focal().isEmpty()) {
        assertThat(estimate.focalPx()).as("the given focal length").isEqualTo(70);
      } else {
        assertThat(estimate.focalPx()).as("the graph's own").isPositive().isNotEqualTo(70);
      }
    }
  }

  /** The graph's points are those of depth 2 + red, less a shift of 0.5 and halved. */
  @Test
  void shiftScaleAndFocalLengthOfAffinePointsAreRecovered() throws Rejected {
    ModelCard moge = card("moge-2-small");
    Image image = ramp(120, 90);
    try (DepthModel model = open(moge);
        PreparedImage prepared = model.preprocess(image)) {
      RawDepth raw = model.infer(List.of(prepared)).get(0);
      assertThat(raw.metricScale()).as("1800 tokens / 900").isEqualTo(2);
      DepthEstimate estimate = model.postprocess(raw, Double.NaN, OutputSize.NETWORK);
      DepthMap map = estimate.depth();
      assertThat(map.kind()).isEqualTo(DepthKind.METRIC);
      assertThat(map.width()).isEqualTo(800);
      assertThat(estimate.focalPx()).as("0.9 of the width").isCloseTo(108, within(0.05));
      for (int x = 400; x < 800; x += 37) {
        // red is a ramp of 2 levels per column of the picture, resized by a cubic kernel
        double red = 2 * ((x + 0.5) * 120 / 800 - 0.5) / 255;
        assertThat((double) map.at(x, 300)).as("column %s", x).isCloseTo(2 + red, within(2e-3));
      }
      assertThat(map.at(100, 300)).as("what the mask leaves out").isEqualTo(INF);
      assertThat(model.postprocess(raw, 216, OutputSize.NETWORK).focalPx())
          .as("of the picture's header")
          .isEqualTo(216);
    }
  }

  @Test
  void aBatchGetsItsNumberToo() throws Rejected {
    ModelCard moge = card("moge-2-small").locked("moge_batches", 0);
    Image image = ramp(120, 90);
    try (DepthModel alone = open(card("moge-2-small"));
        DepthModel batched =
            DepthModels.open(
                moge,
                Graphs.file("moge_2"),
                Device.CPU,
                0,
                1,
                new Batching(2, Duration.ofMillis(200), 64 << 20))) {
      List<DepthMap> two = batched.estimate(List.of(image, image));
      float[] one = alone.estimate(List.of(image)).get(0).values();
      for (DepthMap map : two) {
        assertThat(map.values()).isEqualTo(one);
      }
    }
  }

  @Test
  void pointsInMetresHaveTheirDepthInZ() throws Rejected {
    try (DepthModel model = open(card("unidepth-v2-small"));
        PreparedImage prepared = model.preprocess(ramp(120, 60))) {
      RawDepth raw = model.infer(List.of(prepared)).get(0);
      assertThat(raw.width()).isEqualTo(616);
      assertThat(raw.x()).hasSameSizeAs(raw.depth());
      DepthEstimate estimate = model.postprocess(raw, Double.NaN, OutputSize.NETWORK);
      assertThat(estimate.depth().height()).as("without the padding").isEqualTo(308);
      assertThat(estimate.depth().at(5, 5)).isEqualTo(raw.depth()[(77 + 5) * 616 + 5]);
      assertThat(estimate.focalPx())
          .as("616 columns of the network show 120 of the picture")
          .isCloseTo(raw.focal() * 120 / 616, within(1e-6));
    }
  }

  private static ModelCard card(String id) {
    return cards().stream().filter(card -> card.id().equals(id)).findFirst().orElseThrow();
  }

  /** Red rises by two levels per column; green covers the right three quarters. */
  private static Image ramp(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      rgb[3 * i] = (byte) (2 * (i % width));
      rgb[3 * i + 1] = (byte) (i % width < width / 4 ? 0 : 255);
    }
    return new Image(width, height, rgb);
  }
}
