package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Fields of an answer, whatever it holds: a field that is missing or of another type is an empty
 * one, never an error.
 */
final class JsonFields {
  private JsonFields() {}

  /** Text or number as text, stripped; empty for anything else. */
  static String text(JsonNode node) {
    return node.isTextual() || node.isNumber() ? node.asText().strip() : "";
  }

  /** A word of a closed list: {@link #text} in lower case. */
  static String word(JsonNode node) {
    return text(node).toLowerCase(Locale.ROOT);
  }

  /** A whole number of 64 bits, also as text. */
  static OptionalLong whole(JsonNode node) {
    try {
      return OptionalLong.of(new BigDecimal(text(node)).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** A finite number of at least 0, also as text. */
  static OptionalDouble amount(JsonNode node) {
    try {
      double value = Double.parseDouble(text(node));
      return Double.isFinite(value) && value >= 0
          ? OptionalDouble.of(value)
          : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** {@link #amount} in decimals as written. */
  static Optional<BigDecimal> money(JsonNode node) {
    OptionalDouble amount = amount(node);
    return amount.isPresent()
        ? Optional.of(BigDecimal.valueOf(amount.getAsDouble()))
        : Optional.empty();
  }

  /** A moment in ISO 8601. */
  static Optional<Instant> moment(JsonNode node) {
    try {
      return Optional.of(OffsetDateTime.parse(text(node)).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
