package org.isobath.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneratorCardFormatTest {
  static final String CARD =
      """
      id = mine
      title = Mine
      protocol = bfl
      base-url = "http://localhost:8080/v1"
      model = m
      lifecycle = active
      key { environment = MY_KEY, header = x-key }
      price-usd = 0.025
      controls = [ photo ]
      parameters {
        steps { wire = n, default = 4, min = 1, max = 8 }
        width { wire = w, multiple = 32, max = 1024 }
        output_format { wire = f, default = png, values = [ png, jpeg ], sent { jpeg = jpg } }
      }
      sizes = [ "512x512", "1024x1792" ]
      limits {
        active = 2, creates-per-minute = 30.5, calls-per-minute = 60, inline-bytes = 0
        output-life = 10 minutes, deadline = 90 s, output-hosts = [ "localhost" ], output-bytes = 1 MiB
      }
      licence { name = MIT, commercial = true }
      """;

  private static GeneratorCard card(String text) {
    return GeneratorCardFormat.read(text, "my.conf");
  }

  @Test
  void every_key_reads_as_it_is_written() {
    assertThat(card(CARD))
        .isEqualTo(
            new GeneratorCard(
                "mine",
                "Mine",
                "bfl",
                URI.create("http://localhost:8080/v1"),
                "m",
                GeneratorCard.Lifecycle.ACTIVE,
                "",
                new GeneratorCard.Key("MY_KEY", "x-key", ""),
                new BigDecimal("0.025"),
                Set.of(ControlKind.PHOTO),
                Set.of(),
                Map.of(
                    Parameter.STEPS,
                    new ParameterRule("n", 4L, 1, 8, 1, Map.of()),
                    Parameter.WIDTH,
                    new ParameterRule("w", null, Double.NEGATIVE_INFINITY, 1024, 32, Map.of()),
                    Parameter.OUTPUT_FORMAT,
                    new ParameterRule(
                        "f",
                        "png",
                        Double.NEGATIVE_INFINITY,
                        Double.POSITIVE_INFINITY,
                        0,
                        Map.of("png", "png", "jpeg", "jpg"))),
                List.of("512x512", "1024x1792"),
                new GeneratorCard.Limits(
                    2,
                    30.5,
                    60,
                    0,
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(90),
                    List.of(),
                    List.of("localhost"),
                    1 << 20),
                new GeneratorCard.Licence("MIT", true, ""),
                List.of()));
  }

  @Test
  void the_template_explains_every_key() throws IOException {
    String template;
    try (InputStream in =
        GeneratorCardFormatTest.class.getResourceAsStream(
            "/org/isobath/conf/providers/bfl-flux-pro-depth.conf")) {
      template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> keys = new ArrayList<>();
    for (List<String> section :
        List.of(
            GeneratorCardFormat.CARD,
            GeneratorCardFormat.KEY,
            GeneratorCardFormat.PARAMETERS,
            GeneratorCardFormat.LIMITS,
            GeneratorCardFormat.LICENCE)) {
      keys.addAll(section);
    }
    for (String key : keys) {
      assertThat(template).as(key).containsPattern("(?m)^\\s*#?" + key + " (=|\\{)");
    }
    for (String key : GeneratorCardFormat.RULE) {
      assertThat(template).as(key).containsPattern("[{,] " + key + " (=|\\{)");
      assertThat(template).as(key).containsPattern("(?m)^# +(\\w+, )*" + key + "[, ]");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          controls = [ photo ]   | contrls = [ photo ]     | line 9: unknown key contrls. Did you mean controls?
          steps { wire           | step { wire             | line 11: unknown key parameters.step. Did you mean steps?
          max = 8                | most = 8                | line 11: unknown key parameters.steps.most. Did you mean
          active = 2             | activ = 2               | line 17: unknown key limits.activ. Did you mean active?
          lifecycle = active     | lifecycle = gone        | line 6: lifecycle = gone is not known.
          price-usd = 0.025      | price-usd = cheap       | line 8: price-usd is "cheap"; expected a number
          price-usd = 0.025      | price-usd = -1          | line 8: price-usd is -1; expected dollars for a picture
          default = 4            | default = 9             | line 11: parameters.steps.default is 9; expected 1 to 8.
          default = 4            | default = 4.5           | default is 4.5; expected a whole number.
          default = png          | default = webp          | expected png, jpeg.
          wire = f,              | wire = f, min = 3,      | expected no such key: output_format is no number.
          wire = n,              | wire = n, values = [a], | expected min, max and multiple for a number.
          [ photo ]              | [ depth ]               | expected a list of photo and depth_map.
          http://localhost:8080  | http://example.org      | line 4: base-url is
          localhost:8080/v1      | localhost:8080/v1/      | line 4: base-url is
          http://localhost:8080  | https://a:b@example.org | line 4: base-url is
          output-life = 10 minutes | output-life = soon    | expected a time above zero such as 10 minutes.
          inline-bytes = 0       | inline-bytes = -1       | expected a size such as 10 MiB.
          "512x512",             | "512",                  | sizes is ["512","1024x1792"]; expected a list of WIDTHxHEIGHT
          title = Mine           | include "other.conf"    | A card is one file: copy the keys into it.
          """)
  void what_is_wrong_is_said_with_its_place(String right, String wrong, String message) {
    assertThat(CARD).contains(right);
    assertThatThrownBy(() -> card(CARD.replace(right, wrong)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Generator card my.conf")
        .hasMessageContaining(message);
  }

  @Test
  void a_key_in_the_place_of_its_name_is_not_repeated() {
    assertThatThrownBy(() -> card(CARD.replace("MY_KEY", "sk-live-0123abc")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Generator card my.conf, line 7: key.environment must be the NAME")
        .hasMessageNotContaining("sk-live");
  }

  @Test
  void documented_and_guessed_controls_exclude_each_other() {
    assertThatThrownBy(() -> card(CARD + "undocumented-controls = [ depth_map ]"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("undocumented-controls");
  }

  @Test
  void a_price_may_be_unknown_but_not_forgotten() {
    assertThat(card(CARD.replace("0.025", "unknown")).priceUsd()).isNull();
    assertThatThrownBy(() -> card(CARD.replace("price-usd = 0.025", "")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("key price-usd is missing");
  }
}
