package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The inputs of the two models as a schema says them. */
final class DocumentedInput {
  private DocumentedInput() {}

  /**
   * Writes the properties of a schema.
   *
   * @param pro flux-depth-pro, else flux-depth-dev
   * @param formats of pro's pictures, the default first
   */
  static void write(ObjectNode properties, boolean pro, String... formats) {
    properties.putObject("prompt").put("type", "string");
    properties.putObject("control_image").put("type", "string").put("format", "uri");
    properties.putObject("seed").put("type", "integer");
    if (pro) {
      range(properties, "steps", "integer", 50, 15, 50);
      range(properties, "guidance", "number", 15, 1, 100);
      range(properties, "safety_tolerance", "integer", 2, 1, 6);
      properties.putObject("prompt_upsampling").put("type", "boolean").put("default", false);
      choice(properties, "output_format", formats);
    } else {
      range(properties, "num_outputs", "integer", 1, 1, 4);
      range(properties, "num_inference_steps", "integer", 28, 1, 50);
      range(properties, "guidance", "number", 10, 0, 100);
      range(properties, "output_quality", "integer", 80, 0, 100);
      properties.putObject("disable_safety_checker").put("type", "boolean").put("default", false);
      choice(properties, "output_format", "webp", "jpg", "png");
      choice(properties, "megapixels", "1", "0.25", "match_input");
    }
  }

  private static void range(
      ObjectNode properties, String name, String type, int byDefault, int min, int max) {
    properties
        .putObject(name)
        .put("type", type)
        .put("default", byDefault)
        .put("minimum", min)
        .put("maximum", max);
  }

  private static void choice(ObjectNode properties, String name, String... values) {
    ObjectNode property = properties.putObject(name).put("type", "string");
    property.put("default", values[0]);
    ArrayNode list = property.putArray("enum");
    for (String value : values) {
      list.add(value);
    }
  }
}
