package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND = 1_000_000_000L;

  private static String line(long total, long done, long rejected, long seconds) {
    try (Progress progress =
        new Progress(System.err, "ingest mine", "inputs", total, () -> done, () -> rejected)) {
      return progress.line(seconds * SECOND);
    }
  }

  @Test
  void saysDoneOfTotalRateRejectsAndTimeLeft() {
    assertThat(line(1000, 250, 3, 10))
        .isEqualTo("ingest mine: 250 of 1000 inputs, 25.0/s, 3 rejected, 30 s left");
  }

  @Test
  void leavesOutWhatIsNotKnown() {
    assertThat(line(-1, 250, 0, 10)).isEqualTo("ingest mine: 250 inputs, 25.0/s");
    assertThat(line(1000, 0, 0, 10)).isEqualTo("ingest mine: 0 of 1000 inputs, 0.0/s");
    assertThat(line(250, 250, 0, 10)).isEqualTo("ingest mine: 250 of 250 inputs, 25.0/s");
  }

  @Test
  void longTimesAreInMinutesAndHours() {
    assertThat(line(1000, 100, 0, 10)).endsWith("1 min 30 s left");
    assertThat(line(100_000, 100, 0, 10)).endsWith("2 h 46 min left");
  }

  @Test
  void shortWorkPrintsNothing() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Progress.start(new PrintStream(out), "x", "inputs", 3, () -> 3, () -> 0).close();
    assertThat(out.size()).isZero();
  }
}
