package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class VaeLatentsTest {
  @Test
  void a_draw_is_so_many_deviations_from_the_mean() {
    // variances 1, e^2, and two that are cut off at e^-30 and e^20
    FloatBuffer parameters = FloatBuffer.wrap(new float[] {0.5f, 1, 2, 3, 0, 2, -1000, 1000});
    float[] drawn = VaeLatents.control(parameters, 4, new float[] {2, -1, 1e6f, 1}, 0.25f, 2);
    assertThat(drawn)
        .usingComparatorWithPrecision(1e-2f)
        .containsExactly(
            (0.5f + 2 - 0.25f) * 2,
            (1 - (float) Math.E - 0.25f) * 2,
            (2 + 0.3059f - 0.25f) * 2,
            (3 + 22026.465f - 0.25f) * 2);
  }

  @Test
  void the_mean_needs_no_variances() {
    FloatBuffer means = FloatBuffer.wrap(new float[] {0.5f, 1});
    assertThat(VaeLatents.control(means, 2, null, 0.25f, 2)).containsExactly(0.5f, 1.5f);
  }

  @Test
  void unscaling_is_the_reverse() {
    float[] latents = {0.5f, 1.5f};
    VaeLatents.unscale(latents, 0.25f, 2);
    assertThat(latents).containsExactly(0.5f, 1);
  }
}
