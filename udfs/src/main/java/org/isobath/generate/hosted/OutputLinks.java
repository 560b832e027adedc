package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Pictures in an answer: a place, a data URL or Base64, alone, in a list or in objects. What is
 * none of these is passed over, so that a picture that came is not lost for another that did not.
 */
final class OutputLinks {
  /** Nothing is nested deeper. */
  private static final int DEPTH = 4;

  private OutputLinks() {}

  static List<Output> of(JsonNode node) {
    List<Output> outputs = new ArrayList<>();
    collect(node, 0, outputs);
    return outputs;
  }

  private static void collect(JsonNode node, int depth, List<Output> outputs) {
    if (node.isTextual()) {
      link(node.asText().strip()).ifPresent(outputs::add);
    } else if (depth < DEPTH && node.path("url").isTextual()) {
      collect(node.path("url"), depth + 1, outputs);
    } else if (node.path("b64_json").isTextual()) {
      bytes(node.path("b64_json").asText()).ifPresent(outputs::add);
    } else if (depth < DEPTH) {
      node.forEach(child -> collect(child, depth + 1, outputs));
    }
  }

  private static Optional<Output> link(String text) {
    int comma = text.indexOf(";base64,");
    if (text.startsWith("data:") && comma > 0) {
      return bytes(text.substring(comma + ";base64,".length()));
    }
    try {
      URI uri = new URI(text);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      return web && uri.getHost() != null ? Optional.of(new Output(uri, null)) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<Output> bytes(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64.strip());
      return bytes.length == 0 ? Optional.empty() : Optional.of(new Output(null, bytes));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
