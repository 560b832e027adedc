package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.isobath.generate.Component;
import org.junit.jupiter.api.Test;

class ResidentsTest {
  /** About those of FLUX.1 in 16 bits, in GB. */
  private static final Map<Component, Long> WEIGHTS =
      Map.of(
          Component.TRANSFORMER, 240L,
          Component.TEXT_ENCODER_2, 95L,
          Component.TEXT_ENCODER, 3L,
          Component.VAE_DECODER, 1L);

  private static final Map<Component, Long> WORKING =
      Map.of(Component.TRANSFORMER, 20L, Component.VAE_DECODER, 30L);

  private static Set<Component> of(long memory) {
    return Residents.of(WEIGHTS, WORKING, memory);
  }

  @Test
  void all_stay_where_all_fit_beside_the_most_that_one_needs() {
    // 240 + 95 + 3 + 1, and 30 for the decoder
    assertThat(of(369)).isEqualTo(WEIGHTS.keySet());
    assertThat(Residents.bytes(WEIGHTS.keySet(), WEIGHTS, WORKING)).isEqualTo(369);
  }

  @Test
  void the_largest_stays_first_as_it_takes_the_longest_to_load() {
    // 240 + 95 + 1 and 30 for the decoder; with CLIP it would be 369
    assertThat(of(368))
        .containsExactlyInAnyOrder(
            Component.TRANSFORMER, Component.TEXT_ENCODER_2, Component.VAE_DECODER);
    // 240 + 3 + 1, and the turn of T5 takes 95
    assertThat(of(340))
        .containsExactlyInAnyOrder(
            Component.TRANSFORMER, Component.TEXT_ENCODER, Component.VAE_DECODER);
  }

  @Test
  void what_is_too_large_to_stay_leaves_room_for_the_small_ones() {
    // the turn of the transformer takes 260, which leaves 5
    assertThat(of(265)).containsExactlyInAnyOrder(Component.TEXT_ENCODER, Component.VAE_DECODER);
  }

  @Test
  void none_stays_where_one_at_a_time_is_too_much_already() {
    assertThat(of(0)).isEmpty();
    assertThat(of(260)).isEmpty();
    assertThat(Residents.bytes(Set.of(), WEIGHTS, WORKING)).isEqualTo(260);
  }
}
