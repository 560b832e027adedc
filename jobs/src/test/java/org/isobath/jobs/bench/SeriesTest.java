package org.isobath.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.isobath.UserError;
import org.junit.jupiter.api.Test;

class SeriesTest {
  /** {@code start} seconds and {@code each} a picture; half of it in CPU-seconds. */
  private static Series series(double start, double... each) {
    Series series = new Series(10, 40);
    for (double picture : each) {
      double small = start + 10 * picture;
      double large = start + 40 * picture;
      series.add(new Usage(small, small / 2), new Usage(large, large / 2));
    }
    return series;
  }

  @Test
  void what_a_picture_costs_does_not_depend_on_the_start() {
    for (double start : new double[] {0, 3, 100}) {
      MedianInterval slopes = series(start, 0.2, 0.1, 0.4).slopes(Usage::wallSeconds);
      assertThat(slopes.median()).isCloseTo(0.2, within(1e-12));
      assertThat(slopes.low()).isCloseTo(0.1, within(1e-12));
      assertThat(slopes.high()).isCloseTo(0.4, within(1e-12));
    }
  }

  @Test
  void ratios_are_taken_round_by_round() {
    // the machine was half as fast in the second round, for both
    Series job = series(6, 0.2, 0.4, 0.2);
    Series loop = series(0, 0.18, 0.36, 0.19);
    MedianInterval ratio = job.slopeRatio(loop, Usage::wallSeconds);
    assertThat(ratio.median()).isCloseTo(0.9, within(1e-12));
    assertThat(ratio.low()).isCloseTo(0.9, within(1e-12));
    assertThat(ratio.high()).isCloseTo(0.95, within(1e-12));
    assertThat(job.slopeRatio(loop, Usage::cpuSeconds)).isEqualTo(ratio);
    // 7.2 s against 14 s, 14.4 s against 22 s, 7.6 s against 14 s
    assertThat(job.ratio(loop, Usage::wallSeconds).median()).isCloseTo(7.6 / 14, within(1e-12));
  }

  @Test
  void pictures_that_cost_nothing_are_too_few() {
    Series series = new Series(10, 40);
    series.add(new Usage(5, 5), new Usage(4.9, 6));
    assertThat(series.slope(0, Usage::cpuSeconds)).isCloseTo(1 / 30.0, within(1e-12));
    assertThatThrownBy(() -> series.slopes(Usage::wallSeconds))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "40 pictures took no more than 10 in round 1: too few for this machine. Raise bench.images.");
  }
}
