package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.isobath.model.Tiling;
import org.junit.jupiter.api.Test;

class ParamsHashTest {
  private static final String CARD = "ab".repeat(32);

  @Test
  void theUsualMatteLeavesTheCardsHash() {
    assertThat(ParamsHash.of(CARD, 0xffffff, Tiling.NONE)).isEqualTo(CARD);
  }

  @Test
  void anotherMatteIsAnotherParameter() {
    String black = ParamsHash.of(CARD, 0, Tiling.NONE);
    assertThat(black).matches("[0-9a-f]{64}").isNotEqualTo(CARD);
    assertThat(ParamsHash.of(CARD, 0x0000ff, Tiling.NONE)).isNotEqualTo(black);
    assertThat(ParamsHash.of("cd".repeat(32), 0, Tiling.NONE)).isNotEqualTo(black);
  }

  @Test
  void tilesAreAnotherParameter() {
    String tiled = ParamsHash.of(CARD, 0xffffff, new Tiling(0.33, 16));
    assertThat(tiled).isNotEqualTo(CARD);
    assertThat(ParamsHash.of(CARD, 0xffffff, new Tiling(0.5, 16))).isNotEqualTo(tiled);
    assertThat(ParamsHash.of(CARD, 0, new Tiling(0.33, 16))).isNotEqualTo(tiled);
  }
}
