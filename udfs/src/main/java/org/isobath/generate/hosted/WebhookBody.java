package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** What a call back is about. */
final class WebhookBody {
  private WebhookBody() {}

  static Optional<JsonNode> json(byte[] body) {
    return new HttpReply(200, Map.of(), body).json();
  }

  /** The id in a field of the body; empty when there is none. */
  static Optional<String> id(byte[] body, String field) {
    return json(body).map(node -> JsonFields.text(node.path(field))).filter(id -> !id.isEmpty());
  }
}
