package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;

/**
 * Black Forest Labs' own API: {@code POST /v1/MODEL}, then the {@code polling_url} of the answer,
 * which is on the cluster that does the work. It takes a depth map as it is, has no list and cannot
 * cancel, so that a create call without an answer stays undecided.
 */
public final class BflProtocol implements Protocol {
  private final GeneratorCard card;
  private final Endpoint endpoint;

  public BflProtocol(GeneratorCard card) {
    this.card = card;
    this.endpoint = new Endpoint(card);
  }

  @Override
  public HttpCall create(
      GenerationRequest request, ControlImage control, Webhook webhook, String attempt) {
    ObjectNode body = BflTask.body(card, request, control);
    RequestBody.putWebhook(body, webhook);
    return endpoint.post("/v1/" + card.model(), body);
  }

  @Override
  public Creation created(HttpReply reply, GenerationRequest request) {
    return ErrorRules.created(
        reply,
        task -> {
          String id = JsonFields.text(task.path("id"));
          URI place = endpoint.place(JsonFields.text(task.path("polling_url"))).orElse(null);
          return id.isEmpty()
              ? new Creation.Ambiguous(ErrorText.of(reply))
              : new Creation.Accepted(new Bought(id, place));
        });
  }

  /** At the place that the create call named; below the base URL only where it named none. */
  @Override
  public HttpCall poll(Bought bought) {
    URI place = bought.pollUrl();
    return place == null
        ? endpoint.get("/v1/get_result?id=" + Endpoint.segment(bought.predictionId()))
        : endpoint.get(place, endpoint.maySeeKey(place));
  }

  @Override
  public Progress polled(HttpReply reply, Bought bought, long ageMillis) {
    boolean notYet = reply.status() == 202 && !hasStatus(reply);
    return notYet
        ? new Progress.Running("accepted", true, RetryAfter.of(reply))
        : ErrorRules.polled(reply, ageMillis, task -> BflTask.progress(task, ageMillis));
  }

  private static boolean hasStatus(HttpReply reply) {
    return reply.json().filter(task -> task.hasNonNull("status")).isPresent();
  }

  @Override
  public WebhookSecret webhookSecret() {
    return WebhookSecret.CALL;
  }

  /** {@code X-BFL-Signature}: HMAC over the body. */
  @Override
  public Optional<String> webhook(
      Map<String, String> headers, byte[] body, String secret, long nowSeconds) {
    return WebhookSignature.hex(headers.get("x-bfl-signature"), body, secret)
        ? WebhookBody.id(body, "id")
        : Optional.empty();
  }
}
