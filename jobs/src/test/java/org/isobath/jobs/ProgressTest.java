package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressTest {
  private static Progress.Step step(long total, long done, long rejected) {
    return new Progress.Step("ingest", "mine", "inputs", total, () -> done, () -> rejected);
  }

  private static String line(long total, long done, long rejected, long seconds) {
    Progress.Step step = step(total, done, rejected);
    return Progress.line(step, step.after(seconds, DriverMetrics.Reported.NOTHING));
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
  void what_executors_report_of_tasks_that_still_run_counts_but_never_beyond_the_total() {
    Progress.Step step = step(100, 10, 1);
    assertThat(step.after(1, new DriverMetrics.Reported(40, 2)))
        .isEqualTo(new Progress.Count(40, 100, 2, 1));
    assertThat(step.after(1, new DriverMetrics.Reported(5, 0)))
        .isEqualTo(new Progress.Count(10, 100, 1, 1));
    assertThat(step.after(1, new DriverMetrics.Reported(130, 2)).done())
        .as("a task ran twice")
        .isEqualTo(100);
  }

  @Test
  void shortWorkPrintsNothing(@TempDir Path folder) {
    Path file = folder.resolve("events");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Conf conf = Conf.reference().with("events", file.toString());
    Run run = new Run(null, conf, null, Options.NONE, "run", new PrintStream(out));
    Progress.start(run, step(3, 3, 0)).close();
    assertThat(out.size()).isZero();
    assertThat(file).doesNotExist();
  }

  @Test
  void a_line_for_a_person_has_one_for_a_program_and_the_last_says_how_it_ended(
      @TempDir Path folder) throws Exception {
    Path file = folder.resolve("events");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Events events = Events.of(Conf.reference().with("events", file.toString()), "run-1", "ingest");
    try (Progress progress =
        new Progress(
            new PrintStream(out, true, StandardCharsets.UTF_8), events, step(1000, 250, 3))) {
      progress.tick();
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(2);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    JsonNode event = new ObjectMapper().readTree(lines.get(0));
    assertThat(event.get("event").textValue()).isEqualTo("progress");
    assertThat(event.get("run_id").textValue()).isEqualTo("run-1");
    assertThat(event.get("verb").textValue()).isEqualTo("ingest");
    assertThat(event.get("step").textValue()).isEqualTo("mine");
    assertThat(event.get("unit").textValue()).isEqualTo("inputs");
    assertThat(event.get("done").longValue()).isEqualTo(250);
    assertThat(event.get("total").longValue()).isEqualTo(1000);
    assertThat(event.get("rejected").longValue()).isEqualTo(3);
    double seconds = event.get("seconds").doubleValue();
    assertThat(event.get("images_per_second").doubleValue() * seconds).isCloseTo(250, within(1e-6));
    // three quarters are left: three times as long as so far
    assertThat(event.get("eta_seconds").doubleValue()).isCloseTo(3 * seconds, within(1e-6));
  }
}
