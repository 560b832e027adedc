package org.isobath.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContestTest {
  @Test
  void ways_take_turns_and_the_first_time_does_not_count() throws Exception {
    List<String> order = new ArrayList<>();
    Contest.Way a = new Contest.Way("a", n -> usage(order, "a", n));
    Contest.Way b = new Contest.Way("b", n -> usage(order, "b", 2 * n));
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    List<Series> series =
        Contest.run(List.of(a, b), 40, 2, new PrintStream(said, true, StandardCharsets.UTF_8));

    assertThat(order)
        .containsExactly("a40", "b80", "a10", "a40", "b20", "b80", "b20", "b80", "a10", "a40");
    assertThat(series.get(0).large()).containsExactly(new Usage(40, 40), new Usage(40, 40));
    assertThat(series.get(1).small()).containsExactly(new Usage(20, 20), new Usage(20, 20));
    assertThat(series.get(0).slopeRatio(series.get(1), Usage::wallSeconds).median()).isEqualTo(2);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("round 2/2, b 80.00 s", "a 40.00 s");
  }

  private static Usage usage(List<String> order, String name, int seconds) {
    order.add(name + seconds);
    return new Usage(seconds, seconds);
  }
}
