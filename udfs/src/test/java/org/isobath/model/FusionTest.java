package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.depth.DepthResize;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.image.ImageEncoder;
import org.isobath.image.Interpolation;
import org.isobath.onnx.Device;
import org.isobath.onnx.Graphs;
import org.isobath.quality.AlignmentProtocol;
import org.isobath.quality.Benchmark;
import org.isobath.quality.DepthScore;
import org.isobath.quality.EvaluationProtocol;
import org.isobath.quality.ReferenceMetric;
import org.isobath.scene.RenderedScene;
import org.isobath.scene.SceneUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FusionTest {
  private static final List<Look> ALL = List.of(Look.values());

  @TempDir Path folder;

  /** Says how bright the picture is: what depends on nothing but the pixel itself. */
  private static DepthModel brightness(String kind, String size) {
    ModelCard card =
        ModelCardTest.card(
            """
            id = %s
            title = Test
            licence { name = none, commercial = false }
            source = x.onnx
            input { size { %s }, interpolation = linear }
            output { kind = %s, depth = depth }
            """
                .formatted("mean", size, kind));
    return DepthModels.open(card.locked("mean", 0), Graphs.file("mean"), Device.CPU, 1);
  }

  private static DepthModel brightness(String kind) {
    return brightness(kind, "rule = lower, width = 96, height = 96, multiple = 8");
  }

  private static ImageEstimator estimator(DepthModel model, Fusion fusion, DepthModel... others) {
    return new ImageEstimator(
        model,
        DecodeOptions.DEFAULT,
        OutputSize.NETWORK,
        Tiling.NONE,
        fusion,
        CrossCheck.NONE,
        List.of(others),
        "p");
  }

  /** Brighter to the right, and darker in waves downwards; nothing is symmetric. */
  private static Image slope() {
    int width = 192;
    int height = 128;
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      double level = 60 + 0.8 * (i % width) + 20 * Math.sin(0.05 * (i / width));
      Arrays.fill(rgb, 3 * i, 3 * i + 3, (byte) Math.rint(level));
    }
    return new Image(width, height, rgb);
  }

  @ParameterizedTest
  @EnumSource
  void aLookIsPutBackWhereItWasTaken(Look look) throws Rejected {
    for (String kind : List.of("relative", "inverse_relative")) {
      DepthModel model = brightness(kind);
      DepthMap whole = model.estimate(List.of(slope())).get(0);
      DepthMap back;
      try (PreparedImage seen = look.prepare(model, slope())) {
        DepthMap map =
            model
                .postprocess(model.infer(List.of(seen)).get(0), Double.NaN, OutputSize.NETWORK)
                .depth();
        assertThat(map.width())
            .as("network's input")
            .isEqualTo(look == Look.SMALLER ? 112 : look == Look.LARGER ? 216 : 144);
        back = look.back(map, whole.width(), whole.height());
      }
      assertThat(back.kind()).isEqualTo(whole.kind());
      if (look.resizes()) {
        continue;
      }
      int covered = 0;
      for (int i = 0; i < whole.values().length; i++) {
        if (Float.isFinite(back.values()[i])) {
          assertThat(back.values()[i])
              .as("%s, pixel %s", kind, i)
              .isCloseTo(whole.values()[i], within(0.006f));
          covered++;
        }
      }
      double share = (double) covered / whole.values().length;
      assertThat(share).isEqualTo(look == Look.FLIP ? 1 : 0.5625);
    }
  }

  @Test
  void looksThatAgreeFuseToTheFirstWithFullConfidence() throws Exception {
    byte[] png = ImageEncoder.png(slope());
    DepthModel model = brightness("metric");
    ImageEstimator.Estimated once = estimator(model, Fusion.NONE).estimate(png, 90);
    assertThat(once.fused()).isZero();
    assertThat(once.confidence()).isNull();
    ImageEstimator.Estimated fused = estimator(model, new Fusion(ALL, List.of())).estimate(png, 90);
    assertThat(fused.fused()).isEqualTo(6);
    assertThat(fused.spread()).isBetween(0.0, 0.005);
    assertThat(fused.map().kind()).isEqualTo(DepthKind.METRIC);
    assertThat(fused.map().values())
        .usingComparatorWithPrecision(0.006f)
        .containsExactly(once.map().values());
    Image confidence = ImageDecoder.decode(fused.confidence(), DecodeOptions.DEFAULT).image();
    assertThat(confidence.width()).isEqualTo(fused.map().width());
    assertThat(confidence.rgb()[3 * 7000] & 0xff).isGreaterThan(250);
    assertThat(fused.encoded().png()).isNotEmpty();
    assertThat(DepthPng.decode(fused.encoded().png()).width()).isEqualTo(144);
  }

  @Test
  void anotherModelGivesItsMetresToARelativeOne() throws Exception {
    byte[] png = ImageEncoder.png(slope());
    DepthModel relative = brightness("relative");
    DepthModel metric = brightness("metric", "rule = stretch, width = 120, height = 80");
    Fusion both = new Fusion(List.of(Look.FLIP), List.of(metric.card()));
    ImageEstimator.Estimated fused = estimator(relative, both, metric).estimate(png, Double.NaN);
    assertThat(fused.fused()).isEqualTo(3);
    assertThat(fused.map().kind()).isEqualTo(DepthKind.METRIC);
    assertThat(fused.map().width()).as("of the model's own size").isEqualTo(144);
    float[] expected = metric.estimate(List.of(slope())).get(0).values();
    assertThat(fused.map().at(72, 48)).isCloseTo(expected[40 * 120 + 60], within(0.01f));
  }

  /** The middle fills the network: the same camera has more pixels there. */
  @Test
  void metresOfACropAreThoseOfItsFocalLength() throws Exception {
    DepthModel canonical = brightness("canonical_metric, canonical-focal = 100");
    DepthMap whole;
    try (PreparedImage seen = canonical.preprocess(slope())) {
      RawDepth raw = canonical.infer(List.of(seen)).get(0);
      whole = canonical.postprocess(raw, 200, OutputSize.NETWORK).depth();
    }
    try (PreparedImage seen = Look.CROP.prepare(canonical, slope())) {
      RawDepth raw = canonical.infer(List.of(seen)).get(0);
      DepthMap crop = canonical.postprocess(raw, 200, OutputSize.NETWORK).depth();
      DepthMap back = Look.CROP.back(crop, whole.width(), whole.height());
      // this model says the same of a pixel however large it sees it
      assertThat(back.at(72, 48)).isCloseTo(whole.at(72, 48) * 4 / 3, within(0.01f));
    }
  }

  @Test
  void aGraphOfOneSizeTakesNoLookAtAnother() {
    ModelCard card =
        ModelCardTest.card(
            ModelCardTest.CARD
                .replace("width = 320, height = 256", "width = 64, height = 48")
                .replace("my-model", "fixed"));
    DepthModel fixed =
        DepthModels.open(card.locked("fixed", 0), Graphs.file("fixed"), Device.CPU, 1);
    new Fusion(List.of(Look.FLIP, Look.CROP), List.of()).check(fixed);
    new Fusion(ALL, List.of()).check(brightness("relative"));
    assertThatThrownBy(() -> new Fusion(ALL, List.of()).check(fixed))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "The graph of fixed takes one size only, and the look smaller needs another. Leave it out of"
                + " estimate.fuse.looks.");
    assertThatThrownBy(() -> Look.of("flop"))
        .isInstanceOf(UserError.class)
        .hasMessage("Unknown look: flop. Use some of flip, crop, crop_flip, smaller, larger.");
  }

  /** Each member alone, over the pixels of the middle that all of them have. */
  @Test
  void fusedLooksOfTheBundledModelAreBetterThanTheBestOfThem() throws Exception {
    Configuration hadoop = new Configuration(false);
    ModelCard card = ModelCards.load(List.of(), hadoop).get("isobath-tiny");
    ModelStore store = new ModelStore(folder, List.of(), 1 << 30, Duration.ofMinutes(1));
    DepthModel model = DepthModels.open(card, store.fetch(card, hadoop), Device.CPU, 1);
    ImageEstimator fusing = estimator(model, new Fusion(ALL, List.of()));
    ReferenceMetric absRel =
        new ReferenceMetric(
            DepthScore.ABS_REL,
            new EvaluationProtocol(AlignmentProtocol.LSQ_INVERSE, Benchmark.CAP_40));
    int scenes = 16;
    double[] alone = new double[1 + ALL.size()];
    double fused = 0;
    double fusedWhole = 0;
    double firstWhole = 0;
    for (int seed = 0; seed < scenes; seed++) {
      RenderedScene scene = new SceneUri(20261100 + seed, 256, 192).render();
      List<DepthMap> members = new ArrayList<>();
      members.add(model.estimate(List.of(scene.image())).get(0));
      DepthMap first = members.get(0);
      for (Look look : ALL) {
        try (PreparedImage seen = look.prepare(model, scene.image())) {
          RawDepth raw = model.infer(List.of(seen)).get(0);
          DepthMap map = model.postprocess(raw, Double.NaN, OutputSize.NETWORK).depth();
          members.add(look.back(map, first.width(), first.height()));
        }
      }
      DepthMap together = fusing.estimate(ImageEncoder.png(scene.image()), Double.NaN).map();
      for (int i = 0; i < alone.length; i++) {
        alone[i] += middleScore(absRel, members.get(i), scene) / scenes;
      }
      fused += middleScore(absRel, together, scene) / scenes;
      firstWhole += absRel.score(sized(first, scene), scene.depth()) / scenes;
      fusedWhole += absRel.score(sized(together, scene), scene.depth()) / scenes;
    }
    double best = Arrays.stream(alone).min().orElseThrow();
    assertThat(fused)
        .as("AbsRel in the middle; first and looks %s", Arrays.toString(alone))
        .isLessThan(0.97 * best);
    assertThat(fusedWhole).as("AbsRel, first look %s", firstWhole).isLessThan(0.95 * firstWhole);
  }

  private static double middleScore(ReferenceMetric metric, DepthMap map, RenderedScene scene) {
    DepthMap truth = scene.depth();
    float[] middle = truth.values().clone();
    for (int i = 0; i < middle.length; i++) {
      int x = i % truth.width();
      int y = i / truth.width();
      boolean inside =
          Math.abs(2 * x + 1 - truth.width()) < 0.72 * truth.width()
              && Math.abs(2 * y + 1 - truth.height()) < 0.72 * truth.height();
      middle[i] = inside ? middle[i] : Float.NaN;
    }
    return metric.score(
        sized(map, scene), new DepthMap(truth.width(), truth.height(), middle, truth.kind()));
  }

  private static DepthMap sized(DepthMap map, RenderedScene scene) {
    return DepthResize.apply(
        map, scene.depth().width(), scene.depth().height(), Interpolation.LINEAR, false);
  }
}
