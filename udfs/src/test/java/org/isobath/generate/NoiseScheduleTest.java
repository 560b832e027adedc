package org.isobath.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;

/** Against numbers of diffusers' schedulers ({@code golden.py}). */
class NoiseScheduleTest {
  private static final Config GOLDEN = ConfigFactory.parseResources("generate/sd15/cases.json");

  @Test
  void what_is_left_of_the_picture_equals_the_scheduler_bit_for_bit() {
    float[] alphas = NoiseSchedule.SD15.alphas();
    List<Double> some = new ArrayList<>();
    for (int t = 0; t < 1000; t += 37) {
      some.add((double) alphas[t]);
    }
    assertThat(some).isEqualTo(GOLDEN.getDoubleList("alphas"));
  }

  @Test
  void timesteps_equal_those_of_the_schedulers() {
    for (Config c : GOLDEN.getConfigList("cases")) {
      int steps = c.getInt("steps");
      int[] timesteps =
          c.getString("sampler").equals("ddim")
              ? NoiseSchedule.SD15.leading(steps)
              : NoiseSchedule.SD15.linspace(steps);
      assertThat(timesteps)
          .as(c.getString("name"))
          .containsExactly(c.getIntList("timesteps").stream().mapToInt(t -> t).toArray());
    }
  }

  @Test
  void timesteps_of_fifty_steps_begin_and_end_as_published() {
    assertThat(NoiseSchedule.SD15.leading(50)).hasSize(50).startsWith(981, 961).endsWith(21, 1);
  }

  @Test
  void steps_out_of_range_are_the_users_mistake() {
    for (int steps : new int[] {-1, 0, 1000}) {
      assertThatThrownBy(() -> NoiseSchedule.SD15.leading(steps))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "steps = "
                  + steps
                  + ", but a picture takes 1 to 999. 20 to 50 are usual for Stable Diffusion.");
    }
    assertThat(NoiseSchedule.SD15.leading(999)).startsWith(999).endsWith(1);
  }
}
