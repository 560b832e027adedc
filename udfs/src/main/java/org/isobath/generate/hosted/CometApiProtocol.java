package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;

/**
 * CometAPI, which passes on tasks of Black Forest Labs: {@code POST /flux/v1/MODEL}. The {@code
 * polling_url} of the answer leads to another company and is never asked, since the key would go
 * with it; its own {@code get_result} is. The control travels in Black Forest Labs' fields, which
 * CometAPI does not document. There is neither a list nor a way to cancel.
 */
public final class CometApiProtocol implements Protocol {
  private final GeneratorCard card;
  private final Endpoint endpoint;

  public CometApiProtocol(GeneratorCard card) {
    this.card = card;
    this.endpoint = new Endpoint(card);
  }

  @Override
  public HttpCall create(
      GenerationRequest request, ControlImage control, Webhook webhook, String attempt) {
    ObjectNode body = BflTask.body(card, request, control);
    RequestBody.putWebhook(body, webhook);
    return endpoint.post("/flux/v1/" + card.model(), body);
  }

  @Override
  public Creation created(HttpReply reply, GenerationRequest request) {
    if (finallyInvalid(reply)) {
      return new Creation.Invalid(ErrorText.of(reply));
    }
    if (withoutQuota(reply)) {
      return new Creation.NoCredit(ErrorText.of(reply));
    }
    return ErrorRules.created(
        reply,
        task -> {
          String id = JsonFields.text(task.path("id"));
          return id.isEmpty()
              ? new Creation.Ambiguous(ErrorText.of(reply))
              : new Creation.Accepted(new Bought(id, null));
        });
  }

  @Override
  public HttpCall poll(Bought bought) {
    return endpoint.get("/flux/v1/get_result?id=" + Endpoint.segment(bought.predictionId()));
  }

  @Override
  public Progress polled(HttpReply reply, Bought bought, long ageMillis) {
    return finallyInvalid(reply)
        ? new Progress.Misconfigured(ErrorText.of(reply))
        : ErrorRules.polled(reply, ageMillis, task -> BflTask.progress(task, ageMillis));
  }

  /** The one 500 that its documentation calls final. */
  private static boolean finallyInvalid(HttpReply reply) {
    return reply.status() == 500 && code(reply).equals("invalid_request");
  }

  /** Quota has no status of its own: 403 and 429 are in use. */
  private static boolean withoutQuota(HttpReply reply) {
    if (reply.status() != 403 && reply.status() != 429) {
      return false;
    }
    String code = code(reply);
    return code.contains("quota") || code.contains("insufficient");
  }

  private static String code(HttpReply reply) {
    return reply.json().map(body -> JsonFields.word(body.path("error").path("code"))).orElse("");
  }

  @Override
  public WebhookSecret webhookSecret() {
    return WebhookSecret.CALL;
  }

  /** The secret stands in the body, in a field that nobody names: any of the outermost. */
  @Override
  public Optional<String> webhook(
      Map<String, String> headers, byte[] body, String secret, long nowSeconds) {
    boolean proven = false;
    for (JsonNode field : WebhookBody.json(body).orElse(RequestBody.empty())) {
      proven |= field.isTextual() && WebhookSignature.verbatim(field.asText(), secret);
    }
    return proven
        ? WebhookBody.id(body, "id").or(() -> WebhookBody.id(body, "task_id"))
        : Optional.empty();
  }
}
