package org.isobath.jobs.maintain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.isobath.UserError;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Options;
import org.junit.jupiter.api.Test;

class MaintainSettingsTest {
  private static final Options SHORT = Options.NONE.with(MaintainSettings.SHORT_RETENTION, "");

  private static Conf retention(String text) {
    return Conf.reference().with("maintain.retention", text);
  }

  @Test
  void nothingIsDroppedAndAWeekIsKeptUnlessOneSaysOtherwise() {
    MaintainSettings settings = MaintainSettings.of(Conf.reference(), Options.NONE);
    assertThat(settings.superseded()).isEqualTo(Superseded.KEEP);
    assertThat(settings.retention()).isEqualTo(Duration.ofDays(7));
    assertThat(settings.brief()).isFalse();
  }

  @Test
  void lessThanAWeekIsExplainedAndMustBeAskedForTwice() {
    assertThatThrownBy(() -> MaintainSettings.of(retention("167 hours"), Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("maintain.retention = 167 hours is less than 7 days")
        .hasMessageContaining("not committed them yet")
        .hasMessageContaining("--short-retention");
    assertThat(MaintainSettings.of(retention("167 hours"), SHORT).brief()).isTrue();
    assertThat(MaintainSettings.of(retention("8 days"), SHORT).brief()).isFalse();
  }

  @Test
  void whatBecomesOfSupersededDepthIsOneOfThree() {
    assertThat(
            MaintainSettings.of(Conf.reference().with("maintain.superseded", "all"), Options.NONE)
                .superseded())
        .isEqualTo(Superseded.ALL);
    assertThatThrownBy(
            () ->
                MaintainSettings.of(
                    Conf.reference().with("maintain.superseded", "drop"), Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("one of keep, unpaired, all");
  }

  @Test
  void aSetGoesOnlyWhenEveryPictureHasItsDepthAnew() {
    DepthSet free = new DepthSet("m", "ab".repeat(32), 10, 1 << 20, 0, 0);
    DepthSet paired = new DepthSet("m", "ab".repeat(32), 10, 1 << 20, 0, 2);
    DepthSet waiting = new DepthSet("m", "ab".repeat(32), 10, 1 << 20, 1, 0);
    for (Superseded what : Superseded.values()) {
      assertThat(waiting.goes(what)).as("%s", what).isFalse();
    }
    assertThat(free.goes(Superseded.KEEP)).isFalse();
    assertThat(free.goes(Superseded.UNPAIRED)).isTrue();
    assertThat(paired.goes(Superseded.UNPAIRED)).isFalse();
    assertThat(paired.goes(Superseded.ALL)).isTrue();
    assertThat(waiting.line())
        .isEqualTo(
            "m/abababababab: 10 rows of depth, about 1.0 MiB, by an earlier card; 1 pictures have none by the card as"
                + " it is now");
    assertThat(paired.line()).contains("2 kept pairs name it", "maintain.superseded = all");
  }
}
