package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.isobath.generate.GeneratorCard;

/** The calls below the base URL of one card. */
final class Endpoint {
  /** For a question, and for a create call that is answered before the work is done. */
  static final Duration QUICK = Duration.ofSeconds(60);

  private static final byte[] EMPTY = {};

  private final GeneratorCard card;

  Endpoint(GeneratorCard card) {
    this.card = card;
  }

  /** A question with the key. */
  HttpCall get(String path) {
    return get(at(path), true);
  }

  /** A question at a place that an answer named. */
  HttpCall get(URI place, boolean authorised) {
    return new HttpCall(
        "GET", place, Map.of("Accept", "application/json"), EMPTY, authorised, QUICK);
  }

  /** A call without a body. */
  HttpCall post(String path) {
    return new HttpCall("POST", at(path), Map.of("Accept", "application/json"), EMPTY, true, QUICK);
  }

  /** A call with JSON. */
  HttpCall post(String path, ObjectNode body) {
    return post(path, body, Map.of(), QUICK);
  }

  HttpCall post(String path, ObjectNode body, Map<String, String> more, Duration timeout) {
    Map<String, String> headers = new LinkedHashMap<>(more);
    headers.put("Accept", "application/json");
    headers.put("Content-Type", "application/json");
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    return new HttpCall("POST", at(path), headers, bytes, true, timeout);
  }

  URI at(String path) {
    return URI.create(card.baseUrl() + path);
  }

  /**
   * An absolute place that an answer names, no less safe than the base URL; empty for any other.
   */
  Optional<URI> place(String text) {
    try {
      URI uri = new URI(text);
      boolean web =
          "https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme()) && "http".equals(card.baseUrl().getScheme()));
      return web && uri.getHost() != null && uri.getRawUserInfo() == null
          ? Optional.of(uri)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Whether a place is on the host of the base URL, by the same scheme and port. */
  boolean ours(URI place) {
    URI base = card.baseUrl();
    return base.getScheme().equalsIgnoreCase(place.getScheme())
        && base.getHost().equalsIgnoreCase(place.getHost())
        && base.getPort() == place.getPort();
  }

  /** Whether the key may go to a place that an answer named. */
  boolean maySeeKey(URI place) {
    return ours(place) || HostPattern.matches(card.limits().apiHosts(), place);
  }

  /** Text as one segment of a path, or as a value of a query. */
  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
