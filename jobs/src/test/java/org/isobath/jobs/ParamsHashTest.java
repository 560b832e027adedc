package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.isobath.UserError;
import org.isobath.model.Fusion;
import org.isobath.model.Look;
import org.isobath.model.SecondLook;
import org.isobath.model.Tiling;
import org.junit.jupiter.api.Test;

class ParamsHashTest {
  private static final String CARD = "ab".repeat(32);

  @Test
  void theUsualMatteLeavesTheCardsHash() {
    assertThat(ParamsHash.of(CARD, 0xffffff, Tiling.NONE, Fusion.NONE, List.of())).isEqualTo(CARD);
  }

  @Test
  void anotherMatteIsAnotherParameter() {
    String black = ParamsHash.of(CARD, 0, Tiling.NONE, Fusion.NONE, List.of());
    assertThat(black).matches("[0-9a-f]{64}").isNotEqualTo(CARD);
    assertThat(ParamsHash.of(CARD, 0x0000ff, Tiling.NONE, Fusion.NONE, List.of()))
        .isNotEqualTo(black);
    assertThat(ParamsHash.of("cd".repeat(32), 0, Tiling.NONE, Fusion.NONE, List.of()))
        .isNotEqualTo(black);
  }

  @Test
  void tilesAreAnotherParameter() {
    String tiled = ParamsHash.of(CARD, 0xffffff, new Tiling(0.33, 16), Fusion.NONE, List.of());
    assertThat(tiled).isNotEqualTo(CARD);
    assertThat(ParamsHash.of(CARD, 0xffffff, new Tiling(0.5, 16), Fusion.NONE, List.of()))
        .isNotEqualTo(tiled);
    assertThat(ParamsHash.of(CARD, 0, new Tiling(0.33, 16), Fusion.NONE, List.of()))
        .isNotEqualTo(tiled);
  }

  @Test
  void secondLooksAreAnotherOutcomeInWhateverOrderTheyAreGiven() {
    List<SecondLook> looks = ConsistencySettings.of(conf("[ crop, flip ]"));
    assertThat(looks).containsExactly(SecondLook.FLIP, SecondLook.CROP);
    String looked = ParamsHash.of(CARD, 0xffffff, Tiling.NONE, Fusion.NONE, looks);
    assertThat(looked).isNotEqualTo(CARD);
    assertThat(ParamsHash.of(CARD, 0xffffff, Tiling.NONE, Fusion.NONE, List.of(SecondLook.FLIP)))
        .isNotEqualTo(looked);
    assertThatThrownBy(() -> ConsistencySettings.of(conf("[ flop ]")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("estimate.consistency")
        .hasMessageContaining("a list of any of flip, scale, crop");
  }

  @Test
  void furtherLooksAreAnotherParameter() {
    String once = ParamsHash.of(CARD, 0xffffff, Tiling.NONE, Fusion.NONE, List.of());
    Fusion flipped = new Fusion(List.of(Look.FLIP), List.of());
    String fused = ParamsHash.of(CARD, 0xffffff, Tiling.NONE, flipped, List.of());
    assertThat(fused).isNotEqualTo(once);
    assertThat(ParamsHash.of(CARD, 0xffffff, new Tiling(0.5, 16), flipped, List.of()))
        .isNotEqualTo(fused);
    Fusion cropped = new Fusion(List.of(Look.CROP), List.of());
    assertThat(ParamsHash.of(CARD, 0xffffff, Tiling.NONE, cropped, List.of())).isNotEqualTo(fused);
  }

  private static Conf conf(String looks) {
    return Conf.load(List.of(), List.of("estimate.consistency=" + looks));
  }
}
