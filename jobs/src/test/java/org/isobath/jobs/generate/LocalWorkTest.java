package org.isobath.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LocalWorkTest {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  private static int next(int last, long seconds) {
    return LocalWork.next(last, Duration.ofSeconds(seconds), FIVE_MINUTES, 2);
  }

  @Test
  void a_portion_is_what_is_made_between_two_commits() {
    assertThat(next(100, 300)).isEqualTo(100);
    assertThat(next(100, 200)).isEqualTo(150);
    assertThat(next(100, 3000)).isEqualTo(10);
  }

  @Test
  void it_grows_by_steps_and_never_below_what_keeps_all_tasks_busy() {
    assertThat(next(2, 10)).isEqualTo(8);
    assertThat(next(2, 0)).isEqualTo(8);
    assertThat(next(8, 3600)).isEqualTo(2);
  }
}
