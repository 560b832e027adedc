package org.isobath.jobs.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.isobath.generate.Parameter;
import org.isobath.generate.ParameterRule;

/** What a provider's JSON schema of a model's input says otherwise than a card. */
final class SchemaDifferences {
  /** Fields of every request, which no card has among its parameters. */
  private static final Set<String> OF_EVERY_REQUEST =
      Set.of("prompt", "seed", "control_image", "preprocessed_image");

  private SchemaDifferences() {}

  /**
   * Compares.
   *
   * @param properties by field name
   * @param root of the document, where references such as {@code #/components/schemas/steps} lead
   * @return one sentence for each difference
   */
  static List<String> of(
      Map<Parameter, ParameterRule> parameters, JsonNode properties, JsonNode root) {
    List<String> differences = new ArrayList<>();
    Set<String> unknown = new TreeSet<>();
    properties.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(OF_EVERY_REQUEST);
    parameters.forEach(
        (parameter, rule) -> {
          unknown.remove(rule.wire());
          JsonNode property = resolved(properties.path(rule.wire()), root);
          if (property.isMissingNode()) {
            differences.add(
                parameter.label() + ": the provider has no field " + rule.wire() + " any more.");
          } else {
            compare(parameter, rule, property, differences);
          }
        });
    unknown.forEach(
        name -> differences.add("The provider has a field that the card does not: " + name + "."));
    return differences;
  }

  /** The property itself, its defaults over what it refers to. */
  private static JsonNode resolved(JsonNode property, JsonNode root) {
    String place =
        property.path("$ref").asText(property.path("allOf").path(0).path("$ref").asText());
    if (!place.startsWith("#/")) {
      return property;
    }
    JsonNode target = root.at(place.substring(1));
    if (!target.isObject()) {
      return property;
    }
    ObjectNode merged = target.deepCopy();
    property.fields().forEachRemaining(field -> merged.set(field.getKey(), field.getValue()));
    return merged;
  }

  private static void compare(
      Parameter parameter, ParameterRule rule, JsonNode property, List<String> differences) {
    bound(parameter, "min", rule.min(), property.path("minimum"), differences);
    bound(parameter, "max", rule.max(), property.path("maximum"), differences);
    if (rule.byDefault() != null && property.has("default")) {
      String ours = plain(rule.sent(rule.byDefault()).toString());
      String theirs = plain(property.path("default").asText());
      if (!ours.equals(theirs)) {
        differences.add(differs(parameter, "default", ours, theirs));
      }
    }
    if (property.path("enum").isArray() && !rule.values().isEmpty()) {
      Set<String> theirs = new TreeSet<>();
      property.path("enum").forEach(value -> theirs.add(value.asText()));
      Set<String> ours = new TreeSet<>(rule.values().values());
      if (!ours.equals(theirs)) {
        differences.add(
            differs(parameter, "values", String.join(", ", ours), String.join(", ", theirs)));
      }
    }
  }

  private static void bound(
      Parameter parameter, String what, double ours, JsonNode theirs, List<String> differences) {
    if (theirs.isNumber() && theirs.doubleValue() != ours) {
      differences.add(
          differs(parameter, what, plain(String.valueOf(ours)), plain(theirs.asText())));
    }
  }

  private static String differs(Parameter parameter, String what, String ours, String theirs) {
    return parameter.label()
        + ": the card says "
        + what
        + " "
        + ours
        + ", the provider "
        + theirs
        + ".";
  }

  /** Without a fraction of zero. */
  private static String plain(String number) {
    return number.replaceAll("\\.0+$", "");
  }
}
