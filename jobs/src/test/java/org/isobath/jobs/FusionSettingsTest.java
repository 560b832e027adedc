package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.isobath.UserError;
import org.isobath.model.Fusion;
import org.isobath.model.Look;
import org.isobath.model.ModelCard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FusionSettingsTest {
  private static Conf conf(String text) {
    return Conf.load(List.of(), List.of()).with(text);
  }

  @Test
  void nothingIsFusedUnlessAskedFor() {
    assertThat(FusionSettings.of(conf(""))).isEqualTo(Fusion.NONE);
  }

  @Test
  void looksAndModelsAreTakenByName() {
    Fusion fusion =
        FusionSettings.of(
            conf(
                "estimate { model = dpt-large, fuse { looks = [crop, flip], models = [isobath-tiny] } }"));
    assertThat(fusion.looks()).containsExactly(Look.CROP, Look.FLIP);
    assertThat(fusion.models()).extracting(ModelCard::id).containsExactly("isobath-tiny");
    assertThat(fusion.further()).isEqualTo(3);
    assertThat(fusion.text()).startsWith("crop flip isobath-tiny:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fuse.looks = [flop]                                  | Unknown look: flop. Use some of flip,
          fuse.looks = [flip, flip]                            | names a look or a model twice
          fuse.models = [isobath-tyni]                         | Did you mean isobath-tiny?
          fuse.models = [isobath-tiny]                         | which is estimate.model. Leave it out
          fuse.models = [dpt-large], tiles.most = 4            | do not go together
          fuse.models = [depth-pro]                            | is not for commercial use
          """)
  void whatCannotBeFusedIsRefused(String set, String message) {
    assertThatThrownBy(() -> FusionSettings.of(conf("estimate { " + set + " }")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }
}
