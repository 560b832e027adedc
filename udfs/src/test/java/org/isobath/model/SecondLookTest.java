package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.isobath.UserError;
import org.isobath.depth.DepthMap;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.onnx.Batching;
import org.isobath.onnx.Device;
import org.isobath.quality.Consistency;
import org.isobath.quality.ConsistencyMetric;
import org.isobath.quality.DepthMetric;
import org.isobath.quality.Metrics;
import org.isobath.scene.RenderedScene;
import org.isobath.scene.SceneUri;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecondLookTest {
  private static final RenderedScene SCENE = new SceneUri(20260300, 256, 192).render();
  private static final Image PICTURE = SCENE.image();

  @TempDir Path folder;
  private ModelCard card;
  private Path file;

  @BeforeEach
  void fetch() {
    Configuration hadoop = new Configuration(false);
    card = ModelCards.load(List.of(), hadoop).get("isobath-tiny");
    file = new ModelStore(folder, List.of(), 1 << 30, Duration.ofMinutes(1)).fetch(card, hadoop);
  }

  private DepthModel model(ModelCard as) {
    return DepthModels.open(as, file, Device.CPU, 1);
  }

  private double[] metrics(DepthModel model, Tiling tiling, SecondLook... looks) throws Exception {
    ImageEstimator estimator =
        new ImageEstimator(
            model,
            DecodeOptions.DEFAULT,
            OutputSize.NETWORK,
            tiling,
            Fusion.NONE,
            new CrossCheck(List.of(looks), null),
            List.of(),
            "p");
    return estimator.estimate(ImageEncoder.png(PICTURE), Double.NaN).metrics();
  }

  private static double of(double[] metrics, ConsistencyMetric metric) {
    return metrics[Metrics.OF_DEPTH.indexOf(metric)];
  }

  @Test
  void each_look_is_scored_as_by_hand() throws Exception {
    DepthModel model = model(card);
    double[] scores = metrics(model, Tiling.NONE, SecondLook.values());

    DepthMap map = model.estimate(List.of(PICTURE)).get(0);
    DepthMap flipped = model.estimate(List.of(changed(256, 192, (x, y) -> at(255 - x, y)))).get(0);
    assertThat(of(scores, ConsistencyMetric.FLIP_CONSISTENCY))
        .isPositive()
        .isCloseTo(Consistency.residual(map, Consistency.mirrored(flipped)), within(1e-12));

    DepthMap middle =
        model.estimate(List.of(changed(192, 144, (x, y) -> at(x + 32, y + 24)))).get(0);
    assertThat(of(scores, ConsistencyMetric.CROP_CONSISTENCY))
        .isPositive()
        .isCloseTo(Consistency.residual(Consistency.middle(map, 0.75), middle), within(1e-12));

    // three quarters of 192 are 144, which is 4.5 times 32 and rounds to 128
    SizeRule rule = card.input().size();
    SizeRule smaller = new SizeRule(rule.fit(), 128, 128, 32, rule.maxSide(), rule.padRgb());
    DepthMap small =
        model(card.withInput(card.input().withSize(smaller))).estimate(List.of(PICTURE)).get(0);
    assertThat(small.height()).isEqualTo(128);
    assertThat(of(scores, ConsistencyMetric.SCALE_CONSISTENCY))
        .isPositive()
        .isCloseTo(Consistency.residual(map, small), within(1e-12));
  }

  @Test
  void what_is_not_asked_for_is_undefined_and_nothing_else_moves() throws Exception {
    DepthModel model = model(card);
    double[] none = metrics(model, Tiling.NONE);
    double[] crop = metrics(model, Tiling.NONE, SecondLook.CROP);
    int maps = DepthMetric.values().length;
    assertThat(Arrays.copyOf(crop, maps)).isEqualTo(Arrays.copyOf(none, maps));
    for (ConsistencyMetric metric : ConsistencyMetric.values()) {
      assertThat(of(none, metric)).as(metric.label()).isNaN();
    }
    assertThat(of(crop, ConsistencyMetric.CROP_CONSISTENCY)).isNotNaN();
    assertThat(of(crop, ConsistencyMetric.FLIP_CONSISTENCY)).isNaN();
  }

  /** The network's own words are compared, not those that tiles have refined. */
  @Test
  void tiles_and_second_looks_keep_apart() throws Exception {
    DepthModel model = model(card);
    DepthModel small = model(coarse(card));
    double[] tiled = metrics(small, new Tiling(0.33, 16), SecondLook.FLIP);
    double[] once = metrics(small, Tiling.NONE, SecondLook.FLIP);
    assertThat(of(tiled, ConsistencyMetric.FLIP_CONSISTENCY))
        .isEqualTo(of(once, ConsistencyMetric.FLIP_CONSISTENCY));
    assertThat(tiled).as("tiles refine the map").isNotEqualTo(once);
    assertThat(model.takesOtherSizes()).isTrue();
  }

  @Test
  void batched_with_the_main_pass_they_say_the_same() throws Exception {
    DepthModel alone = model(card);
    try (DepthModel batched =
        DepthModels.openAlone(
            card, file, Device.CPU, 0, 1, new Batching(4, Duration.ofMillis(2), 1 << 24))) {
      double[] one = metrics(alone, Tiling.NONE, SecondLook.values());
      double[] many = metrics(batched, Tiling.NONE, SecondLook.values());
      for (SecondLook look : SecondLook.values()) {
        assertThat(of(many, look.metric()))
            .as(look.label())
            .isCloseTo(of(one, look.metric()), within(1e-4));
      }
    }
  }

  @Test
  void a_graph_of_one_size_has_no_look_at_another() throws Exception {
    Path graphs = Path.of("src/test/resources/model/graphs").toAbsolutePath();
    Path graph = graphs.resolve("fixed.onnx");
    String sha =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(graph)));
    ModelCard fixed =
        ModelCard.parse(
            """
            id = fixed
            title = "for tests"
            licence { name = "Apache-2.0", commercial = true }
            source = "%s"
            sha256 = "%s"
            input { size { rule = stretch, width = 64, height = 48 }, interpolation = linear }
            output { kind = inverse_relative }
            """
                .formatted(graph.toUri(), sha),
            "fixed.conf",
            graphs.toUri());
    try (DepthModel model = DepthModels.open(fixed, graph, Device.CPU, 1)) {
      SecondLook.FLIP.require(model);
      assertThatThrownBy(() -> SecondLook.SCALE.require(model))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("fixed takes inputs of one size only")
          .hasMessageEndingWith("Set estimate.consistency without scale, such as [ flip, crop ].");
    }
  }

  private static ModelCard coarse(ModelCard card) {
    SizeRule rule = card.input().size();
    return card.withInput(
        card.input().withSize(new SizeRule(rule.fit(), 96, 96, 32, rule.maxSide(), rule.padRgb())));
  }

  private static ImageEstimator heldAgainst(DepthModel model, DepthModel other, CrossCheck check) {
    return new ImageEstimator(
        model,
        DecodeOptions.DEFAULT,
        OutputSize.NETWORK,
        new Tiling(0.33, 16),
        new Fusion(List.of(Look.FLIP), List.of()),
        check,
        List.of(other),
        "p");
  }

  /** With everything else that looks as well, so that none takes another's place. */
  @Test
  void another_model_is_scored_as_by_hand_and_changes_no_map() throws Exception {
    DepthModel model = model(coarse(card));
    DepthModel other = model(card);
    CrossCheck both = new CrossCheck(List.of(SecondLook.CROP), other.card());
    byte[] png = ImageEncoder.png(PICTURE);
    ImageEstimator.Estimated estimated = heldAgainst(model, other, both).estimate(png, Double.NaN);

    DepthMap map = model.estimate(List.of(PICTURE)).get(0);
    DepthMap second = other.estimate(List.of(PICTURE)).get(0);
    assertThat(second.height()).isEqualTo(192);
    assertThat(estimated.tiles()).isPositive();
    assertThat(of(estimated.metrics(), ConsistencyMetric.MODEL_DIFFERENCE))
        .isPositive()
        .isCloseTo(Consistency.residual(map, second), within(1e-12));
    assertThat(of(estimated.metrics(), ConsistencyMetric.MODEL_AGREEMENT))
        .isLessThan(1)
        .isCloseTo(Consistency.rankAgreement(map, second), within(1e-12));
    assertThat(of(estimated.metrics(), ConsistencyMetric.CROP_CONSISTENCY))
        .isEqualTo(
            of(metrics(model, Tiling.NONE, SecondLook.CROP), ConsistencyMetric.CROP_CONSISTENCY));
    ImageEstimator.Estimated alone =
        new ImageEstimator(
                model,
                DecodeOptions.DEFAULT,
                OutputSize.NETWORK,
                new Tiling(0.33, 16),
                new Fusion(List.of(Look.FLIP), List.of()),
                CrossCheck.NONE,
                List.of(),
                "p")
            .estimate(png, Double.NaN);
    assertThat(estimated.encoded().png()).isEqualTo(alone.encoded().png());
  }

  @Test
  void a_picture_that_the_other_model_does_not_take_keeps_its_depth() throws Exception {
    DepthModel model = model(card);
    DepthModel other =
        model(
            ModelCard.parse(
                card.toHocon() + "\nlimits.min-side = 300", "other.conf", folder.toUri()));
    ImageEstimator.Estimated estimated =
        heldAgainst(model, other, new CrossCheck(List.of(SecondLook.FLIP), other.card()))
            .estimate(ImageEncoder.png(PICTURE), Double.NaN);
    assertThat(of(estimated.metrics(), ConsistencyMetric.MODEL_AGREEMENT)).isNaN();
    assertThat(of(estimated.metrics(), ConsistencyMetric.FLIP_CONSISTENCY)).isPositive();
  }

  private interface Pixels {
    int of(int x, int y);
  }

  private static int at(int x, int y) {
    return y * 256 + x;
  }

  private static Image changed(int width, int height, Pixels from) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      System.arraycopy(PICTURE.rgb(), 3 * from.of(i % width, i / width), rgb, 3 * i, 3);
    }
    return new Image(width, height, rgb);
  }
}
