package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer of next month: fields nobody has seen, fields that were null left out, numbers as text.
 * What a client needs (ids, statuses, places) stays.
 */
final class Drift {
  private Drift() {}

  static JsonNode of(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode changed = JsonNodeFactory.instance.objectNode();
      changed.put("schema_version", "2027-01");
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        JsonNode value = object.get(name);
        if (!value.isNull()) {
          changed.set(name, of(value));
        }
      }
      changed.putObject("extra").put("since", 2027).putArray("notes").add("new");
      return changed;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode changed = JsonNodeFactory.instance.arrayNode();
      array.forEach(value -> changed.add(of(value)));
      return changed;
    }
    return node.isNumber() ? JsonNodeFactory.instance.textNode(node.asText()) : node;
  }
}
