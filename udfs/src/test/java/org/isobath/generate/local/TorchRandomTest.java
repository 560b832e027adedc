package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Against PyTorch 2.13: bits written down by {@code golden.py}, and two long draws. */
class TorchRandomTest {
  private static final Config GOLDEN = ConfigFactory.parseResources("generate/flux/random.json");

  /** A megapixel of latents. */
  private static final int LATENTS = 16 * 128 * 128;

  @TestFactory
  List<DynamicTest> draws_equal_those_of_torch_bit_for_bit() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Config sequence : GOLDEN.getConfigList("cases")) {
      long seed = sequence.getLong("seed");
      tests.add(
          DynamicTest.dynamicTest(
              "seed " + seed,
              () -> {
                TorchRandom random = new TorchRandom(seed);
                for (List<String> expected : draws(sequence)) {
                  List<String> bits = new ArrayList<>();
                  for (float value : random.normal(expected.size())) {
                    bits.add("%08x".formatted(Float.floatToRawIntBits(value)));
                  }
                  assertThat(bits).as("a draw of %d", expected.size()).isEqualTo(expected);
                }
              }));
    }
    return tests;
  }

  @SuppressWarnings("unchecked")
  private static List<List<String>> draws(Config sequence) {
    return (List<List<String>>) (List<?>) sequence.getList("draws").unwrapped();
  }

  @Test
  void two_draws_of_latents_equal_those_of_torch() {
    TorchRandom random = new TorchRandom(42);
    float[] first = random.normal(LATENTS);
    assertThat(first)
        .startsWith(
            1.92691529f,
            1.48728406f,
            0.900717199f,
            -2.10552096f,
            0.678418458f,
            -1.23454487f,
            -0.0430674776f,
            -1.60466695f);
    assertThat(sum(first)).isCloseTo(-62.91328232561227, within(1e-9));
    float[] second = random.normal(LATENTS);
    assertThat(second)
        .startsWith(
            0.331020981f,
            -1.04036868f,
            -0.675487697f,
            0.110391997f,
            -0.581923783f,
            -1.33453417f,
            1.26321983f,
            -0.352247089f);
    assertThat(sum(second)).isCloseTo(-727.3527915556247, within(1e-9));
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  @Test
  void only_the_lower_32_bits_of_a_seed_count() {
    assertThat(new TorchRandom(7 + (1L << 32)).normal(64)).isEqualTo(new TorchRandom(7).normal(64));
    assertThat(new TorchRandom(8).normal(64)).isNotEqualTo(new TorchRandom(7).normal(64));
  }

  @Test
  void the_logarithm_is_within_rounding_of_the_true_one() {
    for (float x = 0x1p-24f; x <= 1; x *= 1.37f) {
      assertThat((double) TorchRandom.log(x))
          .as("ln %s", x)
          .isCloseTo(Math.log(x), within(2e-6 + Math.ulp((float) Math.log(x))));
    }
    assertThat(TorchRandom.log(1)).isZero();
  }
}
