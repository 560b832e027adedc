package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.isobath.generate.Component;
import org.isobath.generate.GeneratorCards;
import org.isobath.generate.LocalGeneratorCard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FluxCostTest {
  private static final LocalGeneratorCard CARD = GeneratorCards.of(Map.of()).local("flux-onnx");

  private final FluxCost cost = new FluxCost(CARD);

  /** Teraoperations of a step, reckoned by hand from the published architecture. */
  @ParameterizedTest
  @CsvSource({
    "512, 512, 21.5",
    "768, 768, 41.9",
    "1024, 1024, 74.4",
    "1360, 1360, 141.8",
    "1440, 1440, 163.2",
    "2048, 1024, 165.5"
  })
  void operations_of_a_step_are_those_of_the_architecture(int width, int height, double tera) {
    assertThat(cost.stepOperations(width, height) / 1e12).isCloseTo(tera, within(0.05));
  }

  /** The linear part is what diffusers' profiler reports for 1024 x 1024. */
  @Test
  void linear_layers_and_attention_are_apart() {
    assertThat(cost.linearOperations(1024, 1024) / 1e12).isCloseTo(59.5, within(0.05));
    assertThat(cost.attentionOperations(1024, 1024) / 1e12).isCloseTo(14.9, within(0.05));
    assertThat(cost.imageTokens(1024, 1024)).isEqualTo(4096);
    assertThat(cost.imageTokens(1360, 768)).isEqualTo(85 * 48);
  }

  /** Milliseconds of a step of 1024 x 1024 at the dense peak of the maker, and at 60 % of it. */
  @ParameterizedTest
  @CsvSource({"312, 1, 238", "989, 1, 75", "1979, 1, 38", "312, 0.6, 397", "989, 0.6, 125"})
  void seconds_are_operations_over_speed(double teraflops, double share, double millis) {
    assertThat(1000 * cost.seconds(1024, 1024, 1, teraflops * 1e12, share))
        .isCloseTo(millis, within(0.6));
  }

  /** Scores of 24 heads over 4608 tokens in 16 bits, written out. */
  @Test
  void attention_that_is_not_fused_takes_the_memory_of_its_scores() {
    long fused = cost.workingBytes(1024, 1024, true).get(Component.TRANSFORMER);
    long written = cost.workingBytes(1024, 1024, false).get(Component.TRANSFORMER);
    assertThat(written - fused).isEqualTo(24L * 4608 * 4608 * 2);
    assertThat(fused).isEqualTo(4608L * 3072 * 16 * 2);
  }

  @Test
  void resident_components_add_up_and_those_in_sequence_take_the_largest() {
    Map<Component, Long> weights =
        Map.of(
            Component.TEXT_ENCODER, 1L,
            Component.TEXT_ENCODER_2, 10L,
            Component.TRANSFORMER, 24L,
            Component.VAE_DECODER, 2L);
    Map<Component, Long> working =
        Map.of(Component.TRANSFORMER, 3L, Component.VAE_DECODER, 30L, Component.VAE_ENCODER, 99L);
    assertThat(FluxCost.bytes(FluxCost.Placement.RESIDENT, weights, working))
        .isEqualTo(1 + 10 + 24 + 2 + 30);
    assertThat(FluxCost.bytes(FluxCost.Placement.SEQUENCE, weights, working)).isEqualTo(2 + 30);
    assertThat(FluxCost.bytes(FluxCost.Placement.SEQUENCE, weights, Map.of())).isEqualTo(24);
  }
}
