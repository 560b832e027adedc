package org.isobath.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.isobath.UserError;
import org.isobath.jobs.Conf;
import org.junit.jupiter.api.Test;

class SharesTest {
  @Test
  void ranges_follow_each_other_by_name_and_end_at_a_thousand() {
    Map<String, String> shares =
        new TreeMap<>(Map.of("train", "0.7", "test", "0.1", "validation", "0.2"));
    assertThat(Shares.of(shares, 0).ends())
        .containsExactly(
            Map.entry("test", 100), Map.entry("train", 800), Map.entry("validation", 1000));
  }

  @Test
  void a_share_of_zero_has_no_range() {
    assertThat(Shares.of(new TreeMap<>(Map.of("a", "1", "b", "0")), 0).ends())
        .containsExactly(Map.entry("a", 1000));
  }

  @Test
  void shares_must_add_up_to_one() {
    Conf conf = Conf.reference().with("curate.splits { train = 1.0, test = 0.1 }");
    assertThatThrownBy(() -> Shares.of(conf))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "The shares of curate.splits must add up to 1, found 1.1 in {test=0.1, train=1}.");
  }

  @Test
  void own_splits_take_the_place_of_all_of_the_defaults() {
    Conf conf = Conf.reference().with("curate.splits { a = 0.5, b = 0.5 }");
    assertThat(Shares.of(conf).ends()).containsExactly(Map.entry("a", 500), Map.entry("b", 1000));
  }

  @Test
  void a_share_is_a_number_from_zero_to_one() {
    for (String wrong : new String[] {"-0.1", "1.5", "most", "NaN"}) {
      assertThatThrownBy(() -> Shares.of(Map.of("train", wrong), 0))
          .isInstanceOf(UserError.class)
          .hasMessage("curate.splits.train must be a share from 0 to 1, found " + wrong + ".");
    }
  }
}
