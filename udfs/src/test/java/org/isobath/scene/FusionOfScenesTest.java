package org.isobath.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.isobath.Rejected;
import org.isobath.depth.DepthConversion;
import org.isobath.depth.DepthFusion;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthResize;
import org.isobath.image.Image;
import org.isobath.image.Interpolation;
import org.isobath.model.DepthModel;
import org.isobath.model.DepthModels;
import org.isobath.model.ModelCard;
import org.isobath.model.ModelCards;
import org.isobath.model.ModelStore;
import org.isobath.onnx.Device;
import org.isobath.quality.AlignmentProtocol;
import org.isobath.quality.DepthScore;
import org.isobath.quality.ReferenceMetric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fusion judged by exact depth: what it is for. */
class FusionOfScenesTest {
  private static final int SCENES = 10;
  private static final int WIDTH = 128;
  private static final int HEIGHT = 96;
  private static final double FARTHEST = 40;
  private static final ReferenceMetric ABS_REL =
      new ReferenceMetric(DepthScore.ABS_REL, AlignmentProtocol.LSQ_INVERSE);

  @TempDir Path cache;

  @Test
  void ofMembersWithErrorsOfTheirOwnTheFusedMapIsBetterThanTheBestSceneByScene() {
    int better = 0;
    for (int seed = 0; seed < SCENES; seed++) {
      DepthMap truth =
          capped(SceneRenderer.render(SceneGenerator.generate(seed), WIDTH, HEIGHT, 1));
      List<DepthMap> members = new ArrayList<>();
      for (int member = 0; member < 5; member++) {
        members.add(estimate(truth, false, new Random(100 * seed + member)));
      }
      double best = members.stream().mapToDouble(m -> ABS_REL.score(m, truth)).min().orElseThrow();
      double fused = ABS_REL.score(DepthFusion.fuse(members).depth(), truth);
      better += fused < best ? 1 : 0;
    }
    assertThat(better).as("scenes of %s", SCENES).isGreaterThanOrEqualTo(SCENES - 1);
  }

  @Test
  void spreadIsGreatWhereMembersGuess() {
    DepthMap truth = capped(SceneRenderer.render(SceneGenerator.generate(3), WIDTH, HEIGHT, 1));
    List<DepthMap> members = new ArrayList<>();
    for (int member = 0; member < 5; member++) {
      members.add(estimate(truth, true, new Random(member)));
    }
    float[] spread = DepthFusion.fuse(members).spread();
    assertThat(mean(spread, 0, WIDTH / 3)).isGreaterThan(2 * mean(spread, WIDTH / 3, WIDTH));
  }

  @Test
  void mirroredAndCroppedPassesOfTheBundledModelMakeABetterMapThanTheBestOfThem() throws Exception {
    Configuration hadoop = new Configuration(false);
    ModelCard card = ModelCards.load(List.of(), hadoop).get("isobath-tiny");
    Path file =
        new ModelStore(cache, List.of(), 1 << 22, Duration.ofSeconds(30)).fetch(card, hadoop);
    double[] each = new double[2];
    double fused = 0;
    try (DepthModel tiny = DepthModels.open(card, file, Device.CPU, 1)) {
      for (int i = 0; i < SCENES; i++) {
        RenderedScene scene =
            SceneRenderer.render(SceneGenerator.generate(9_000_000 + i), 256, 192);
        List<DepthMap> passes = passes(tiny, scene.image());
        DepthMap truth = capped(scene);
        for (int k = 0; k < each.length; k++) {
          each[k] += ABS_REL.score(passes.get(k), truth) / SCENES;
        }
        fused += ABS_REL.score(DepthFusion.fuse(passes).depth(), truth) / SCENES;
      }
    }
    assertThat(fused)
        .as("AbsRel, passes over the whole picture %s", Arrays.toString(each))
        .isLessThan(0.97 * Arrays.stream(each).min().orElseThrow());
  }

  /** The picture, its middle, and both mirrored; all put back in place. */
  private static List<DepthMap> passes(DepthModel model, Image image) throws Rejected {
    Image middle = middle(image);
    return List.of(
        model.estimate(List.of(image)).get(0),
        mirrored(model.estimate(List.of(mirrored(image))).get(0)),
        framed(model.estimate(List.of(middle)).get(0)),
        framed(mirrored(model.estimate(List.of(mirrored(middle))).get(0))));
  }

  /** Without an eighth at each side. */
  private static Image middle(Image image) {
    int width = image.width() * 3 / 4;
    int height = image.height() * 3 / 4;
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      int from = 3 * ((y + image.height() / 8) * image.width() + image.width() / 8);
      System.arraycopy(image.rgb(), from, rgb, 3 * y * width, 3 * width);
    }
    return new Image(width, height, rgb);
  }

  /** With a frame without depth, as wide as {@link #middle} took away. */
  private static DepthMap framed(DepthMap map) {
    DepthMap small =
        DepthResize.apply(
            map, map.width() * 3 / 4, map.height() * 3 / 4, Interpolation.AREA, false);
    float[] values = new float[map.width() * map.height()];
    Arrays.fill(values, Float.NaN);
    for (int y = 0; y < small.height(); y++) {
      int to = (y + map.height() / 8) * map.width() + map.width() / 8;
      System.arraycopy(small.values(), y * small.width(), values, to, small.width());
    }
    return new DepthMap(map.width(), map.height(), values, map.kind());
  }

  private static Image mirrored(Image image) {
    byte[] rgb = new byte[image.rgb().length];
    for (int i = 0; i < rgb.length / 3; i++) {
      int x = i % image.width();
      System.arraycopy(image.rgb(), 3 * (i - x + image.width() - 1 - x), rgb, 3 * i, 3);
    }
    return new Image(image.width(), image.height(), rgb);
  }

  private static DepthMap mirrored(DepthMap map) {
    float[] values = new float[map.values().length];
    for (int i = 0; i < values.length; i++) {
      int x = i % map.width();
      values[i] = map.values()[i - x + map.width() - 1 - x];
    }
    return new DepthMap(map.width(), map.height(), values, map.kind());
  }

  /**
   * What a model might say: its own scale and shift, wrong by a slow wave over the picture and by
   * noise.
   *
   * @param guess noise alone decides the left third
   */
  private static DepthMap estimate(DepthMap truth, boolean guess, Random random) {
    float[] values = DepthConversion.inverseOfDepth(truth.values());
    double scale = 0.5 + 4 * random.nextDouble();
    double shift = 10 * random.nextDouble();
    double across = 0.5 + random.nextDouble();
    double down = 0.5 + random.nextDouble();
    double phase = 6.28 * random.nextDouble();
    for (int i = 0; i < values.length; i++) {
      if (DepthMap.finite(values[i])) {
        double x = 6.28 * across * (i % WIDTH) / WIDTH;
        double y = 6.28 * down * (i / WIDTH) / HEIGHT;
        double factor = 1 + 0.1 * Math.sin(x + y + phase) + 0.03 * random.nextGaussian();
        if (guess && i % WIDTH < WIDTH / 3) {
          factor = 0.5 + random.nextDouble();
        }
        values[i] = (float) (scale * factor * values[i] + shift);
      }
    }
    return new DepthMap(WIDTH, HEIGHT, values, DepthKind.INVERSE_RELATIVE);
  }

  private static DepthMap capped(RenderedScene scene) {
    float[] z = scene.depth().values().clone();
    for (int i = 0; i < z.length; i++) {
      z[i] = z[i] < FARTHEST ? z[i] : Float.NaN;
    }
    return new DepthMap(scene.depth().width(), scene.depth().height(), z, DepthKind.METRIC);
  }

  private static double mean(float[] plane, int from, int to) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < plane.length; i++) {
      if (i % WIDTH >= from && i % WIDTH < to && !Float.isNaN(plane[i])) {
        sum += plane[i];
        count++;
      }
    }
    return sum / count;
  }
}
