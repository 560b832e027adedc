package org.isobath.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;

/** Against diffusers' scheduler: numbers of its runs for FLUX.1 dev. */
class FlowScheduleTest {
  private static final FlowSchedule FLUX = FlowSchedule.FLUX_DEV;

  /** 1024 x 1024. */
  private static final int MEGAPIXEL_TOKENS = 4096;

  @Test
  void the_shift_grows_with_the_picture_and_is_not_cut_off() {
    int[] sides = {512, 768, 1024, 1360, 1440};
    double[] mu = {0.63, 0.84666667, 1.15, 1.67964844, 1.82776042};
    for (int i = 0; i < sides.length; i++) {
      int tokens = (sides[i] / 16) * (sides[i] / 16);
      assertThat(FLUX.mu(tokens)).as("%d pixels", sides[i]).isCloseTo(mu[i], within(1e-8));
    }
    assertThat(FLUX.mu(96)).isCloseTo(0.472916667, within(1e-9));
  }

  @Test
  void four_steps_equal_the_reference() {
    assertThat(FLUX.sigmas(4, MEGAPIXEL_TOKENS))
        .containsExactly(1, 0.90453076f, 0.75951093f, 0.51284415f, 0);
    assertThat(FLUX.sigmas(4, 96)).containsExactly(1, 0.82800144f, 0.61607385f, 0.34848717f, 0);
  }

  @Test
  void many_steps_equal_the_reference() {
    float[] sigmas = FLUX.sigmas(28, MEGAPIXEL_TOKENS);
    assertThat(sigmas)
        .hasSize(29)
        .startsWith(1, 0.9884086f, 0.97622246f, 0.9633944f)
        .endsWith(0.274828f, 0.1954546f, 0.1047209f, 0);
    assertThat(FLUX.sigmas(30, MEGAPIXEL_TOKENS)).endsWith(0.2597584f, 0.18406327f, 0.09820804f, 0);
    assertThat(FLUX.sigmas(50, MEGAPIXEL_TOKENS))
        .endsWith(0.16776712f, 0.116288766f, 0.060550276f, 0);
  }

  @Test
  void a_fixed_shift_of_one_leaves_the_line_as_it_is() {
    FlowSchedule schnell = new FlowSchedule(false, 1, 0.5, 1.15, 256, 4096, 1000);
    assertThat(schnell.sigmas(4, 96)).containsExactly(1, 0.75f, 0.5f, 0.25f, 0);
    // 3 s / (1 + 2 s)
    FlowSchedule three = new FlowSchedule(false, 3, 0.5, 1.15, 256, 4096, 1000);
    assertThat(three.sigmas(2, 4096)).containsExactly(1, 0.75f, 0);
  }

  @Test
  void one_step_goes_all_the_way() {
    assertThat(FLUX.sigmas(1, 96)).containsExactly(1, 0);
  }

  @Test
  void timesteps_are_shares_of_noise_again_whatever_the_scheduler_counts_in() {
    assertThat(FLUX.timestep(0.5f)).isEqualTo(0.5f);
    assertThat(new FlowSchedule(true, 3, 0.5, 1.15, 256, 4096, 500).timestep(0.5f))
        .isEqualTo(0.25f);
  }

  @Test
  void steps_out_of_range_are_the_users_mistake() {
    assertThatThrownBy(() -> FLUX.sigmas(0, 96))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("steps = 0, but a picture takes 1 to 1000.");
    assertThatThrownBy(() -> FLUX.sigmas(1001, 96)).isInstanceOf(UserError.class);
  }

  @Test
  void a_step_moves_the_latents_and_leaves_the_control() {
    FloatBuffer rows = FloatBuffer.wrap(new float[] {1, 2, 8, 9, 3, 4, 8, 9});
    FloatBuffer velocity = FloatBuffer.wrap(new float[] {4, 8, -4, 0});
    FlowSchedule.step(rows, 4, velocity, 2, 0.75f, 0.5f);
    assertThat(rows.array()).containsExactly(0, 0, 8, 9, 4, 4, 8, 9);
    assertThat(Arrays.copyOf(velocity.array(), 4)).containsExactly(4, 8, -4, 0);
  }
}
