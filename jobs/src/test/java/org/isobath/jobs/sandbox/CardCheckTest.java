package org.isobath.jobs.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.UserError;
import org.isobath.generate.ControlKind;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.Parameter;
import org.isobath.generate.ParameterRule;
import org.isobath.generate.sandbox.Sandbox;
import org.isobath.generate.sandbox.SandboxProtocol;
import org.isobath.generate.sandbox.SandboxSettings;
import org.junit.jupiter.api.Test;

/** Against the sandbox, which stands in for the provider. */
class CardCheckTest {
  private static final SandboxSettings SETTINGS = SandboxSettings.DEFAULT.withKey("marker-key");

  private static GeneratorCard card(Sandbox sandbox, String model, GeneratorCard.Key key) {
    return new GeneratorCard(
        "mine",
        "A card",
        sandbox.protocol().label(),
        sandbox.baseUrl(),
        model,
        GeneratorCard.Lifecycle.ACTIVE,
        "",
        key,
        new BigDecimal("0.05"),
        Set.of(ControlKind.PHOTO),
        Set.of(),
        Map.of(Parameter.GUIDANCE, new ParameterRule("guidance", 10.0, 1, 50, 0, Map.of())),
        List.of(),
        new GeneratorCard.Limits(
            1, 1, 1, 1, Duration.ofHours(1), Duration.ofHours(1), List.of(), List.of(), 1),
        new GeneratorCard.Licence("none", false, ""),
        List.of());
  }

  private static Account account(GeneratorCard card, String key) {
    return Account.of(card, Map.of(card.key().environment(), key));
  }

  private static GeneratorCard.Key bearer() {
    return new GeneratorCard.Key("MY_KEY", "Authorization", "Bearer ");
  }

  private static List<String> lines(SandboxProtocol protocol, String model, GeneratorCard.Key key) {
    try (Sandbox sandbox = Sandbox.start(protocol, 0, SETTINGS)) {
      List<String> lines = new CardCheck(account(card(sandbox, model, key), "marker-key")).lines();
      assertThat(sandbox.bill().creates()).as("a check spends nothing").isZero();
      assertThat(String.join("\n", lines)).doesNotContain("marker-key");
      return lines;
    }
  }

  @Test
  void a_schema_is_compared_with_the_card() {
    for (SandboxProtocol protocol : List.of(SandboxProtocol.REPLICATE, SandboxProtocol.EACHLABS)) {
      String model =
          protocol == SandboxProtocol.REPLICATE
              ? "black-forest-labs/flux-depth-pro"
              : "flux-depth-pro";
      assertThat(lines(protocol, model, bearer()))
          .contains(
              "guidance: the card says max 50, the provider 100.",
              "guidance: the card says default 10, the provider 15.",
              "The provider has a field that the card does not: steps.");
    }
  }

  @Test
  void every_provider_is_asked_something_that_costs_nothing() {
    assertThat(lines(SandboxProtocol.BFL, "m", new GeneratorCard.Key("K", "x-key", "")))
        .anyMatch(line -> line.startsWith("The key is accepted; credits left: 100000"));
    assertThat(lines(SandboxProtocol.COMETAPI, "m", bearer()))
        .contains("The key is accepted, and an unknown task is answered as documented.");
    assertThat(lines(SandboxProtocol.RAILWAIL, "flux-1-depth", bearer()))
        .anyMatch(line -> line.startsWith("Credits of one picture: 5; the card says 0.05 USD."));
    assertThat(lines(SandboxProtocol.COMFY_ROUTER, "m", bearer()))
        .containsExactly("Nothing of comfy-router can be asked for free: no call was made.");
  }

  @Test
  void a_refusal_is_the_users_to_mend_and_does_not_repeat_the_key() {
    try (Sandbox sandbox = Sandbox.start(SandboxProtocol.REPLICATE, 0, SETTINGS)) {
      GeneratorCard card = card(sandbox, "black-forest-labs/flux-depth-pro", bearer());
      assertThatThrownBy(() -> new CardCheck(account(card, "wrong-key")).lines())
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("mine: GET 127.0.0.1/v1/models/")
          .hasMessageContaining("answers 401")
          .hasMessageNotContaining("wrong-key");
    }
  }
}
