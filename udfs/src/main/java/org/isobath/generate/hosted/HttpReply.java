package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An answer, whatever it says.
 *
 * @param headers by lower-case name, the first value of each
 */
public record HttpReply(int status, Map<String, String> headers, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EXCERPT = 300;

  public HttpReply {
    headers = Map.copyOf(headers);
  }

  /** The body as JSON; empty when it is anything else, HTML for one. */
  public Optional<JsonNode> json() {
    try {
      JsonNode node = JSON.readTree(body);
      return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The beginning of the body for a message: one line, at most 300 characters. */
  public String excerpt() {
    String text = new String(body, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
    return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HttpReply that
        && status == that.status
        && headers.equals(that.headers)
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return Objects.hash(status, headers, Arrays.hashCode(body));
  }

  @Override
  public String toString() {
    return status + " " + excerpt();
  }
}
