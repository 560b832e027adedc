package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code POST /v1/upload/presign}, then a {@code PUT} of the bytes to the store that it names,
 * which never sees the key.
 */
final class EachlabsUpload implements Upload {
  /** How long a control is kept: as long as a run may take, not the half year of the default. */
  private static final int KEPT_SECONDS = 7 * 24 * 3600;

  private final Endpoint endpoint;

  EachlabsUpload(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public HttpCall begin(ControlImage control, String name) {
    ObjectNode body = RequestBody.empty();
    body.put("content_type", control.mediaType());
    body.put("file_type", "image");
    body.put("expires_in_seconds", KEPT_SECONDS);
    return endpoint.post("/v1/upload/presign", body);
  }

  @Override
  public Step begun(HttpReply reply, ControlImage control) {
    Optional<JsonNode> answer = reply.json().filter(body -> reply.status() / 100 == 2);
    Optional<URI> store =
        answer.flatMap(body -> endpoint.place(JsonFields.text(body.path("presigned_url"))));
    Optional<URI> place =
        answer.flatMap(body -> endpoint.place(JsonFields.text(body.path("public_url"))));
    if (store.isEmpty() || place.isEmpty()) {
      return UploadRefusal.of(reply);
    }
    JsonNode ticket = answer.get();
    Map<String, String> headers = headers(ticket.path("required_headers"));
    headers.put("Content-Type", control.mediaType());
    return new Step.Put(
        new HttpCall("PUT", store.get(), headers, control.bytes(), false, Endpoint.QUICK),
        new Stored(place.get(), JsonFields.moment(ticket.path("expires_at"))));
  }

  /** Those that can be sent; Host and Content-Length the connection sets itself. */
  private static Map<String, String> headers(JsonNode required) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, JsonNode> header : required.properties()) {
      String value = JsonFields.text(header.getValue());
      if (header.getKey().matches("[A-Za-z0-9_.-]+") && value.matches("[ -~]+")) {
        headers.put(header.getKey(), value);
      }
    }
    headers.remove("Host");
    headers.remove("Content-Length");
    return headers;
  }

  @Override
  public boolean stored(HttpReply reply) {
    return reply.status() / 100 == 2;
  }
}
