package org.isobath.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.isobath.jobs.Outcome;
import org.isobath.quality.DepthMetric;
import org.isobath.quality.FileMetric;
import org.isobath.quality.ImageMetric;
import org.isobath.quality.Metric;
import org.isobath.quality.PairMetric;
import org.junit.jupiter.api.Test;

class MetricsBenchTest {
  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

  /** Every look at the clock is so many milliseconds after the one before. */
  private static Outcome measured(double millis) {
    AtomicLong now = new AtomicLong();
    return MetricsBench.measured(
        new Load(2, 40, 30, 0, 5), () -> now.addAndGet((long) (millis * 1e6)), NOWHERE);
  }

  @Test
  void three_lists_are_stored_and_their_share_is_judged() {
    Outcome outcome = measured(9);
    assertThat((double) outcome.figures().get("stored_ms")).isCloseTo(27, within(1e-9));
    assertThat((double) outcome.figures().get("share_low")).isCloseTo(0.135, within(1e-9));
    assertThat(outcome.figures().get("verdicts")).isEqualTo(Map.of("share <= 0.15", "reached"));
    assertThat(outcome.lines())
        .contains(
            "bench: of picture, file and depth map, without text_share: 27.000 [27.000, 27.000] ms, 0.135 [0.135, 0.135]"
                + " of an estimate of 200 ms",
            "bench: share <= 0.15: reached");
    assertThat(measured(11).figures().get("verdicts")).isEqualTo(Map.of("share <= 0.15", "missed"));
  }

  @Test
  void every_metric_stands_beside_the_cost_that_it_states() {
    Outcome outcome = measured(2);
    Map<?, ?> millis = (Map<?, ?>) outcome.figures().get("metric_ms");
    for (Metric[] list :
        new Metric[][] {
          ImageMetric.values(), FileMetric.values(), DepthMetric.values(), PairMetric.values()
        }) {
      for (Metric metric : list) {
        assertThat((Double) millis.get(metric.label()))
            .as(metric.label())
            .isCloseTo(2, within(1e-9));
        String line =
            "bench: %s 2.000 [2.000, 2.000] ms, stated %s; mean score "
                .formatted(metric.label(), metric.cost());
        assertThat(outcome.lines()).anyMatch(printed -> printed.startsWith(line), line);
      }
    }
  }
}
