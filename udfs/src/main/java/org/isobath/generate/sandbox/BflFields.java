package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;

/** The body of BFL's flux-pro-1.0-depth, which others pass on. */
final class BflFields {
  private BflFields() {}

  /**
   * Reads a body.
   *
   * @param formats the picture formats that are taken, the default first
   */
  static Draft draft(
      Fields fields, JsonNode body, Controls controls, String model, String... formats) {
    String prompt = fields.required("prompt");
    String photo = fields.text("control_image");
    String depth = fields.text("preprocessed_image");
    if (photo.isEmpty() == depth.isEmpty()) {
      fields.wrong("control_image", "one of control_image and preprocessed_image is needed");
    }
    Control control = controls.base64(depth.isEmpty() ? photo : depth);
    if (!control.trouble().isEmpty()) {
      fields.wrong(depth.isEmpty() ? "control_image" : "preprocessed_image", control.trouble());
    }
    OptionalLong seed = fields.seed("seed");
    fields.flag("prompt_upsampling");
    fields.whole("steps", 50, 15, 50);
    fields.number("guidance", 15, 1, 100);
    fields.whole("safety_tolerance", 2, 0, 6);
    String format = fields.oneOf("output_format", formats[0], formats);
    String webhook = fields.text("webhook_url");
    String secret = fields.text("webhook_secret");
    return new Draft(
        model,
        prompt,
        seed,
        ((ObjectNode) body).deepCopy(),
        control,
        OutputSize.of(control),
        1,
        format,
        90,
        webhook,
        secret);
  }

  /** BFL's {@code result} of a prediction that is ready. */
  static ObjectNode result(ProviderServer server, Prediction prediction) {
    Draft draft = prediction.draft();
    ObjectNode result = ProviderServer.object("sample", server.outputUrl(prediction, 0));
    result.put("prompt", draft.prompt());
    result.put("seed", draft.seed().orElse(prediction.number()));
    result.put("start_time", prediction.startsAt() / 1000.0);
    result.put("end_time", prediction.endsAt() / 1000.0);
    result.put("duration", (prediction.endsAt() - prediction.startsAt()) / 1000.0);
    return result;
  }

  /** BFL's word for where a prediction is. */
  static String status(Prediction prediction) {
    return switch (prediction.phase()) {
      case QUEUED, RUNNING -> "Pending";
      case GONE -> "Task not found";
      case DECIDED ->
          switch (prediction.fate()) {
            case SUCCEEDED -> "Ready";
            case MODERATED_BEFORE -> "Request Moderated";
            case MODERATED_AFTER -> "Content Moderated";
            case FAILED, CANCELED, ABORTED -> "Error";
          };
    };
  }
}
