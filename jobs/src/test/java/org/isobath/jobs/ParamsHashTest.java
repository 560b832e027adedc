package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.isobath.UserError;
import org.isobath.model.CrossCheck;
import org.isobath.model.Fusion;
import org.isobath.model.Look;
import org.isobath.model.SecondLook;
import org.isobath.model.Tiling;
import org.junit.jupiter.api.Test;

class ParamsHashTest {
  private static final String CARD = "ab".repeat(32);

  @Test
  void theUsualMatteLeavesTheCardsHash() {
    assertThat(ParamsHash.of(CARD, 0xffffff, Tiling.NONE, Fusion.NONE, CrossCheck.NONE))
        .isEqualTo(CARD);
  }

  @Test
  void anotherMatteIsAnotherParameter() {
    String black = ParamsHash.of(CARD, 0, Tiling.NONE, Fusion.NONE, CrossCheck.NONE);
    assertThat(black).matches("[0-9a-f]{64}").isNotEqualTo(CARD);
    assertThat(ParamsHash.of(CARD, 0x0000ff, Tiling.NONE, Fusion.NONE, CrossCheck.NONE))
        .isNotEqualTo(black);
    assertThat(ParamsHash.of("cd".repeat(32), 0, Tiling.NONE, Fusion.NONE, CrossCheck.NONE))
        .isNotEqualTo(black);
  }

  @Test
  void tilesAreAnotherParameter() {
    String tiled =
        ParamsHash.of(CARD, 0xffffff, new Tiling(0.33, 16), Fusion.NONE, CrossCheck.NONE);
    assertThat(tiled).isNotEqualTo(CARD);
    assertThat(ParamsHash.of(CARD, 0xffffff, new Tiling(0.5, 16), Fusion.NONE, CrossCheck.NONE))
        .isNotEqualTo(tiled);
    assertThat(ParamsHash.of(CARD, 0, new Tiling(0.33, 16), Fusion.NONE, CrossCheck.NONE))
        .isNotEqualTo(tiled);
  }

  @Test
  void secondLooksAreAnotherOutcomeInWhateverOrderTheyAreGiven() {
    CrossCheck both = CrossCheckSettings.of(conf("consistency=[ crop, flip ]"));
    assertThat(both.looks()).containsExactly(SecondLook.FLIP, SecondLook.CROP);
    String looked = ParamsHash.of(CARD, 0xffffff, Tiling.NONE, Fusion.NONE, both);
    assertThat(looked).isNotEqualTo(CARD);
    CrossCheck flip = new CrossCheck(List.of(SecondLook.FLIP), null);
    assertThat(ParamsHash.of(CARD, 0xffffff, Tiling.NONE, Fusion.NONE, flip)).isNotEqualTo(looked);
    assertThatThrownBy(() -> CrossCheckSettings.of(conf("consistency=[ flop ]")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("estimate.consistency")
        .hasMessageContaining("a list of any of flip, scale, crop");
  }

  @Test
  void anotherModelBesideIsAnotherOutcome() {
    CrossCheck other = CrossCheckSettings.of(conf("model=dpt-large", "second-model=isobath-tiny"));
    assertThat(other.looks()).isEmpty();
    assertThat(other.model().id()).isEqualTo("isobath-tiny");
    assertThat(ParamsHash.of(CARD, 0xffffff, Tiling.NONE, Fusion.NONE, other)).isNotEqualTo(CARD);
    assertThatThrownBy(() -> CrossCheckSettings.of(conf("second-model=isobath-tiny")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is estimate.model and agrees with itself. Name another");
    assertThatThrownBy(() -> CrossCheckSettings.of(conf("second-model=depth-pro")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is not for commercial use")
        .hasMessageEndingWith("Make depth-pro estimate.model, or name another.");
  }

  @Test
  void furtherLooksAreAnotherParameter() {
    String once = ParamsHash.of(CARD, 0xffffff, Tiling.NONE, Fusion.NONE, CrossCheck.NONE);
    Fusion flipped = new Fusion(List.of(Look.FLIP), List.of());
    String fused = ParamsHash.of(CARD, 0xffffff, Tiling.NONE, flipped, CrossCheck.NONE);
    assertThat(fused).isNotEqualTo(once);
    assertThat(ParamsHash.of(CARD, 0xffffff, new Tiling(0.5, 16), flipped, CrossCheck.NONE))
        .isNotEqualTo(fused);
    Fusion cropped = new Fusion(List.of(Look.CROP), List.of());
    assertThat(ParamsHash.of(CARD, 0xffffff, Tiling.NONE, cropped, CrossCheck.NONE))
        .isNotEqualTo(fused);
  }

  private static Conf conf(String... sets) {
    return Conf.load(List.of(), Arrays.stream(sets).map(set -> "estimate." + set).toList());
  }
}
