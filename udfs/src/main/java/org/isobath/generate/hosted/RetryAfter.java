package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long an answer asks to wait. In this order: the headers {@code retry-after-ms} and {@code
 * Retry-After} (seconds or an HTTP date), {@code retry_after} in the body, the message ("resets in
 * ~30s"), and the header {@code X-RateLimit-Reset}. Moments are measured from the answer's own
 * {@code Date}, so that the clock of this machine does not matter; without one they say nothing.
 */
final class RetryAfter {
  /** A longer wait is a mistake of the other side, and asking again costs nothing. */
  static final Duration LONGEST = Duration.ofHours(1);

  private static final Pattern IN_WORDS =
      Pattern.compile(
          "(?:resets?|retry|try again|available)(?: again)?(?: in| after) ~?(\\d{1,9}(?:\\.\\d{1,3})?)"
              + " ?(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?)\\b",
          Pattern.CASE_INSENSITIVE);

  /** Numbers above are moments in seconds, those below are waits. */
  private static final double EPOCH_SECONDS = 1e9;

  private static final double EPOCH_MILLIS = 1e12;

  private RetryAfter() {}

  /** Empty when the answer does not say; never negative, at most {@link #LONGEST}. */
  static Optional<Duration> of(HttpReply reply) {
    return seconds(reply.headers().get("retry-after-ms"), 0.001)
        .or(() -> seconds(reply.headers().get("retry-after"), 1))
        .or(() -> date(reply.headers().get("retry-after")).flatMap(at -> until(at, reply)))
        .or(() -> reply.json().flatMap(RetryAfter::inBody))
        .or(() -> reset(reply));
  }

  private static Optional<Duration> inBody(JsonNode body) {
    for (JsonNode place : new JsonNode[] {body, body.path("error"), body.path("details")}) {
      OptionalDouble seconds = JsonFields.amount(place.path("retry_after"));
      if (seconds.isPresent()) {
        return Optional.of(bounded(seconds.getAsDouble()));
      }
    }
    Matcher words = IN_WORDS.matcher(ErrorText.of(body));
    return words.find()
        ? Optional.of(bounded(Double.parseDouble(words.group(1)) * unit(words.group(2))))
        : Optional.empty();
  }

  private static double unit(String unit) {
    String lower = unit.toLowerCase(Locale.ROOT);
    if (lower.startsWith("ms") || lower.startsWith("milli")) {
      return 0.001;
    }
    return lower.startsWith("m") ? 60 : 1;
  }

  private static Optional<Duration> reset(HttpReply reply) {
    Optional<Double> value = number(reply.headers().get("x-ratelimit-reset"));
    if (value.isEmpty()) {
      return Optional.empty();
    }
    double reset = value.get();
    if (reset < EPOCH_SECONDS) {
      return Optional.of(bounded(reset));
    }
    double seconds = reset < EPOCH_MILLIS ? reset : reset / 1000;
    return until(Instant.ofEpochMilli((long) (seconds * 1000)), reply);
  }

  private static Optional<Duration> until(Instant moment, HttpReply reply) {
    return date(reply.headers().get("date"))
        .map(now -> bounded((double) Duration.between(now, moment).toSeconds()));
  }

  private static Optional<Duration> seconds(String header, double unit) {
    return number(header).map(value -> bounded(value * unit));
  }

  private static Optional<Double> number(String header) {
    try {
      return header == null
          ? Optional.empty()
          : Optional.of(Double.parseDouble(header.strip())).filter(Double::isFinite);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> date(String header) {
    try {
      return header == null
          ? Optional.empty()
          : Optional.of(
              ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                  .toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration bounded(double seconds) {
    double within = Math.min(Math.max(seconds, 0), (double) LONGEST.toSeconds());
    return Duration.ofMillis(Math.round(within * 1000));
  }
}
