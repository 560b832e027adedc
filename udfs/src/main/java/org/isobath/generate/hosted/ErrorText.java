package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What an answer says in words: the fields in which the providers put their messages, and whether
 * such a message speaks of moderation. Only those fields are read, because the rest of an answer
 * may repeat the prompt, which may hold any word.
 */
final class ErrorText {
  private static final Pattern MODERATION =
      Pattern.compile(
          "flagged|nsfw|moderat(ed|ion)|content[ _-]policy|sensitive content|\\(E005\\)"
              + "|safety (system|filter|checker)|prohibited content",
          Pattern.CASE_INSENSITIVE);

  private ErrorText() {}

  /** The message of an answer, its status first; its beginning where it has none. */
  static String of(HttpReply reply) {
    String said = reply.json().map(ErrorText::of).orElse("");
    String text = said.isEmpty() ? reply.excerpt() : said;
    return PlainText.of("HTTP " + reply.status() + (text.isEmpty() ? "" : ": " + text));
  }

  /**
   * The message of a body; empty when it has none. All of {@code {"error": "..."}}, {@code
   * {"error": {"message", "code"}}}, {@code {"detail": "..."}}, {@code {"detail": [{"loc",
   * "msg"}]}} and {@code {"message": "..."}} are in use.
   */
  static String of(JsonNode body) {
    List<String> parts = new ArrayList<>();
    add(parts, body.path("error"));
    add(parts, body.path("error").path("code"));
    add(parts, body.path("error").path("message"));
    add(parts, body.path("message"));
    add(parts, body.path("detail"));
    for (JsonNode detail : body.path("detail")) {
      JsonNode where = detail.path("loc");
      add(parts, where.path(where.size() - 1));
      add(parts, detail.path("msg"));
    }
    add(parts, body.path("details"));
    return String.join(": ", parts);
  }

  private static void add(List<String> parts, JsonNode node) {
    String text = JsonFields.text(node);
    if (!text.isEmpty() && !parts.contains(text)) {
      parts.add(text);
    }
  }

  /** Whether a message says that prompt, control or picture were refused for what they show. */
  static boolean moderation(String message) {
    return MODERATION.matcher(message).find();
  }
}
