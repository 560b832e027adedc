package org.isobath.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.isobath.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens in one run, for programs that watch it: a line of JSON when it starts, with every
 * line of {@link Progress}, and when it ends. For figures of a run that is over read the table
 * {@code runs} or use {@code --json}.
 */
final class Events {
  /** Where the lines go with {@code events = log}. */
  private static final Logger EVENTS = LoggerFactory.getLogger("isobath.events");

  private static final Logger LOG = LoggerFactory.getLogger(Events.class);

  private final Path file;
  private final String runId;
  private final String verb;
  private boolean broken;

  private Events(Path file, String runId, String verb) {
    this.file = file;
    this.runId = runId;
    this.verb = verb;
  }

  static Events of(Conf conf, String runId, String verb) {
    String place = conf.string("events");
    try {
      return new Events(place.equals("log") ? null : Path.of(place), runId, verb);
    } catch (InvalidPathException e) {
      throw conf.invalid("events", "log, or a path on the driver's machine");
    }
  }

  /**
   * @throws UserError when the file of {@code events} cannot be written
   */
  void started() {
    try {
      write(line("started", Map.of(EventField.DONE, 0L, EventField.REJECTED, 0L)));
    } catch (IOException e) {
      throw new UserError(
          "Cannot write events to " + file + ": " + e + ". Set events to log or to another file.",
          e);
    }
  }

  void progress(String step, String unit, Progress.Count count) {
    Map<EventField, Object> values = new EnumMap<>(EventField.class);
    values.put(EventField.STEP, step);
    values.put(EventField.UNIT, unit);
    values.put(EventField.DONE, count.done());
    values.put(EventField.TOTAL, count.total() < 0 ? null : count.total());
    values.put(EventField.REJECTED, count.rejected());
    values.put(EventField.IMAGES_PER_SECOND, count.perSecond());
    values.put(
        EventField.ETA_SECONDS, count.left().isPresent() ? count.left().getAsDouble() : null);
    values.put(EventField.SECONDS, count.seconds());
    tryToWrite(line("progress", values));
  }

  void done(Outcome outcome, double seconds) {
    long done = outcome.out() + outcome.rejected();
    Map<EventField, Object> values = new EnumMap<>(EventField.class);
    values.put(EventField.DONE, done);
    values.put(EventField.TOTAL, done);
    values.put(EventField.REJECTED, outcome.rejected());
    values.put(EventField.SKIPPED, outcome.skipped());
    values.put(
        EventField.IMAGES_PER_SECOND,
        new Progress.Count(done, done, outcome.rejected(), seconds).perSecond());
    values.put(EventField.ETA_SECONDS, 0.0);
    values.put(EventField.SECONDS, seconds);
    tryToWrite(line("done", values));
  }

  /**
   * @param message without secrets
   */
  void failed(String message, double seconds) {
    tryToWrite(line("failed", Map.of(EventField.SECONDS, seconds, EventField.MESSAGE, message)));
  }

  private String line(String event, Map<EventField, Object> values) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (EventField field : EventField.values()) {
      object.put(field.label(), values.get(field));
    }
    object.put(EventField.TIME.label(), Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    object.put(EventField.EVENT.label(), event);
    object.put(EventField.RUN_ID.label(), runId);
    object.put(EventField.VERB.label(), verb);
    try {
      return new ObjectMapper().writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("events hold plain values only: " + object, e);
    }
  }

  /** A run that works does not end because nobody can watch it any more. */
  private synchronized void tryToWrite(String line) {
    try {
      write(line);
    } catch (IOException e) {
      if (!broken) {
        LOG.warn("cannot write events to {} any more: {}", file, e.toString());
        broken = true;
      }
    }
  }

  /** Opened for each line, so that whoever rotates logs may take the file away. */
  private void write(String line) throws IOException {
    if (file == null) {
      EVENTS.info(line);
    } else {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
