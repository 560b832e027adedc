package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.isobath.image.ImageEncoder;
import org.isobath.scene.RenderedScene;
import org.isobath.scene.SceneGenerator;
import org.isobath.scene.SceneRenderer;
import org.junit.jupiter.api.Test;

class MetricWorkTest {
  private static final RenderedScene SCENE =
      SceneRenderer.render(SceneGenerator.generate(3), 64, 48, 1);
  private static final byte[] FILE = ImageEncoder.jpeg(SCENE.image(), 90);

  @Test
  void every_metric_is_timed_and_its_work_gives_its_score() throws Exception {
    Map<String, Double> scores = new LinkedHashMap<>();
    for (ImageMetric metric : ImageMetric.values()) {
      scores.put(metric.label(), metric.score(SCENE.image()));
    }
    for (FileMetric metric : FileMetric.values()) {
      scores.put(metric.label(), metric.score(FILE));
    }
    for (DepthMetric metric : DepthMetric.values()) {
      scores.put(metric.label(), metric.score(SCENE.depth(), SCENE.image()));
    }
    for (PairMetric metric : PairMetric.values()) {
      scores.put(metric.label(), metric.score(SCENE.depth(), SCENE.image()));
    }
    for (ConsistencyMetric metric : ConsistencyMetric.values()) {
      scores.put(metric.label(), metric.score(SCENE.depth(), SCENE.depth()));
    }
    for (ReferenceMetric metric : ReferenceMetric.ALL) {
      if (metric.protocol().label().equals("lsq_inverse")) {
        scores.put(metric.label(), metric.score(SCENE.depth(), SCENE.depth(), SCENE.camera()));
      }
    }
    for (FidelityScore score : FidelityScore.values()) {
      scores.put(score.label(), score.score(SCENE.depth(), SCENE.depth()));
    }
    for (PromptScore score : PromptScore.values()) {
      scores.put(score.label(), score.score(SCENE.depth().values(), SCENE.depth().values()));
    }
    Map<String, Double> timed = new LinkedHashMap<>();
    for (MetricWork work : MetricWork.each(SCENE.image(), FILE, SCENE.depth(), SCENE.camera())) {
      timed.put(work.label(), work.fresh().get().getAsDouble());
      assertThat(work.fresh().get().getAsDouble())
          .as("%s, timed again", work.label())
          .isEqualTo(timed.get(work.label()));
    }
    assertThat(timed).containsExactlyEntriesOf(scores);
  }

  @Test
  void what_is_stored_is_timed_as_a_whole_without_the_text_heuristic() {
    double image = 0;
    double[] ofImage = ImageMetric.all(SCENE.image());
    for (ImageMetric metric : ImageMetric.values()) {
      image += metric == ImageMetric.TEXT_SHARE ? 0 : ofImage[metric.ordinal()];
    }
    double depth = 0;
    for (double score : Metrics.ofMap(SCENE.depth(), SCENE.image())) {
      depth += score;
    }
    Map<String, Double> sums = new LinkedHashMap<>();
    for (MetricWork work : MetricWork.stored(SCENE.image(), FILE, SCENE.depth())) {
      sums.put(work.label(), work.fresh().get().getAsDouble());
    }
    assertThat(sums.keySet()).isEqualTo(Set.of("images.metrics", "file", "depth.metrics"));
    assertThat(sums.get("images.metrics")).isCloseTo(image, withinPercentage(1e-9));
    assertThat(sums.get("depth.metrics")).isCloseTo(depth, withinPercentage(1e-9));
  }
}
