package org.isobath.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneratorCheckTest {
  private static final GeneratorCards CARDS = GeneratorCards.of(Map.of());

  private static Demand demand(ControlKind control, String parameter, String value) {
    Parameter asked = Parameter.of(parameter);
    return new Demand(control, Map.of(asked, asked.value(value)), false, false);
  }

  private static Map<Parameter, Object> complete(String generator, Demand demand) {
    return GeneratorCheck.complete(CARDS.get(generator), demand, CARDS.all());
  }

  @Test
  void what_is_not_asked_for_is_the_cards_default_and_is_said() {
    assertThat(complete("replicate-flux-depth-dev", demand(ControlKind.PHOTO, "guidance", "30")))
        .isEqualTo(
            Map.of(
                Parameter.STEPS,
                28L,
                Parameter.GUIDANCE,
                30.0,
                Parameter.SAFETY_CHECKER,
                true,
                Parameter.OUTPUT_FORMAT,
                "webp",
                Parameter.OUTPUT_QUALITY,
                80L,
                Parameter.MEGAPIXELS,
                "1",
                Parameter.OUTPUTS,
                1L));
    assertThat(
            complete(
                "cometapi-flux-pro-depth", new Demand(ControlKind.PHOTO, Map.of(), true, false)))
        .as("a size that nobody asked for is not sent")
        .containsKey(Parameter.STEPS)
        .doesNotContainKeys(Parameter.WIDTH, Parameter.HEIGHT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replicate-flux-depth-pro | photo     | steps             | 10   | steps = 10: it takes 15 to 50. These can: replicate-flux-depth-dev, eachlabs-flux-depth-dev.
          replicate-flux-depth-pro | photo     | safety_tolerance  | 0    | safety_tolerance = 0: it takes 1 to 6. These can: bfl-flux-pro-depth.
          replicate-flux-depth-dev | photo     | prompt_upsampling | true | prompt_upsampling = true: it has no such parameter. These can: bfl-flux-pro-depth, replicate-flux-depth-pro, eachlabs-flux-depth-pro.
          replicate-flux-depth-dev | photo     | guidance          | 101  | guidance = 101: it takes 0 to 100. No generator in reach can.
          bfl-flux-pro-depth       | photo     | output_format     | webp | output_format = webp: it takes jpeg, png. These can: replicate-flux-depth-dev, eachlabs-flux-depth-dev.
          bfl-flux-pro-depth       | photo     | output_format     | jpg  | output_format = jpg: it takes jpeg, png. No generator in reach can.
          bfl-flux-pro-depth       | photo     | outputs           | 2    | outputs = 2: it makes one picture of a request. These can: replicate-flux-depth-dev, eachlabs-flux-depth-dev.
          eachlabs-flux-depth-dev  | photo     | megapixels        | 0.25 | megapixels = 0.25: it takes 1. These can: replicate-flux-depth-dev.
          replicate-flux-depth-dev | depth_map | guidance          | 10   | it takes no depth map and would estimate the depth of the depth map, at full price. These can: bfl-flux-pro-depth.
          comfy-router-flux-pro-depth | photo  | guidance          | 10   | nobody knows its price (copy its card into a folder of generators.path and write price-usd). These can:
          cometapi-flux-pro-depth  | depth_map | guidance          | 10   | its documentation has no control, so it may charge for a picture of the prompt alone (allow-undocumented-control = true tries it). These can: bfl-flux-pro-depth.
          cometapi-flux-pro-depth  | depth_map | width             | 100  | width = 100: it takes multiples of 32, 32 and more. No generator in reach can.
          """)
  void what_a_generator_cannot_do_is_refused_with_the_reason_and_those_that_can(
      String generator, String control, String parameter, String value, String message) {
    ControlKind kind = control.equals("photo") ? ControlKind.PHOTO : ControlKind.DEPTH_MAP;
    assertThatThrownBy(() -> complete(generator, demand(kind, parameter, value)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(generator + " cannot do this: ")
        .satisfies(e -> assertThat(sorted(e.getMessage())).contains(sorted(message)));
  }

  /** Cards come in the order of their file names; the tables above are in that of the issue. */
  private static String sorted(String message) {
    int at = message.indexOf("These can: ");
    if (at < 0) {
      return message;
    }
    String[] ids = message.substring(at + 11).replace(".", "").split(", ");
    java.util.Arrays.sort(ids);
    return message.substring(0, at + 11) + (ids[0].isEmpty() ? "" : String.join(", ", ids));
  }

  @Test
  void a_generator_of_a_few_sizes_takes_both_sides_of_one_of_them() {
    GeneratorCard railwail = CARDS.get("railwail-flux-depth");
    assertThat(sizeObjections(railwail, 1024L, 1792L)).isEmpty();
    assertThat(sizeObjections(railwail, 1792L, 1792L))
        .singleElement()
        .asString()
        .isEqualTo(
            "width = 1792, height = 1792: it takes both, as one of 256x256, 512x512, 1024x1024,"
                + " 1024x1792, 1792x1024");
    assertThat(sizeObjections(railwail, 512L, null))
        .singleElement()
        .asString()
        .startsWith("width = 512, height = none: it takes both");
    assertThat(sizeObjections(CARDS.get("cometapi-flux-pro-depth"), 1024L, null))
        .as("of any sizes each side stands alone")
        .isEmpty();
  }

  private static List<String> sizeObjections(GeneratorCard card, Long width, Long height) {
    Map<Parameter, Object> size = new EnumMap<>(Parameter.class);
    size.put(Parameter.WIDTH, width);
    if (height != null) {
      size.put(Parameter.HEIGHT, height);
    }
    return GeneratorCheck.objections(card, new Demand(ControlKind.PHOTO, size, true, false))
        .stream()
        .filter(objection -> objection.contains("width"))
        .toList();
  }

  @Test
  void one_output_is_what_every_generator_makes() {
    assertThat(complete("bfl-flux-pro-depth", demand(ControlKind.PHOTO, "outputs", "1")))
        .doesNotContainKey(Parameter.OUTPUTS)
        .containsEntry(Parameter.STEPS, 50L);
  }

  @Test
  void all_that_is_wrong_is_said_at_once() {
    Demand demand =
        new Demand(
            ControlKind.DEPTH_MAP,
            Map.of(Parameter.STEPS, 99L, Parameter.PROMPT_UPSAMPLING, true),
            false,
            true);
    assertThat(GeneratorCheck.objections(CARDS.get("replicate-flux-depth-dev"), demand))
        .hasSize(4)
        .last()
        .asString()
        .isEqualTo(
            "its licence, FLUX.1 [dev] Non-Commercial License, is not known to allow commercial use,"
                + " which the policy asks for");
  }

  @Test
  void an_undocumented_control_is_tried_only_by_whoever_says_so_and_is_warned_of() {
    Demand demand = new Demand(ControlKind.DEPTH_MAP, Map.of(), true, false);
    GeneratorCard comet = CARDS.get("cometapi-flux-pro-depth");
    assertThat(GeneratorCheck.objections(comet, demand)).isEmpty();
    assertThat(GeneratorCheck.warnings(comet, demand))
        .hasSize(2)
        .anyMatch(warning -> warning.contains("documents no control and may ignore it"));
  }

  @Test
  void a_deprecated_generator_is_warned_of_and_an_ended_one_refused() {
    Demand demand = new Demand(ControlKind.PHOTO, Map.of(), false, false);
    assertThat(GeneratorCheck.warnings(CARDS.get("bfl-flux-pro-depth"), demand))
        .singleElement()
        .asString()
        .startsWith(
            "bfl-flux-pro-depth is deprecated and may stop at any time (instead: flux-pro-1.1 or");
    GeneratorCard ended =
        GeneratorCardFormat.read(
            GeneratorCardFormatTest.CARD.replace("lifecycle = active", "lifecycle = ended"), "f");
    assertThat(GeneratorCheck.objections(ended, demand)).containsExactly("it has ended");
    assertThat(GeneratorCheck.warnings(CARDS.get("replicate-flux-depth-pro"), demand)).isEmpty();
  }
}
