package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.isobath.Rejected;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.onnx.Device;
import org.isobath.quality.ReferenceMetric;
import org.isobath.scene.RenderedScene;
import org.isobath.scene.SceneGenerator;
import org.isobath.scene.SceneRenderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledModelTest {
  private final Configuration hadoop = new Configuration(false);

  @TempDir Path cache;

  private DepthModel open() {
    ModelCard card = ModelCards.load(List.of(), hadoop).get("isobath-tiny");
    Path file =
        new ModelStore(cache, List.of(), 1 << 30, Duration.ofMinutes(1)).fetch(card, hadoop);
    return DepthModels.open(card, file, Device.CPU, 1);
  }

  @Test
  void seesWhatIsNearInScenesItWasNotTrainedOn() throws Rejected {
    try (DepthModel model = open()) {
      double sum = 0;
      int scenes = 6;
      for (int i = 0; i < scenes; i++) {
        // far from any seed of the training script
        RenderedScene scene =
            SceneRenderer.render(SceneGenerator.generate(7_000_000_000L + i), 341, 256);
        DepthMap prediction;
        try (PreparedImage image = model.preprocess(scene.image())) {
          RawDepth raw = model.infer(List.of(image)).get(0);
          assertThat(image.frame()).isEqualTo(NetworkFrame.full(256, 192));
          prediction = model.postprocess(raw, Double.NaN, OutputSize.IMAGE).depth();
        }
        assertThat(prediction.kind()).isEqualTo(DepthKind.INVERSE_RELATIVE);
        // NaN where the fit would have to turn the picture inside out: near must come out near
        double absRel = score("abs_rel_lsq_inverse", prediction, scene.depth());
        assertThat(absRel).as(scene.caption()).isNotNaN();
        sum += absRel;
      }
      assertThat(sum / scenes).isLessThan(0.3);
    }
  }

  private static double score(String label, DepthMap prediction, DepthMap truth) {
    return ReferenceMetric.ALL.stream()
        .filter(metric -> metric.label().equals(label))
        .findFirst()
        .orElseThrow()
        .score(prediction, truth);
  }
}
