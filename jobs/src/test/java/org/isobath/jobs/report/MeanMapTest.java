package org.isobath.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.junit.jupiter.api.Test;

class MeanMapTest {
  private static float[] map(float value) {
    float[] values = new float[MeanMap.WIDTH * MeanMap.HEIGHT];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void a_map_is_judged_by_the_mean_inverse_depth_of_the_others() {
    List<float[]> truths = List.of(map(1), map(2), map(4));
    DepthMap others = MeanMap.of(truths).without(truths.get(0));
    assertThat(others.kind()).isEqualTo(DepthKind.INVERSE_METRIC);
    assertThat(others.at(5, 5)).isEqualTo((0.5f + 0.25f) / 2);
  }

  @Test
  void sky_counts_as_zero_and_holes_do_not_count() {
    List<float[]> truths = List.of(map(1), map(2), map(Float.POSITIVE_INFINITY), map(Float.NaN));
    MeanMap mean = MeanMap.of(truths);
    assertThat(mean.without(truths.get(0)).at(0, 0)).isEqualTo(0.25f);
    assertThat(mean.without(truths.get(3)).at(0, 0)).isEqualTo(0.5f);
  }

  @Test
  void one_scene_has_no_others() {
    List<float[]> truths = List.of(map(3));
    assertThat(MeanMap.of(truths).without(truths.get(0)).at(1, 1)).isNaN();
  }
}
