package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.isobath.generate.ControlKind;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;

/**
 * A task in Black Forest Labs' own words, which others who sell the same model repeat: {@code
 * {"id", "status", "result": {"sample", "seed", "duration"}}}.
 */
final class BflTask {
  private BflTask() {}

  /**
   * The fields of the model. A depth map goes in {@code preprocessed_image} instead of {@code
   * control_image}: then no depth is estimated. Pictures are Base64 without a prefix.
   */
  static ObjectNode body(GeneratorCard card, GenerationRequest request, ControlImage control) {
    boolean depth = RequestBody.control(card, request) == ControlKind.DEPTH_MAP;
    ObjectNode body = RequestBody.empty();
    body.put("prompt", request.prompt());
    body.put(depth ? "preprocessed_image" : "control_image", RequestBody.base64(control));
    body.put("seed", request.seed());
    RequestBody.putParameters(body, card, request);
    return body;
  }

  /** How far a task is. */
  static Progress progress(JsonNode task, long ageMillis) {
    String status = JsonFields.text(task.path("status"));
    return switch (JsonFields.word(task.path("status"))) {
      case "" -> new Progress.Unreachable(Optional.empty(), "an answer without a status");
      case "pending" -> new Progress.Running(status, true, Optional.empty());
      case "ready" -> ready(task);
      case "request moderated", "content moderated" -> new Progress.Moderated(reason(status, task));
      case "error" -> failed(reason(status, task));
      case "task not found" -> ErrorRules.unknown(ageMillis, status);
      default -> new Progress.Running(PlainText.of(status), false, Optional.empty());
    };
  }

  private static Progress ready(JsonNode task) {
    JsonNode result = task.path("result");
    List<Output> outputs = OutputLinks.of(result.path("sample"));
    return outputs.isEmpty()
        ? new Progress.Unreachable(Optional.empty(), "Ready without a place in result.sample")
        : new Progress.Succeeded(
            outputs,
            JsonFields.whole(result.path("seed")),
            Optional.empty(),
            JsonFields.amount(result.path("duration")));
  }

  private static Progress failed(String message) {
    return ErrorText.moderation(message)
        ? new Progress.Moderated(message)
        : new Progress.Failed(message);
  }

  private static String reason(String status, JsonNode task) {
    String said = ErrorText.of(task);
    String more = task.path("details").isContainerNode() ? task.path("details").toString() : "";
    return PlainText.of(
        status + (said.isEmpty() ? "" : ": " + said) + (more.isEmpty() ? "" : ": " + more));
  }
}
