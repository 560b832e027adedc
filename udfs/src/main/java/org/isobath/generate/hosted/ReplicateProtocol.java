package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;

/**
 * Replicate: {@code POST /models/OWNER/NAME/predictions}, then {@code GET /predictions/ID}. Inputs
 * and outputs are erased an hour after the end. A canceled prediction is charged; one that was
 * aborted before it started is not. The answer is never waited for in the create call, which keeps
 * the time short in which it could get lost.
 */
public final class ReplicateProtocol implements Protocol {
  private final GeneratorCard card;
  private final Endpoint endpoint;

  public ReplicateProtocol(GeneratorCard card) {
    this.card = card;
    this.endpoint = new Endpoint(card);
  }

  @Override
  public HttpCall create(
      GenerationRequest request, ControlImage control, Webhook webhook, String attempt) {
    ObjectNode body = RequestBody.empty();
    body.set("input", PredictionFields.input(card, request, control));
    if (webhook != null) {
      body.put("webhook", webhook.url().toString());
      body.putArray("webhook_events_filter").add("completed");
    }
    return endpoint.post("/models/" + card.model() + "/predictions", body);
  }

  /** It can be finished already, whatever its status says. */
  @Override
  public Creation created(HttpReply reply, GenerationRequest request) {
    return ErrorRules.created(
        reply,
        prediction -> {
          String id = JsonFields.text(prediction.path("id"));
          if (id.isEmpty()) {
            return new Creation.Ambiguous(ErrorText.of(reply));
          }
          Bought bought = new Bought(id, null);
          Progress progress = progress(prediction);
          return progress instanceof Progress.Running || progress instanceof Progress.Unreachable
              ? new Creation.Accepted(bought)
              : new Creation.Decided(bought, progress);
        });
  }

  @Override
  public HttpCall poll(Bought bought) {
    return endpoint.get("/predictions/" + Endpoint.segment(bought.predictionId()));
  }

  @Override
  public Progress polled(HttpReply reply, Bought bought, long ageMillis) {
    return ErrorRules.polled(reply, ageMillis, ReplicateProtocol::progress);
  }

  private static Progress progress(JsonNode prediction) {
    String status = JsonFields.text(prediction.path("status"));
    return switch (JsonFields.word(prediction.path("status"))) {
      case "" -> new Progress.Unreachable(Optional.empty(), "an answer without a status");
      case "starting" -> new Progress.Running(status, true, Optional.empty());
      case "processing" ->
          complete(prediction)
              ? PredictionFields.succeeded(prediction)
              : new Progress.Running(status, true, Optional.empty());
      case "succeeded" -> succeeded(prediction);
      case "failed" -> PredictionFields.failed(ErrorText.of(prediction));
      case "canceled" -> new Progress.Canceled(true, status);
      case "aborted" -> new Progress.Canceled(false, "aborted before it started");
      default -> new Progress.Running(PlainText.of(status), false, Optional.empty());
    };
  }

  /** Files are handed over before the status is: all of them, or it goes on. */
  private static boolean complete(JsonNode prediction) {
    long asked = JsonFields.whole(prediction.path("input").path("num_outputs")).orElse(1);
    return OutputLinks.of(prediction.path("output")).size() >= Math.max(1, asked);
  }

  private static Progress succeeded(JsonNode prediction) {
    Progress progress = PredictionFields.succeeded(prediction);
    boolean removed = prediction.path("data_removed").asBoolean(false);
    return removed && !(progress instanceof Progress.Succeeded)
        ? new Progress.Lost("Replicate has removed its output")
        : progress;
  }

  @Override
  public Optional<HttpCall> cancel(Bought bought) {
    return Optional.of(
        endpoint.post("/predictions/" + Endpoint.segment(bought.predictionId()) + "/cancel"));
  }

  @Override
  public Optional<Listing> listing() {
    return Optional.of(new ReplicateListing(card, endpoint));
  }

  @Override
  public Optional<Upload> upload() {
    return Optional.of(new ReplicateUpload(endpoint));
  }

  @Override
  public WebhookSecret webhookSecret() {
    return WebhookSecret.ACCOUNT;
  }

  /** Standard Webhooks, signed with the account's secret. */
  @Override
  public Optional<String> webhook(
      Map<String, String> headers, byte[] body, String secret, long nowSeconds) {
    return WebhookSignature.standard(headers, body, secret, nowSeconds)
        ? WebhookBody.id(body, "id")
        : Optional.empty();
  }
}
