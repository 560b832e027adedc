package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;

/**
 * Eachlabs: {@code POST /v1/prediction}, then {@code GET /v1/prediction/ID}. Its documents disagree
 * about the words of a status, so all of them are known here; {@code success} in the answer to the
 * create call means accepted, in a prediction it means finished. It alone says what a run cost.
 */
public final class EachlabsProtocol implements Protocol {
  /** Ignored by now, but named by every example of its documentation. */
  private static final String VERSION = "0.0.1";

  private final GeneratorCard card;
  private final Endpoint endpoint;

  public EachlabsProtocol(GeneratorCard card) {
    this.card = card;
    this.endpoint = new Endpoint(card);
  }

  @Override
  public HttpCall create(
      GenerationRequest request, ControlImage control, Webhook webhook, String attempt) {
    ObjectNode body = RequestBody.empty();
    body.put("model", card.model());
    body.put("version", VERSION);
    body.set("input", PredictionFields.input(card, request, control));
    RequestBody.putWebhook(body, webhook);
    return endpoint.post("/v1/prediction", body);
  }

  @Override
  public Creation created(HttpReply reply, GenerationRequest request) {
    return ErrorRules.created(
        reply,
        answer -> {
          String id = JsonFields.text(answer.path("predictionID"));
          return id.isEmpty()
              ? new Creation.Ambiguous(ErrorText.of(reply))
              : new Creation.Accepted(new Bought(id, null));
        });
  }

  @Override
  public HttpCall poll(Bought bought) {
    return endpoint.get(path(bought));
  }

  private static String path(Bought bought) {
    return "/v1/prediction/" + Endpoint.segment(bought.predictionId());
  }

  @Override
  public Progress polled(HttpReply reply, Bought bought, long ageMillis) {
    return ErrorRules.polled(reply, ageMillis, EachlabsProtocol::progress);
  }

  private static Progress progress(JsonNode prediction) {
    String status = JsonFields.text(prediction.path("status"));
    return switch (JsonFields.word(prediction.path("status"))) {
      case "" -> new Progress.Unreachable(Optional.empty(), "an answer without a status");
      case "created", "starting", "processing" ->
          new Progress.Running(status, true, Optional.empty());
      case "success", "succeeded" -> PredictionFields.succeeded(prediction);
      case "error", "failed" -> PredictionFields.failed(reason(prediction));
      case "cancelled" -> new Progress.Canceled(charged(prediction), status);
      default -> new Progress.Running(PlainText.of(status), false, Optional.empty());
    };
  }

  /** The reason of a failure stands in its output, or else in an error, or else in the log. */
  private static String reason(JsonNode prediction) {
    String said =
        Stream.of(
                ErrorText.of(prediction.path("output").path(0)),
                ErrorText.of(prediction),
                JsonFields.text(prediction.path("logs")))
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("");
    String classified = JsonFields.text(prediction.path("error_classification"));
    return classified.isEmpty() ? said : classified + ": " + said;
  }

  /** Unless it says that it cost nothing, a canceled prediction counts as spent. */
  private static boolean charged(JsonNode prediction) {
    return JsonFields.money(prediction.path("metrics").path("cost"))
        .map(cost -> cost.compareTo(BigDecimal.ZERO) > 0)
        .orElse(true);
  }

  @Override
  public Optional<HttpCall> cancel(Bought bought) {
    return Optional.of(endpoint.post(path(bought) + "/cancel"));
  }

  @Override
  public Optional<Listing> listing() {
    return Optional.of(new EachlabsListing(card, endpoint));
  }

  @Override
  public Optional<Upload> upload() {
    return Optional.of(new EachlabsUpload(endpoint));
  }

  @Override
  public WebhookSecret webhookSecret() {
    return WebhookSecret.CALL;
  }

  /** {@code X-Webhook-Secret} holds the secret itself. */
  @Override
  public Optional<String> webhook(
      Map<String, String> headers, byte[] body, String secret, long nowSeconds) {
    return WebhookSignature.verbatim(headers.get("x-webhook-secret"), secret)
        ? WebhookBody.id(body, "exec_id")
        : Optional.empty();
  }
}
