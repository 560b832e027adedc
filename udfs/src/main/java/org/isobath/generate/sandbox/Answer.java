package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP answer, or what comes in its place.
 *
 * @param json the body where it is JSON, so that drift can change it; else null
 * @param body the bytes where it is none
 * @param sent how many bytes of the body are sent; fewer than there are breaks the promise of
 *     {@code Content-Length}. Negative: no answer at all, the connection is closed
 */
record Answer(int status, Map<String, String> headers, JsonNode json, byte[] body, int sent)
    implements Reply {
  private static final byte[] NOTHING = {};

  /** The connection is closed instead of an answer. */
  static final Answer RESET = new Answer(0, Map.of(), null, NOTHING, -1);

  static Answer json(int status, JsonNode json) {
    return new Answer(status, Map.of("Content-Type", "application/json"), json, NOTHING, 0);
  }

  static Answer bytes(int status, String type, byte[] body) {
    return new Answer(status, Map.of("Content-Type", type), null, body, body.length);
  }

  static Answer text(int status, String type, String text) {
    return bytes(status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  /** What a gateway in the way shows. */
  static Answer html(int status) {
    return text(
        status,
        "text/html; charset=utf-8",
        "<!DOCTYPE html><html><head><title>One moment</title></head><body><h1>One moment</h1>"
            + "<p>This page is shown by the way to the service.</p></body></html>");
  }

  Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, more, json, body, sent);
  }

  Answer withJson(JsonNode changed) {
    return new Answer(status, headers, changed, body, sent);
  }

  /** Promises the whole and sends half. */
  Answer cut() {
    return new Answer(status, headers, json, body, body.length / 2);
  }
}
