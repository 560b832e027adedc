package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.isobath.generate.GeneratorCard;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private static final long START = 1_800_000_000_000L;

  private static Throttle throttle(int active, double createsPerMinute) {
    return new Throttle(Cards.limits(active, createsPerMinute), new SplittableRandom(1));
  }

  /** When create calls go out that are sent as early as allowed, and are finished at once. */
  private static List<Long> sent(Throttle throttle, long from, long until) {
    List<Long> times = new ArrayList<>();
    long now = from;
    while (true) {
      long wait = throttle.untilCreate(now);
      now += wait;
      if (now >= until) {
        return times;
      }
      if (wait == 0) {
        throttle.create(now);
        throttle.finish();
        times.add(now);
      }
    }
  }

  @Test
  void a_minute_has_as_many_create_calls_as_the_card_allows_and_hardly_fewer() {
    for (double rate : new double[] {0.5, 6, 10, 60, 600, 6_000}) {
      List<Long> times = sent(throttle(10_000, rate), START, START + 600_000);
      assertThat(times.size())
          .as("calls in ten minutes at %s a minute", rate)
          .isBetween((int) (rate * 10 * 0.95), (int) Math.ceil(rate * 10));
      int first = 0;
      int most = 0;
      for (int last = 0; last < times.size(); last++) {
        while (times.get(last) - times.get(first) >= 60_000) {
          first++;
        }
        most = Math.max(most, last - first + 1);
      }
      assertThat(most)
          .as("most calls in any minute at %s", rate)
          .isLessThanOrEqualTo((int) Math.max(1, rate));
    }
  }

  @Test
  void a_pause_of_the_caller_loses_no_calls_and_no_minute_has_too_many() {
    for (double rate : new double[] {60, 600, 6_000}) {
      Throttle throttle = throttle(10_000, rate);
      List<Long> times = new ArrayList<>(sent(throttle, START, START + 30_000));
      times.addAll(sent(throttle, START + 30_900, START + 90_000));
      assertThat(times.size())
          .as("calls in 90 s at %s a minute, with a pause of 0.9 s", rate)
          .isBetween((int) (rate * 1.5 * 0.97), (int) (rate * 1.5));
      long idle = START + 600_000;
      assertThat(sent(throttle, idle, idle + 60_000))
          .as("in the minute after a long pause at %s a minute", rate)
          .hasSizeLessThanOrEqualTo((int) rate);
    }
  }

  @Test
  void no_more_are_unfinished_than_the_card_allows() {
    Throttle throttle = throttle(2, 60_000);
    throttle.create(START);
    throttle.create(START + 100);
    assertThat(throttle.untilCreate(START + 10_000)).isEqualTo(Throttle.NOT_NOW);
    throttle.finish();
    assertThat(throttle.untilCreate(START + 10_000)).isZero();
  }

  @Test
  void a_named_time_is_waited_for_and_costs_no_speed() {
    Throttle throttle = throttle(100, 600);
    throttle.create(START);
    throttle.refused(START + 50, START, Optional.of(Duration.ofSeconds(30)));
    assertThat(throttle.untilCreate(START + 50)).isBetween(30_000L, 30_250L);
    assertThat(sent(throttle, START + 50, START + 90_050))
        .as("in the minute after")
        .hasSizeBetween(580, 600);
  }

  @Test
  void a_refusal_without_a_time_halves_the_rate_and_success_brings_it_back() {
    Throttle throttle = throttle(10_000, 600);
    throttle.create(START);
    throttle.refused(START, START, Optional.empty());
    assertThat(throttle.untilCreate(START)).as("back-off").isBetween(500L, 1_000L);
    assertThat(sent(throttle, START + 60_000, START + 120_000))
        .as("in a minute")
        .hasSizeBetween(285, 300);
    for (int i = 0; i < 32; i++) {
      throttle.accepted();
    }
    assertThat(sent(throttle, START + 180_000, START + 240_000))
        .as("after 32 successes")
        .hasSizeBetween(570, 600);
  }

  @Test
  void the_back_off_doubles_to_a_minute_with_jitter() {
    Throttle throttle = throttle(10_000, 60_000);
    long now = START;
    long expected = 1_000;
    for (int i = 0; i < 10; i++) {
      throttle.refused(now, now, Optional.empty());
      long wait = throttle.untilCreate(now);
      assertThat(wait).as("wait %d", i).isBetween(expected / 2, expected);
      expected = Math.min(60_000, expected * 2);
      now += wait + 1;
    }
    assertThat(throttle.refusals()).isEqualTo(10);
  }

  @Test
  void calls_refused_together_count_once() {
    Throttle throttle = throttle(10_000, 600);
    for (int i = 0; i < 50; i++) {
      throttle.refused(START + 100, START, Optional.empty());
    }
    assertThat(throttle.refusals()).isEqualTo(1);
    assertThat(throttle.untilCreate(START + 100)).isLessThanOrEqualTo(1_000);
  }

  @Test
  void other_calls_stand_in_line() {
    Throttle throttle =
        new Throttle(
            new GeneratorCard.Limits(
                1, 1, 600, 1, Duration.ZERO, Duration.ZERO, List.of(), List.of(), 1),
            new SplittableRandom(1));
    long last = 0;
    for (int i = 0; i < 100; i++) {
      last = throttle.untilCall(START);
    }
    assertThat(last)
        .as("of the hundredth at ten a second, of which one second's may be made at once")
        .isBetween(8_900L, 9_300L);
    throttle.quiet(START, Duration.ofSeconds(20));
    assertThat(throttle.untilCall(START)).isEqualTo(20_000);
  }

  @Test
  void a_halted_generator_creates_nothing_more() {
    Throttle throttle = throttle(10, 600);
    throttle.halt("no credit");
    throttle.halt("something else");
    assertThat(throttle.untilCreate(START)).isEqualTo(Throttle.NOT_NOW);
    assertThat(throttle.halted()).as("the first reason").isEqualTo("no credit");
  }
}
