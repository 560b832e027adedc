package org.isobath.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class GenerationRowsTest {
  @Test
  void the_parts_of_a_price_add_up_to_it() {
    assertThat(GenerationRows.parts(new BigDecimal("0.10"), 3))
        .as("three thirds of a dime, in 1e-8 dollars")
        .containsExactly(
            new BigDecimal("0.03333334"),
            new BigDecimal("0.03333333"),
            new BigDecimal("0.03333333"));
    assertThat(GenerationRows.parts(new BigDecimal("0.05"), 1).get(0)).isEqualByComparingTo("0.05");
  }
}
