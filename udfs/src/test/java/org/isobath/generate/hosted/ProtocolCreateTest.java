package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.UserError;
import org.isobath.generate.ControlKind;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The create call of every protocol, word for word. */
class ProtocolCreateTest {
  private static final String PROMPT = "\"prompt\":\"a red sofa, \\\"Bauhaus\\\" ünïque\"";
  private static final String SEED = "\"seed\":2147483647";

  private static final String PRO =
      "\"steps\":50,\"guidance\":15.0,\"prompt_upsampling\":false,\"safety_tolerance\":2,"
          + "\"output_format\":\"jpeg\"";

  private static final String DEV =
      "\"num_inference_steps\":28,\"guidance\":10.0,\"disable_safety_checker\":false,"
          + "\"output_format\":\"jpg\",\"output_quality\":80,\"megapixels\":\"1\",\"num_outputs\":1";

  private static final String DATA_URL = "\"control_image\":\"data:image/png;base64,AQIDBA==\"";

  /** Of a photograph inside the call. */
  private static final Map<String, String> PHOTO =
      Map.of(
          "bfl", "{" + PROMPT + ",\"control_image\":\"AQIDBA==\"," + SEED + "," + PRO + "}",
          "replicate", "{\"input\":{" + PROMPT + "," + DATA_URL + "," + SEED + "," + DEV + "}}",
          "eachlabs",
              "{\"model\":\"flux-depth-dev\",\"version\":\"0.0.1\",\"input\":{"
                  + PROMPT
                  + ","
                  + DATA_URL
                  + ","
                  + SEED
                  + ","
                  + DEV
                  + "}}",
          "cometapi", "{" + PROMPT + ",\"control_image\":\"AQIDBA==\"," + SEED + "," + PRO + "}",
          "railwail", "{\"model\":\"flux-1-depth\"," + PROMPT + "," + DATA_URL + ",\"n\":1}",
          "comfy-router",
              "{" + PROMPT + ",\"control_image\":\"AQIDBA==\"," + SEED + "," + PRO + "}");

  /** Of a depth map; absent where it is refused. */
  private static final Map<String, String> DEPTH_MAP =
      Map.of(
          "bfl", "{" + PROMPT + ",\"preprocessed_image\":\"AQIDBA==\"," + SEED + "," + PRO + "}",
          "cometapi",
              "{" + PROMPT + ",\"preprocessed_image\":\"AQIDBA==\"," + SEED + "," + PRO + "}",
          "railwail", "{\"model\":\"flux-1-depth\"," + PROMPT + "," + DATA_URL + ",\"n\":1}",
          "comfy-router",
              "{" + PROMPT + ",\"preprocessed_image\":\"AQIDBA==\"," + SEED + "," + PRO + "}");

  private static final Map<String, String> PLACES =
      Map.of(
          "bfl", "https://api.bfl.ai/v1/flux-pro-1.0-depth",
          "replicate",
              "https://api.replicate.com/v1/models/black-forest-labs/flux-depth-dev/predictions",
          "eachlabs", "https://api.eachlabs.ai/v1/prediction",
          "cometapi", "https://api.cometapi.com/flux/v1/flux-pro-1-0-depth",
          "railwail", "https://railwail.com/api/v1/images/generations",
          "comfy-router", "https://api.comfy.org/v2/models/bfl/flux-pro-1.0-depth");

  static List<String> labels() {
    return Protocols.labels();
  }

  private static JsonNode body(HttpCall call) throws Exception {
    return new ObjectMapper().readTree(call.body());
  }

  private static HttpCall create(GeneratorCard card, ControlKind kind) {
    return Protocols.of(card)
        .create(ProtocolCards.request(card, kind), ProtocolCards.CONTROL, null, "attempt-1");
  }

  @Test
  void theListIsThatOfTheCards() {
    assertThat(labels())
        .containsExactly("bfl", "replicate", "eachlabs", "cometapi", "railwail", "comfy-router");
  }

  @Test
  void anUnknownProtocolIsTheUsersMistake() {
    GeneratorCard card =
        ProtocolCards.card("soap", "https://example.org", "m", Set.of(), Set.of(), Map.of());
    assertThatThrownBy(() -> Protocols.of(card))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Generator soap-test: unknown protocol soap. Use one of bfl, replicate, eachlabs,"
                + " cometapi, railwail, comfy-router.");
  }

  @ParameterizedTest
  @MethodSource("labels")
  void aPhotographIsSentWordForWord(String label) throws Exception {
    GeneratorCard card = ProtocolCards.of(label);
    HttpCall call = create(card, ControlKind.PHOTO);
    assertThat(new String(call.body(), StandardCharsets.UTF_8)).isEqualTo(PHOTO.get(label));
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.uri()).hasToString(PLACES.get(label));
    assertThat(call.authorised()).isTrue();
    assertThat(call.headers())
        .containsEntry("Content-Type", "application/json")
        .doesNotContainKeys("Authorization", "Prefer");
  }

  @ParameterizedTest
  @MethodSource("labels")
  void aDepthMapIsSentWhereItIsUsedAsItIsAndRefusedElsewhere(String label) throws Exception {
    GeneratorCard card = ProtocolCards.of(label);
    if (DEPTH_MAP.containsKey(label)) {
      HttpCall call = create(card, ControlKind.DEPTH_MAP);
      assertThat(new String(call.body(), StandardCharsets.UTF_8)).isEqualTo(DEPTH_MAP.get(label));
    } else {
      assertThatThrownBy(() -> create(card, ControlKind.DEPTH_MAP))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(label + "-test takes no depth_map as control");
    }
  }

  @ParameterizedTest
  @MethodSource("labels")
  void aParameterThatTheCardDoesNotKnowIsNeverDropped(String label) {
    GeneratorCard card = ProtocolCards.of(label);
    GeneratorCard without =
        ProtocolCards.card(
            label,
            card.baseUrl().toString(),
            card.model(),
            card.controls(),
            card.undocumentedControls(),
            Map.of());
    GenerationRequest request =
        ProtocolCards.request(card, ControlKind.PHOTO, Map.of(Parameter.STEPS, 20L));
    assertThatThrownBy(
            () -> Protocols.of(without).create(request, ProtocolCards.CONTROL, null, "attempt-1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(label + "-test knows no steps");
  }

  @ParameterizedTest
  @MethodSource("labels")
  void theSameRequestGivesTheSameCall(String label) {
    GeneratorCard card = ProtocolCards.of(label);
    assertThat(create(card, ControlKind.PHOTO)).isEqualTo(create(card, ControlKind.PHOTO));
  }

  @Test
  void replicateProTakesItsOwnNames() throws Exception {
    JsonNode input = body(create(ProtocolCards.replicatePro(), ControlKind.PHOTO)).path("input");
    assertThat(input.path("output_format").asText()).isEqualTo("jpg");
    assertThat(input.path("steps").isIntegralNumber()).as("steps is a number").isTrue();
    assertThat(input.path("guidance").isNumber()).as("guidance is a number").isTrue();
    assertThat(input.path("prompt_upsampling").isBoolean()).as("a flag is a boolean").isTrue();
    assertThat(input.has("num_outputs")).as("pro has one output").isFalse();
  }

  @Test
  void anUploadedControlIsNamedByItsPlaceWhereThatIsPossible() throws Exception {
    ControlImage uploaded = ProtocolCards.CONTROL.at(URI.create("https://files.example.org/a?b=c"));
    for (String label : List.of("replicate", "eachlabs")) {
      GeneratorCard card = ProtocolCards.of(label);
      HttpCall call = Protocols.of(card).create(ProtocolCards.request(card), uploaded, null, "a");
      assertThat(body(call).path("input").path("control_image").asText())
          .as(label)
          .isEqualTo("https://files.example.org/a?b=c");
    }
    GeneratorCard bfl = ProtocolCards.of("bfl");
    HttpCall call = Protocols.of(bfl).create(ProtocolCards.request(bfl), uploaded, null, "a");
    assertThat(body(call).path("control_image").asText()).isEqualTo("AQIDBA==");
  }

  @Test
  void aWebhookIsNamedInEachProtocolsOwnWay() throws Exception {
    Webhook webhook = new Webhook(URI.create("https://me.example.org/hook?r=ab12"), "s3cret");
    for (String label : List.of("bfl", "eachlabs", "cometapi")) {
      GeneratorCard card = ProtocolCards.of(label);
      JsonNode body =
          body(
              Protocols.of(card)
                  .create(ProtocolCards.request(card), ProtocolCards.CONTROL, webhook, "a"));
      assertThat(body.path("webhook_url").asText())
          .as(label)
          .isEqualTo("https://me.example.org/hook?r=ab12");
      assertThat(body.path("webhook_secret").asText()).as(label).isEqualTo("s3cret");
    }
    GeneratorCard replicate = ProtocolCards.of("replicate");
    JsonNode body =
        body(
            Protocols.of(replicate)
                .create(ProtocolCards.request(replicate), ProtocolCards.CONTROL, webhook, "a"));
    assertThat(body.path("webhook").asText()).isEqualTo("https://me.example.org/hook?r=ab12");
    assertThat(body.path("webhook_events_filter")).hasToString("[\"completed\"]");
    assertThat(body.toString()).as("the account's secret stays there").doesNotContain("s3cret");
  }

  @Test
  void comfyRouterSendsTheAttemptAsItsKeyAndMaySendItAgain() {
    HttpCall call = create(ProtocolCards.of("comfy-router"), ControlKind.PHOTO);
    assertThat(call.headers()).containsEntry("Idempotency-Key", "attempt-1");
    for (String label : labels()) {
      assertThat(Protocols.of(ProtocolCards.of(label)).idempotent())
          .as(label)
          .isEqualTo(label.equals("comfy-router"));
    }
  }

  @Test
  void aSynchronousAnswerIsWaitedForAsLongAsThePredictionMayTake() {
    assertThat(create(ProtocolCards.of("railwail"), ControlKind.PHOTO).timeout())
        .isEqualTo(Duration.ofMinutes(30));
    assertThat(create(ProtocolCards.of("comfy-router"), ControlKind.PHOTO).timeout())
        .isEqualTo(Duration.ofMinutes(30));
    assertThat(create(ProtocolCards.of("bfl"), ControlKind.PHOTO).timeout())
        .isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void railwailTakesASizeAsOneText() throws Exception {
    GeneratorCard card =
        ProtocolCards.card(
            "railwail",
            "https://railwail.com/api/v1",
            "flux-1-depth",
            Set.of(),
            Set.of(ControlKind.PHOTO),
            Map.of(
                Parameter.WIDTH, ProtocolCards.rule("size", null, Map.of()),
                Parameter.HEIGHT, ProtocolCards.rule("size", null, Map.of())));
    Protocol protocol = Protocols.of(card);
    GenerationRequest both =
        ProtocolCards.request(
            card, ControlKind.PHOTO, Map.of(Parameter.WIDTH, 1024L, Parameter.HEIGHT, 1792L));
    assertThat(body(protocol.create(both, ProtocolCards.CONTROL, null, "a")).path("size").asText())
        .isEqualTo("1024x1792");
    GenerationRequest one =
        ProtocolCards.request(card, ControlKind.PHOTO, Map.of(Parameter.WIDTH, 1024L));
    assertThatThrownBy(() -> protocol.create(one, ProtocolCards.CONTROL, null, "a"))
        .hasMessage("a size needs both sides: 1024 x null");
  }
}
