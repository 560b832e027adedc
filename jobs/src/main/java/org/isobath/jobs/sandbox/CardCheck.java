package org.isobath.jobs.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.isobath.UserError;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.hosted.HttpCall;
import org.isobath.generate.hosted.HttpReply;

/**
 * One call that costs nothing to the provider behind a card, and what its answer says otherwise
 * than the card. What cannot be asked for free is said to be so.
 */
final class CardCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final byte[] NOTHING = {};

  private final Account account;
  private final GeneratorCard card;

  CardCheck(Account account) {
    this.account = account;
    this.card = account.card();
  }

  /**
   * Asks.
   *
   * @return lines for a person: what was asked, what differs
   * @throws UserError when there is no answer, or none that could be understood
   */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    switch (card.protocol()) {
      case "bfl" -> {
        JsonNode credits = asked("/v1/credits", lines).path("credits");
        lines.add(
            credits.isNumber() || credits.isTextual()
                ? "The key is accepted; credits left: " + credits.asText() + "."
                : "The key is accepted; credits are no longer told as credits.");
        lines.add("Parameters cannot be asked for here: only a create call tells.");
      }
      case "replicate" -> {
        JsonNode model = asked("/models/" + card.model(), lines);
        JsonNode schema = model.path("latest_version").path("openapi_schema");
        compare(schema.at("/components/schemas/Input/properties"), schema, lines);
      }
      case "eachlabs" -> {
        JsonNode model =
            asked(
                "/v1/model?slug=" + URLEncoder.encode(card.model(), StandardCharsets.UTF_8), lines);
        compare(model.at("/request_schema/properties"), model.path("request_schema"), lines);
      }
      case "cometapi" -> {
        String status =
            asked("/flux/v1/get_result?id=isobath-check", lines).path("status").asText();
        lines.add(
            status.equals("Task not found")
                ? "The key is accepted, and an unknown task is answered as documented."
                : "An unknown task is answered with the status \"" + status + "\".");
        lines.add("Parameters and price cannot be asked for here: only a create call tells.");
      }
      case "railwail" -> {
        JsonNode model = asked("/models/" + card.model(), lines);
        lines.add(
            "Credits of one picture: "
                + model.at("/pricing/credit_cost_fixed").asText("not told")
                + "; the card says "
                + (card.priceUsd() == null ? "no price" : card.priceUsd() + " USD")
                + ". Behind it: "
                + model.path("provider_model_id").asText("not told")
                + ".");
      }
      default ->
          lines.add("Nothing of " + card.protocol() + " can be asked for free: no call was made.");
    }
    return lines;
  }

  private void compare(JsonNode properties, JsonNode root, List<String> lines) {
    if (!properties.isObject()) {
      lines.add("The answer has no schema of the model's input where it used to be.");
      return;
    }
    List<String> differences = SchemaDifferences.of(card.parameters(), properties, root);
    lines.addAll(differences);
    if (differences.isEmpty()) {
      lines.add("Every parameter is as the card says.");
    }
  }

  private JsonNode asked(String path, List<String> lines) {
    URI uri = URI.create(card.baseUrl() + path);
    HttpCall call =
        new HttpCall("GET", uri, Map.of("Accept", "application/json"), NOTHING, true, PATIENCE);
    lines.add("GET " + uri);
    HttpReply reply = account.ask(call);
    if (reply.status() != 200) {
      throw new UserError(
          "%s: %s answers %d: %s. Check the key, and base-url and model of the card."
              .formatted(card.id(), call, reply.status(), account.key().hide(reply.excerpt())));
    }
    return reply
        .json()
        .orElseThrow(
            () ->
                new UserError(
                    "%s: %s answers with something that is no JSON. Check base-url of the card."
                        .formatted(card.id(), call)));
  }
}
