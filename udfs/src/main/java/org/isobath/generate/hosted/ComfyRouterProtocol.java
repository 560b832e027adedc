package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;

/**
 * Comfy Router: {@code POST /v2/models/MODEL} with the model's own fields, answered with its own
 * finished task. It knows an {@code Idempotency-Key}: the same call with the same key is one
 * purchase for 24 hours, so that an answer that got lost is asked for by sending the call again,
 * and nothing is ever polled.
 */
public final class ComfyRouterProtocol implements Protocol {
  private final GeneratorCard card;
  private final Endpoint endpoint;

  public ComfyRouterProtocol(GeneratorCard card) {
    this.card = card;
    this.endpoint = new Endpoint(card);
  }

  @Override
  public boolean idempotent() {
    return true;
  }

  @Override
  public HttpCall create(
      GenerationRequest request, ControlImage control, Webhook webhook, String attempt) {
    ObjectNode body = BflTask.body(card, request, control);
    return endpoint.post(
        "/v2/models/" + card.model(),
        body,
        Map.of("Idempotency-Key", attempt),
        card.limits().deadline());
  }

  @Override
  public Creation created(HttpReply reply, GenerationRequest request) {
    String category = category(reply);
    if (reply.status() == 409 && category.contains("concurrency")) {
      return new Creation.Throttled(RetryAfter.of(reply), ErrorText.of(reply));
    }
    // the first call with this key may have bought something
    if (reply.status() / 100 == 4 && category.contains("idempotency")) {
      return new Creation.Ambiguous(ErrorText.of(reply));
    }
    return ErrorRules.createdAndDone(reply, ComfyRouterProtocol::decided);
  }

  /** A task that is not finished is asked for by the same call. */
  private static Creation decided(JsonNode task) {
    Progress progress = BflTask.progress(task, ErrorRules.YOUNG.toMillis());
    if (progress instanceof Progress.Running running) {
      return new Creation.Ambiguous("not finished: " + running.status());
    }
    if (progress instanceof Progress.Unreachable unclear) {
      return new Creation.Ambiguous(unclear.message());
    }
    return new Creation.Decided(new Bought("", null), progress);
  }

  /** What kind of error it is: in a header, or else in the words of the body. */
  private static String category(HttpReply reply) {
    String named = reply.headers().get("x-comfy-error-type");
    return named == null && reply.status() / 100 == 4
        ? reply.json().map(ErrorText::of).orElse("")
        : String.valueOf(named);
  }

  /**
   * Never.
   *
   * @throws IllegalArgumentException always: what was bought is asked for by the create call
   */
  @Override
  public HttpCall poll(Bought bought) {
    throw new IllegalArgumentException(
        card.id() + " is not polled: the create call is sent again with the same attempt");
  }

  @Override
  public Progress polled(HttpReply reply, Bought bought, long ageMillis) {
    return ErrorRules.polled(reply, ageMillis, task -> BflTask.progress(task, ageMillis));
  }
}
