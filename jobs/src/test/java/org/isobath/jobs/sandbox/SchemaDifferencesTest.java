package org.isobath.jobs.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.isobath.generate.Parameter;
import org.isobath.generate.ParameterRule;
import org.junit.jupiter.api.Test;

class SchemaDifferencesTest {
  private static final Map<Parameter, ParameterRule> CARD =
      Map.of(
          Parameter.GUIDANCE,
          new ParameterRule("guidance", 10.0, 1, 50, 0, Map.of()),
          Parameter.STEPS,
          new ParameterRule("num_inference_steps", 28L, 1, 50, 1, Map.of()),
          Parameter.OUTPUT_FORMAT,
          new ParameterRule("output_format", "jpeg", 0, 0, 0, Map.of("jpeg", "jpg", "png", "png")));

  private static List<String> of(String properties, String root) throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode document = json.readTree(root.replace('\'', '"'));
    return SchemaDifferences.of(CARD, json.readTree(properties.replace('\'', '"')), document);
  }

  @Test
  void a_schema_like_the_card_has_no_difference() throws IOException {
    assertThat(
            of(
                """
                { 'prompt': {}, 'seed': {}, 'control_image': {},
                  'guidance': { 'default': 10, 'minimum': 1, 'maximum': 50 },
                  'num_inference_steps': { 'default': 28, 'minimum': 1, 'maximum': 50 },
                  'output_format': { 'default': 'jpg', 'enum': ['png', 'jpg'] } }
                """,
                "{}"))
        .isEmpty();
  }

  @Test
  void every_difference_is_a_sentence_with_both_values() throws IOException {
    assertThat(
            of(
                """
                { 'guidance': { 'default': 15, 'minimum': 1, 'maximum': 100 },
                  'steps': { 'default': 28 },
                  'output_format': { 'default': 'jpg', 'enum': ['png', 'jpg', 'webp'] } }
                """,
                "{}"))
        .containsExactlyInAnyOrder(
            "guidance: the card says max 50, the provider 100.",
            "guidance: the card says default 10, the provider 15.",
            "steps: the provider has no field num_inference_steps any more.",
            "output_format: the card says values jpg, png, the provider jpg, png, webp.",
            "The provider has a field that the card does not: steps.");
  }

  @Test
  void a_reference_leads_to_the_values() throws IOException {
    assertThat(
            of(
                """
                { 'guidance': { 'default': 10, 'minimum': 1, 'maximum': 50 },
                  'num_inference_steps': {},
                  'output_format':
                    { 'default': 'jpg', 'allOf': [{ '$ref': '#/components/schemas/format' }] } }
                """,
                "{ 'components': { 'schemas': { 'format': { 'enum': ['jpg'] } } } }"))
        .containsExactly("output_format: the card says values jpg, png, the provider jpg.");
  }
}
