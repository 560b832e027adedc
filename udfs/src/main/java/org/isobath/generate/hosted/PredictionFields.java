package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.isobath.generate.ControlKind;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;

/**
 * What predictions of Replicate and Eachlabs have in common: {@code {"id", "status", "input",
 * "output", "error", "metrics"}}, the input being what was sent.
 */
final class PredictionFields {
  private PredictionFields() {}

  /**
   * The model's own fields.
   *
   * @throws IllegalArgumentException for a depth map: depth would be estimated of it again
   */
  static ObjectNode input(GeneratorCard card, GenerationRequest request, ControlImage control) {
    if (RequestBody.control(card, request) != ControlKind.PHOTO) {
      throw new IllegalArgumentException(card.id() + " estimates depth itself: send a photograph");
    }
    ObjectNode input = RequestBody.empty();
    input.put("prompt", request.prompt());
    input.put("control_image", RequestBody.link(control));
    input.put("seed", request.seed());
    RequestBody.putParameters(input, card, request);
    return input;
  }

  /** A finished prediction; not one as long as it holds no picture. */
  static Progress succeeded(JsonNode prediction) {
    List<Output> outputs = OutputLinks.of(prediction.path("output"));
    return outputs.isEmpty()
        ? new Progress.Unreachable(Optional.empty(), "finished without a picture in its output")
        : new Progress.Succeeded(
            outputs,
            JsonFields.whole(prediction.path("input").path("seed")),
            JsonFields.money(prediction.path("metrics").path("cost")),
            JsonFields.amount(prediction.path("metrics").path("predict_time")));
  }

  /** A failure, or a refusal where the message says so. */
  static Progress failed(String message) {
    String shown = message.isEmpty() ? "failed without a reason" : PlainText.of(message);
    return ErrorText.moderation(message)
        ? new Progress.Moderated(shown)
        : new Progress.Failed(shown);
  }

  /** Whether a prediction has the prompt and seed of a request, as far as its input tells. */
  static Listing.Match match(JsonNode prediction, GenerationRequest request) {
    JsonNode input = prediction.path("input");
    JsonNode prompt = input.path("prompt");
    if (!prompt.isTextual() || !input.has("seed")) {
      return Listing.Match.ASK;
    }
    boolean same =
        prompt.asText().strip().equals(request.prompt().strip())
            && JsonFields.whole(input.path("seed")).orElse(-1) == request.seed();
    return same ? Listing.Match.YES : Listing.Match.NO;
  }

  /** {@link #match} of the prediction itself, which is the last word on it. */
  static Optional<Boolean> matches(HttpReply reply, GenerationRequest request) {
    return reply
        .json()
        .filter(prediction -> reply.status() == 200)
        .map(prediction -> match(prediction, request))
        .filter(match -> match != Listing.Match.ASK)
        .map(match -> match == Listing.Match.YES);
  }
}
