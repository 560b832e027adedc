package org.isobath.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.isobath.Rejected;
import org.isobath.depth.Alignment;
import org.isobath.depth.DepthConversion;
import org.isobath.depth.DepthErrors;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthResize;
import org.isobath.image.Interpolation;
import org.isobath.model.DepthModel;
import org.isobath.model.DepthModels;
import org.isobath.model.ModelCard;
import org.isobath.model.ModelCards;
import org.isobath.model.ModelStore;
import org.isobath.onnx.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled model, through its card, on scenes it was not trained on. */
class IsobathTinyTest {
  // As in notebooks/training/scenes.py.
  private static final long TRAINED_FROM = 1_000_000;
  private static final long HELD_OUT_FROM = 9_000_000;
  private static final int HELD_OUT = 40;
  private static final double FARTHEST = 40;

  @TempDir Path cache;

  @Test
  void beatsTheMeanMapByAQuarterInAlignedAbsRel() throws Exception {
    Configuration hadoop = new Configuration(false);
    ModelCard card = ModelCards.load(List.of(), hadoop).get("isobath-tiny");
    Path file =
        new ModelStore(cache, List.of(), 1 << 22, Duration.ofSeconds(30)).fetch(card, hadoop);
    DepthMap meanMap = meanMap();
    List<Double> model = new ArrayList<>();
    List<Double> baseline = new ArrayList<>();
    try (DepthModel tiny = DepthModels.open(card, file, Device.CPU, 1)) {
      for (int i = 0; i < HELD_OUT; i++) {
        // Sides that are no multiples of the network's input, as in life.
        RenderedScene scene =
            SceneRenderer.render(SceneGenerator.generate(HELD_OUT_FROM + i), 400, 300);
        DepthMap estimate = estimate(tiny, scene);
        DepthMap truth =
            DepthResize.apply(
                scene.depth(), estimate.width(), estimate.height(), Interpolation.NEAREST, false);
        DepthMap guess =
            DepthResize.apply(
                meanMap, estimate.width(), estimate.height(), Interpolation.LINEAR, false);
        model.add(alignedAbsRel(estimate, truth));
        baseline.add(alignedAbsRel(guess, truth));
      }
    }
    double gain = 1 - mean(model) / mean(baseline);
    assertThat(gain)
        .as("AbsRel %.3f, mean map %.3f", mean(model), mean(baseline))
        .isGreaterThan(.25);
  }

  private static DepthMap estimate(DepthModel model, RenderedScene scene) throws Rejected {
    DepthMap map = model.estimate(List.of(scene.image())).get(0);
    assertThat(map.kind()).isEqualTo(DepthKind.INVERSE_RELATIVE);
    assertThat(map.width()).isEqualTo(256);
    assertThat(map.height()).isEqualTo(192);
    return map;
  }

  /** Mean inverse depth of training scenes: what to say without looking at the picture. */
  private static DepthMap meanMap() {
    int width = 32;
    int height = 24;
    int scenes = 400;
    float[] sum = new float[width * height];
    int[] count = new int[width * height];
    for (int i = 0; i < scenes; i++) {
      float[] z =
          SceneRenderer.render(SceneGenerator.generate(TRAINED_FROM + i), width, height, 1)
              .depth()
              .values();
      for (int k = 0; k < z.length; k++) {
        if (!Float.isNaN(z[k])) {
          sum[k] += 1 / z[k];
          count[k]++;
        }
      }
    }
    for (int k = 0; k < sum.length; k++) {
      sum[k] /= count[k];
    }
    return new DepthMap(width, height, sum, DepthKind.INVERSE_RELATIVE);
  }

  private static double alignedAbsRel(DepthMap inverse, DepthMap truth) {
    float[] z = truth.values();
    boolean[] valid = new boolean[z.length];
    for (int i = 0; i < z.length; i++) {
      valid[i] = Float.isFinite(z[i]) && z[i] < FARTHEST;
    }
    Alignment alignment =
        Alignment.leastSquares(inverse.values(), DepthConversion.inverseOfDepth(z), valid);
    // Not Alignment.toDepth: it refuses the negative scale that the mean map needs for some scenes.
    float[] depth = new float[z.length];
    for (int i = 0; i < z.length; i++) {
      double d = alignment.scale() * inverse.values()[i] + alignment.shift();
      depth[i] = (float) (1 / Math.max(d, 1 / FARTHEST));
    }
    return DepthErrors.absRel(depth, z, valid);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElseThrow();
  }
}
