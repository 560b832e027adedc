package org.isobath.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MedianIntervalTest {
  @Test
  void seven_values_need_their_extremes() {
    MedianInterval interval = MedianInterval.of(new double[] {7, 1, 6, 2, 5, 3, 4});
    assertThat(interval.median()).isEqualTo(4);
    assertThat(interval.low()).isEqualTo(1);
    assertThat(interval.high()).isEqualTo(7);
    assertThat(interval.coverage()).isCloseTo(1 - 2.0 / 128, within(1e-12));
  }

  @Test
  void eight_values_may_drop_their_extremes() {
    MedianInterval interval = MedianInterval.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8});
    assertThat(interval.median()).isEqualTo(4.5);
    assertThat(interval.low()).isEqualTo(2);
    assertThat(interval.high()).isEqualTo(7);
    assertThat(interval.coverage()).isCloseTo(1 - 2.0 * 9 / 256, within(1e-12));
  }

  @Test
  void one_value_says_that_it_covers_nothing() {
    MedianInterval interval = MedianInterval.of(new double[] {0.9});
    assertThat(interval.low()).isEqualTo(0.9);
    assertThat(interval.high()).isEqualTo(0.9);
    assertThat(interval.coverage()).isZero();
  }

  @Test
  void an_interval_that_straddles_the_target_is_undecided() {
    MedianInterval interval = MedianInterval.of(new double[] {0.8, 0.9, 1.0, 0.85, 0.95});
    assertThat(interval.verdict(0.79)).isEqualTo("reached");
    assertThat(interval.verdict(0.9)).isEqualTo("undecided");
    assertThat(interval.verdict(1.01)).isEqualTo("missed");
  }

  @Test
  void a_target_that_is_not_to_be_passed_is_judged_the_other_way_round() {
    MedianInterval interval = MedianInterval.of(new double[] {0.8, 0.9, 1.0, 0.85, 0.95});
    assertThat(interval.verdictAtMost(1.0)).isEqualTo("reached");
    assertThat(interval.verdictAtMost(0.9)).isEqualTo("undecided");
    assertThat(interval.verdictAtMost(0.79)).isEqualTo("missed");
    assertThat(interval).hasToString("0.900 [0.800, 1.000]");
  }

  @Test
  void no_measurements_are_refused() {
    assertThatThrownBy(() -> MedianInterval.of(new double[0])).hasMessage("no measurements");
  }
}
