package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTest {
  @TempDir Path folder;

  private Events events(Path file) {
    return Events.of(Conf.reference().with("events", file.toString()), "run-1", "estimate");
  }

  @Test
  void every_event_has_every_field_in_the_order_of_the_list() throws Exception {
    Path file = folder.resolve("events");
    Events events = events(file);
    events.started();
    events.progress("tiny", "images", new Progress.Count(5, -1, 1, 2.5));
    events.done(new Outcome(12, 9, 1, 2, Map.of(), Map.of(), List.of()), 5);
    events.failed("no \"room\"\nleft", 1);

    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines).hasSize(4);
    List<String> fields = Arrays.stream(EventField.values()).map(EventField::label).toList();
    for (JsonNode line : lines) {
      List<String> names = new ArrayList<>();
      line.fieldNames().forEachRemaining(names::add);
      assertThat(names).isEqualTo(fields);
      assertThat(Duration.between(Instant.parse(line.get("time").textValue()), Instant.now()))
          .isBetween(Duration.ofMillis(-1), Duration.ofMinutes(1));
      assertThat(line.get("run_id").textValue()).isEqualTo("run-1");
      assertThat(line.get("verb").textValue()).isEqualTo("estimate");
    }
    assertThat(lines.get(0).get("event").textValue()).isEqualTo("started");
    assertThat(lines.get(0).get("done").longValue()).isZero();
    assertThat(lines.get(1).get("images_per_second").doubleValue()).isEqualTo(2);
    assertThat(lines.get(1).get("total").isNull()).isTrue();
    assertThat(lines.get(1).get("eta_seconds").isNull()).isTrue();
    JsonNode done = lines.get(2);
    assertThat(done.get("event").textValue()).isEqualTo("done");
    assertThat(done.get("done").longValue()).isEqualTo(10);
    assertThat(done.get("total").longValue()).isEqualTo(10);
    assertThat(done.get("rejected").longValue()).isEqualTo(1);
    assertThat(done.get("skipped").longValue()).isEqualTo(2);
    assertThat(done.get("images_per_second").doubleValue()).isEqualTo(2);
    assertThat(lines.get(3).get("message").textValue()).isEqualTo("no \"room\"\nleft");
  }

  @Test
  void a_file_that_cannot_be_written_ends_the_run_before_it_begins_and_no_later() {
    Path file = folder.resolve("no such folder/events");
    Events events = events(file);
    assertThatThrownBy(events::started)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Cannot write events to " + file)
        .hasMessageContaining("Set events to log or to another file.");
    events.failed("anything", 1);
  }
}
