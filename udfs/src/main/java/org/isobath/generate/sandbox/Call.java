package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A call as it arrived, its body read to the end. */
final class Call {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpExchange exchange;
  private final byte[] body;
  private final Map<String, String> query = new HashMap<>();
  private Map<String, String> variables = Map.of();

  private Call(HttpExchange exchange, byte[] body) {
    this.exchange = exchange;
    this.body = body;
    String raw = exchange.getRequestURI().getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        query.put(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
  }

  static Call read(HttpExchange exchange) throws IOException {
    return new Call(exchange, exchange.getRequestBody().readAllBytes());
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  String method() {
    return exchange.getRequestMethod();
  }

  String path() {
    return exchange.getRequestURI().getPath();
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  byte[] body() {
    return body;
  }

  /** The body as a JSON object; empty when it is none. */
  Optional<JsonNode> json() {
    try {
      JsonNode node = JSON.readTree(body);
      return node != null && node.isObject() ? Optional.of(node) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void bind(Map<String, String> values) {
    variables = values;
  }

  /** What stands in the path for {@code {name}} of the route. */
  String variable(String name) {
    return variables.get(name);
  }

  /** The text after {@code Bearer }, where the call has it. */
  Optional<String> bearer() {
    return header("Authorization")
        .filter(value -> value.startsWith("Bearer "))
        .map(value -> value.substring("Bearer ".length()));
  }
}
