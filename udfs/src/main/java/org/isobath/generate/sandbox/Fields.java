package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the fields of a create call by their documented types and ranges, and keeps what is wrong
 * with them. A field that was not asked for is wrong too.
 */
final class Fields {
  /** What is wrong with one field. */
  record Problem(String field, String message) {}

  private final JsonNode object;
  private final Set<String> known = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  Fields(JsonNode object) {
    this.object = object == null ? JsonNodeFactory.instance.objectNode() : object;
  }

  /** A text that must be there. */
  String required(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      wrong(name, "field required");
    }
    return text;
  }

  /** A text; empty when absent or null. */
  String text(String name) {
    JsonNode node = node(name);
    if (node != null && !node.isTextual()) {
      wrong(name, "value is not a valid string");
      return "";
    }
    return node == null ? "" : node.textValue();
  }

  /** One of some texts. */
  String oneOf(String name, String byDefault, String... allowed) {
    String text = text(name);
    if (text.isEmpty()) {
      return byDefault;
    }
    if (!List.of(allowed).contains(text)) {
      wrong(name, "must be one of " + String.join(", ", allowed));
      return byDefault;
    }
    return text;
  }

  /** A whole number. */
  long whole(String name, long byDefault, long min, long max) {
    JsonNode node = node(name);
    if (node == null) {
      return byDefault;
    }
    if (!node.isIntegralNumber() || node.longValue() < min || node.longValue() > max) {
      wrong(name, "must be an integer from " + min + " to " + max);
      return byDefault;
    }
    return node.longValue();
  }

  /** A number. */
  double number(String name, double byDefault, double min, double max) {
    JsonNode node = node(name);
    if (node == null) {
      return byDefault;
    }
    if (!node.isNumber() || node.doubleValue() < min || node.doubleValue() > max) {
      wrong(name, "must be a number from " + min + " to " + max);
      return byDefault;
    }
    return node.doubleValue();
  }

  /** True or false. */
  boolean flag(String name) {
    JsonNode node = node(name);
    if (node != null && !node.isBoolean()) {
      wrong(name, "value could not be parsed to a boolean");
      return false;
    }
    return node != null && node.booleanValue();
  }

  /** A seed. */
  OptionalLong seed(String name) {
    JsonNode node = node(name);
    if (node == null) {
      return OptionalLong.empty();
    }
    if (!node.isIntegralNumber() || node.longValue() < 0) {
      wrong(name, "must be an integer from 0");
      return OptionalLong.empty();
    }
    return OptionalLong.of(node.longValue());
  }

  /** An object inside. */
  JsonNode object(String name) {
    JsonNode node = node(name);
    if (node == null || !node.isObject()) {
      wrong(name, "field required");
      return JsonNodeFactory.instance.objectNode();
    }
    return node;
  }

  /** A list, or null. */
  JsonNode list(String name) {
    JsonNode node = node(name);
    if (node != null && !node.isArray()) {
      wrong(name, "value is not a valid list");
      return null;
    }
    return node;
  }

  void wrong(String name, String message) {
    problems.add(new Problem(name, message));
  }

  /** What is wrong, fields that nobody documented included. */
  List<Problem> problems() {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (known.add(name)) {
                wrong(name, "no such field is documented");
              }
            });
    return problems;
  }

  /** What is wrong with the fields that were asked for: the others may go through. */
  List<Problem> problemsOfKnown() {
    return problems;
  }

  private JsonNode node(String name) {
    known.add(name);
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }
}
