package org.isobath.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.isobath.UserError;
import org.isobath.generate.hosted.Protocols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratorCardsTest {
  private static final GeneratorCards BUNDLED = GeneratorCards.of(Map.of());

  private static List<GeneratorCard> bundled() {
    return List.copyOf(BUNDLED.all());
  }

  @Test
  void the_bundled_cards_are_there() {
    assertThat(bundled())
        .extracting(GeneratorCard::id)
        .containsExactlyInAnyOrder(
            "bfl-flux-pro-depth",
            "replicate-flux-depth-pro",
            "replicate-flux-depth-dev",
            "eachlabs-flux-depth-pro",
            "eachlabs-flux-depth-dev",
            "cometapi-flux-pro-depth",
            "railwail-flux-depth",
            "comfy-router-flux-pro-depth");
  }

  /** As the providers' documentation has it; a dash: nothing is documented. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bfl-flux-pro-depth          | bfl          | api.bfl.ai        | flux-pro-1.0-depth                | deprecated | 0.05  | photo depth_map | -
          replicate-flux-depth-pro    | replicate    | api.replicate.com | black-forest-labs/flux-depth-pro  | active     | 0.05  | photo           | -
          replicate-flux-depth-dev    | replicate    | api.replicate.com | black-forest-labs/flux-depth-dev  | active     | 0.025 | photo           | -
          eachlabs-flux-depth-pro     | eachlabs     | api.eachlabs.ai   | flux-depth-pro                    | active     | 0.05  | photo           | -
          eachlabs-flux-depth-dev     | eachlabs     | api.eachlabs.ai   | flux-depth-dev                    | active     | 0.025 | photo           | -
          cometapi-flux-pro-depth     | cometapi     | api.cometapi.com  | flux-pro-1-0-depth                | deprecated | 0.06  | -               | photo depth_map
          railwail-flux-depth         | railwail     | railwail.com      | flux-1-depth                      | active     | -     | -               | photo depth_map
          comfy-router-flux-pro-depth | comfy-router | api.comfy.org     | bfl/flux-pro-1.0-depth            | deprecated | -     | photo depth_map | -
          """)
  void a_card_says_where_what_and_for_how_much(
      String id,
      String protocol,
      String host,
      String model,
      String lifecycle,
      String price,
      String controls,
      String undocumented) {
    GeneratorCard card = BUNDLED.get(id);
    assertThat(card.protocol()).isEqualTo(protocol);
    assertThat(card.baseUrl()).hasScheme("https").hasHost(host);
    assertThat(card.model()).isEqualTo(model);
    assertThat(card.lifecycle().name()).isEqualToIgnoringCase(lifecycle);
    assertThat(card.priceUsd()).isEqualTo(price.equals("-") ? null : new BigDecimal(price));
    assertThat(labels(card.controls())).isEqualTo(controls);
    assertThat(labels(card.undocumentedControls())).isEqualTo(undocumented);
  }

  private static String labels(Set<ControlKind> kinds) {
    return kinds.isEmpty()
        ? "-"
        : kinds.stream().sorted().map(ControlKind::label).collect(Collectors.joining(" "));
  }

  /** Wire name, default and range, or values with what is sent; in the order of the parameters. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bfl-flux-pro-depth          | steps 50 15..50; guidance 15.0 1..100; prompt_upsampling false; safety_tolerance 2 0..6; output_format jpeg jpeg=jpeg png=png
          replicate-flux-depth-pro    | steps 50 15..50; guidance 15.0 1..100; prompt_upsampling false; safety_tolerance 2 1..6; output_format jpeg jpeg=jpg png=png
          replicate-flux-depth-dev    | num_inference_steps 28 1..50; guidance 10.0 0..100; disable_safety_checker true false=true true=false; output_format webp webp=webp jpeg=jpg png=png; output_quality 80 0..100; megapixels 1 1=1 0.25=0.25 match_input=match_input; num_outputs 1 1..4
          eachlabs-flux-depth-pro     | steps 50 15..50; guidance 15.0 1..100; prompt_upsampling false; safety_tolerance 2 1..6; output_format jpeg jpeg=jpg png=png
          eachlabs-flux-depth-dev     | num_inference_steps 28 1..50; guidance 10.0 0..100; disable_safety_checker true false=true true=false; output_format webp webp=webp jpeg=jpg png=png; output_quality 80 0..100; megapixels 1 1=1; num_outputs 1 1..4
          cometapi-flux-pro-depth     | steps 50 15..50; guidance 15.0 1..100; prompt_upsampling false; safety_tolerance 2 0..6; output_format jpeg jpeg=jpeg png=png; width null 32.. multiples 32; height null 32.. multiples 32
          railwail-flux-depth         | size null; size null; n 1 1..4
          comfy-router-flux-pro-depth | steps 50 15..50; guidance 15.0 1..100; prompt_upsampling false; safety_tolerance 2 0..6; output_format jpeg jpeg=jpeg png=png webp=webp
          """)
  void a_card_says_how_each_parameter_is_taken(String id, String rules) {
    String found =
        BUNDLED.get(id).parameters().values().stream()
            .map(GeneratorCardsTest::text)
            .collect(Collectors.joining("; "));
    assertThat(found).isEqualTo(rules);
  }

  private static String text(ParameterRule rule) {
    StringBuilder text = new StringBuilder(rule.wire() + " " + rule.byDefault());
    if (!Double.isInfinite(rule.min())) {
      text.append(" ").append((long) rule.min()).append("..");
      text.append(Double.isInfinite(rule.max()) ? "" : (long) rule.max());
    }
    text.append(rule.multiple() > 1 ? " multiples " + (long) rule.multiple() : "");
    rule.values().forEach((neutral, sent) -> text.append(" " + neutral + "=" + sent));
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("bundled")
  void a_card_holds_together(GeneratorCard card) {
    assertThat(card.id()).startsWith(card.protocol());
    assertThat(Protocols.labels()).contains(card.protocol());
    assertThat(card.doubts()).as("nobody has called it yet").isNotEmpty();
    assertThat(card.doubts()).allMatch(doubt -> doubt.endsWith("."));
    assertThat(card.key().environment()).matches("[A-Z]+_API_(KEY|TOKEN)");
    assertThat(card.limits().outputHosts()).isNotEmpty();
    card.parameters()
        .forEach(
            (parameter, rule) -> {
              if (rule.byDefault() != null) {
                assertThat(parameter.value(parameter.text(rule.byDefault())))
                    .as(parameter.label())
                    .isEqualTo(rule.byDefault());
              }
            });
  }

  @Test
  void a_flag_may_be_sent_upside_down_and_a_format_in_another_spelling() {
    Map<Parameter, ParameterRule> dev = BUNDLED.get("replicate-flux-depth-dev").parameters();
    assertThat(dev.get(Parameter.SAFETY_CHECKER).sent(true)).isEqualTo(false);
    assertThat(dev.get(Parameter.SAFETY_CHECKER).sent(false)).isEqualTo(true);
    assertThat(dev.get(Parameter.OUTPUT_FORMAT).sent("jpeg")).isEqualTo("jpg");
    assertThat(dev.get(Parameter.MEGAPIXELS).sent("1")).as("a text, never a number").isEqualTo("1");
    assertThat(dev.get(Parameter.STEPS).sent(28L)).isEqualTo(28L);
  }

  @Test
  void an_unknown_id_names_the_nearest() {
    assertThatThrownBy(() -> BUNDLED.get("replicate-flux-depth-de"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "There is no generator card replicate-flux-depth-de. Did you mean replicate-flux-depth-dev? There are ")
        .hasMessageEndingWith("generators.path names folders with more.");
  }

  @Test
  void cards_of_the_user_come_first_in_the_order_of_their_folders() {
    String card = GeneratorCardFormatTest.CARD;
    Map<String, Map<String, String>> folders = new LinkedHashMap<>();
    folders.put("file:/one/", Map.of("a.conf", card.replace("Mine", "first"), "a.lock", "?"));
    folders.put(
        "file:/two",
        Map.of(
            "a.conf",
            card.replace("Mine", "second"),
            "b.conf",
            card.replace("id = mine", "id = railwail-flux-depth")));
    GeneratorCards cards = GeneratorCards.of(folders);
    assertThat(cards.get("mine").title()).isEqualTo("first");
    assertThat(cards.get("railwail-flux-depth").title()).isEqualTo("Mine");
    assertThat(cards.all()).hasSize(9);
    folders.put("file:/two", Map.of("a.conf", card, "b.conf", card));
    assertThatThrownBy(() -> GeneratorCards.of(folders))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Two generator cards in file:/two have the id mine: ");
    folders.put("file:/two", Map.of("a.conf", card.replace("active", "activ")));
    assertThatThrownBy(() -> GeneratorCards.of(folders))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Generator card file:/two/a.conf, line ");
  }

  @Test
  void parameters_are_found_by_their_names() {
    assertThat(Arrays.stream(Parameter.values()).map(p -> Parameter.of(p.label())))
        .containsExactly(Parameter.values());
    assertThatThrownBy(() -> Parameter.of("guidence"))
        .isInstanceOf(UserError.class)
        .hasMessage("There is no parameter guidence. Did you mean guidance?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          STEPS             | 2.5     | steps = 2.5 is not a whole number.
          STEPS             | many    | steps = many is not a whole number.
          GUIDANCE          | NaN     | guidance = NaN is not a number.
          GUIDANCE          | strong  | guidance = strong is not a number.
          PROMPT_UPSAMPLING | yes     | prompt_upsampling = yes is not true or false.
          """)
  void a_value_of_another_type_is_the_users_mistake(
      Parameter parameter, String text, String message) {
    assertThatThrownBy(() -> parameter.value(text))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }

  @Test
  void a_value_has_one_text() {
    assertThat(Parameter.GUIDANCE.text(Parameter.GUIDANCE.value("10.0"))).isEqualTo("10");
    assertThat(Parameter.GUIDANCE.text(Parameter.GUIDANCE.value("1e2"))).isEqualTo("100");
    assertThat(Parameter.GUIDANCE.text(Parameter.GUIDANCE.value("2.50"))).isEqualTo("2.5");
    assertThat(Parameter.STEPS.text(Parameter.STEPS.value("28"))).isEqualTo("28");
  }
}
