package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecipeTest {
  private static final String CARD = "ab".repeat(32);

  @Test
  void theUsualMatteLeavesTheCardsHash() {
    assertThat(Recipe.paramsHash(CARD, 0xffffff)).isEqualTo(CARD);
  }

  @Test
  void anotherMatteIsAnotherParameter() {
    String black = Recipe.paramsHash(CARD, 0);
    assertThat(black).matches("[0-9a-f]{64}").isNotEqualTo(CARD);
    assertThat(Recipe.paramsHash(CARD, 0x0000ff)).isNotEqualTo(black);
    assertThat(Recipe.paramsHash("cd".repeat(32), 0)).isNotEqualTo(black);
  }
}
