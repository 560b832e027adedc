package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.image.DecodeOptions;
import org.isobath.image.ImageEncoder;
import org.isobath.onnx.Device;
import org.isobath.quality.DepthMetric;
import org.isobath.scene.SceneGenerator;
import org.isobath.scene.SceneRenderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code input.reduced-decode} of a card: what it may change, and what it may not. */
class ReducedDecodeTest {
  /** 1280x960 into 256x192: a quarter of the sides is still large enough. */
  private static final byte[] PICTURE =
      ImageEncoder.jpeg(
          SceneRenderer.render(SceneGenerator.generate(7_100_000_000L), 1280, 960).image(), 90);

  private final Configuration hadoop = new Configuration(false);

  @TempDir Path cache;

  private ImageEstimator estimator(boolean reduced, OutputSize size) {
    ModelCard bundled = ModelCards.load(List.of(), hadoop).get("isobath-tiny");
    ModelCard card = bundled.withInput(bundled.input().withReducedDecode(reduced));
    Path file =
        new ModelStore(cache, List.of(), 1 << 30, Duration.ofMinutes(1)).fetch(card, hadoop);
    return new ImageEstimator(
        DepthModels.open(card, file, Device.CPU, 1), DecodeOptions.DEFAULT, size, "params");
  }

  /** Mean of |r - w| over the range of w. */
  private static double moved(byte[] picture, ImageEstimator reduced, ImageEstimator whole)
      throws Rejected {
    ImageEstimator.Estimated r = reduced.estimate(picture, Double.NaN);
    ImageEstimator.Estimated w = whole.estimate(picture, Double.NaN);
    double sum = 0;
    for (int i = 0; i < w.map().values().length; i++) {
      sum += Math.abs(r.map().values()[i] - w.map().values()[i]);
    }
    double range =
        w.metrics()[DepthMetric.VALUE_MAX.ordinal()] - w.metrics()[DepthMetric.VALUE_MIN.ordinal()];
    return sum / w.map().values().length / range;
  }

  @Test
  void sides_focal_length_and_frame_are_those_of_the_whole_picture() throws Rejected {
    ImageEstimator.Decoded decoded = estimator(true, OutputSize.NETWORK).decode(PICTURE);
    try (PreparedImage prepared = decoded.prepared()) {
      assertThat(decoded.image().width()).isEqualTo(320);
      assertThat(decoded.image().height()).isEqualTo(240);
      assertThat(prepared.imageWidth()).isEqualTo(1280);
      assertThat(prepared.imageHeight()).isEqualTo(960);
      assertThat(prepared.frame()).isEqualTo(NetworkFrame.full(256, 192));
    }
    double focal = estimator(true, OutputSize.NETWORK).estimate(PICTURE, 1000).focalPx();
    assertThat(focal).as("in pixels of a map of 256 columns").isEqualTo(200);
  }

  @Test
  void depth_moves_a_little_and_scores_hardly() throws Rejected {
    ImageEstimator reduced = estimator(true, OutputSize.NETWORK);
    ImageEstimator whole = estimator(false, OutputSize.NETWORK);
    assertThat(moved(PICTURE, reduced, whole)).isBetween(1e-6, 0.03);
    double[] ofReduced = reduced.estimate(PICTURE, Double.NaN).metrics();
    double[] ofWhole = whole.estimate(PICTURE, Double.NaN).metrics();
    for (DepthMetric metric :
        List.of(DepthMetric.EDGE_AGREEMENT, DepthMetric.EDGE_CORRELATION, DepthMetric.PLANARITY)) {
      assertThat(ofReduced[metric.ordinal()])
          .as(metric.label())
          .isCloseTo(ofWhole[metric.ordinal()], within(0.05));
    }
  }

  @Test
  void depth_at_the_size_of_the_picture_is_made_from_all_its_pixels() throws Rejected {
    ImageEstimator.Decoded decoded = estimator(true, OutputSize.IMAGE).decode(PICTURE);
    decoded.prepared().close();
    assertThat(decoded.image().width()).isEqualTo(1280);
  }

  @Test
  void the_cards_limits_hold_for_the_whole_picture() {
    byte[] strip =
        ImageEncoder.jpeg(
            SceneRenderer.render(SceneGenerator.generate(7_100_000_001L), 900, 100).image(), 90);
    assertThatThrownBy(() -> estimator(true, OutputSize.NETWORK).decode(strip))
        .isInstanceOfSatisfying(
            Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.MODEL_LIMITS))
        .hasMessageContaining("900x100");
  }

  @Test
  void depth_of_photographs_moves_a_little() throws Exception {
    ImageEstimator reduced = estimator(true, OutputSize.NETWORK);
    ImageEstimator whole = estimator(false, OutputSize.NETWORK);
    try (Stream<Path> files = Files.list(Assets.folder().resolve("photos"))) {
      for (Path file : files.sorted().limit(2).toList()) {
        assertThat(moved(Files.readAllBytes(file), reduced, whole))
            .as(file.getFileName().toString())
            .isLessThan(0.05);
      }
    }
  }
}
