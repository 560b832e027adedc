package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import org.isobath.generate.ControlKind;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.Parameter;
import org.isobath.generate.ParameterRule;

/**
 * What the JSON protocols say of a request in the same way. The same request gives the same bytes,
 * which an idempotency key needs.
 */
final class RequestBody {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RequestBody() {}

  static ObjectNode empty() {
    return JSON.createObjectNode();
  }

  /**
   * Every parameter of the request under its wire name, with its JSON type.
   *
   * @throws IllegalArgumentException for one that the card does not know: nothing is dropped in
   *     silence
   */
  static void putParameters(ObjectNode body, GeneratorCard card, GenerationRequest request) {
    for (Parameter parameter : Parameter.values()) {
      Object value = request.parameters().get(parameter);
      ParameterRule rule = card.parameters().get(parameter);
      if (value != null && rule == null) {
        throw new IllegalArgumentException(card.id() + " knows no " + parameter.label());
      }
      if (value != null) {
        body.set(rule.wire(), JSON.valueToTree(rule.sent(value)));
      }
    }
  }

  /**
   * What the request's control is.
   *
   * @throws IllegalArgumentException for a kind that the card does not take: a depth map sent for a
   *     photograph would give wrong geometry at full price
   */
  static ControlKind control(GeneratorCard card, GenerationRequest request) {
    ControlKind kind = request.controlKind();
    if (!card.controls().contains(kind) && !card.undocumentedControls().contains(kind)) {
      throw new IllegalArgumentException(card.id() + " takes no " + kind.label() + " as control");
    }
    return kind;
  }

  /** Where an uploaded control is found, or else all of it as a data URL. */
  static String link(ControlImage control) {
    return control.uploaded() != null
        ? control.uploaded().toString()
        : "data:" + control.mediaType() + ";base64," + base64(control);
  }

  static String base64(ControlImage control) {
    return Base64.getEncoder().encodeToString(control.bytes());
  }

  /** Where to call back, in the two fields that most of them have; nothing without a webhook. */
  static void putWebhook(ObjectNode body, Webhook webhook) {
    if (webhook == null) {
      return;
    }
    body.put("webhook_url", webhook.url().toString());
    if (webhook.secret() != null && !webhook.secret().isEmpty()) {
      body.put("webhook_secret", webhook.secret());
    }
  }
}
