package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an HTTP status means, the same for every provider: only an answer that promises it says that
 * nothing was bought. What one provider means otherwise, its protocol decides before it asks here.
 */
final class ErrorRules {
  /** Within it a prediction may not be known everywhere: 404 says nothing yet. */
  static final Duration YOUNG = Duration.ofSeconds(10);

  private static final Duration ASK_YOUNG_AGAIN = Duration.ofSeconds(2);

  private ErrorRules() {}

  /**
   * What the answer to a create call says.
   *
   * @param success reads the JSON of a 2xx answer
   */
  static Creation created(HttpReply reply, Function<JsonNode, Creation> success) {
    int status = reply.status();
    if (status / 100 == 2) {
      return reply
          .json()
          .map(success)
          .orElseGet(
              () ->
                  html(reply)
                      ? new Creation.Misconfigured(page(reply))
                      : new Creation.Ambiguous(ErrorText.of(reply)));
    }
    String message = ErrorText.of(reply);
    if (status / 100 == 3) {
      return new Creation.Misconfigured(redirect(reply));
    }
    if (status == 402) {
      return new Creation.NoCredit(message);
    }
    if (status == 429) {
      return new Creation.Throttled(RetryAfter.of(reply), message);
    }
    if (status / 100 != 4 || undecided(status)) {
      return new Creation.Ambiguous(message);
    }
    if (html(reply)) {
      return new Creation.Misconfigured(page(reply));
    }
    if (reply.json().map(ErrorText::of).filter(ErrorText::moderation).isPresent()) {
      return new Creation.Moderated(message);
    }
    return ofPlaceOrKey(status)
        ? new Creation.Misconfigured(message)
        : new Creation.Invalid(message);
  }

  /**
   * The same for a call that is answered when the work is done: a refusal for what the picture
   * shows may come after it, so that it counts as paid for.
   */
  static Creation createdAndDone(HttpReply reply, Function<JsonNode, Creation> success) {
    Creation creation = created(reply, success);
    return creation instanceof Creation.Moderated moderated
        ? new Creation.Decided(new Bought("", null), new Progress.Moderated(moderated.message()))
        : creation;
  }

  /**
   * What the answer to a poll call says. A page instead of JSON, in the place where the create call
   * had JSON, is what the way to the provider shows when it is in trouble.
   *
   * @param ageMillis since the prediction was bought
   * @param success reads the JSON of a 2xx answer
   */
  static Progress polled(HttpReply reply, long ageMillis, Function<JsonNode, Progress> success) {
    int status = reply.status();
    if (status / 100 == 2) {
      return reply
          .json()
          .map(success)
          .orElseGet(
              () ->
                  new Progress.Unreachable(
                      Optional.empty(), html(reply) ? page(reply) : ErrorText.of(reply)));
    }
    String message = ErrorText.of(reply);
    if (status / 100 == 3) {
      return new Progress.Misconfigured(redirect(reply));
    }
    if (status / 100 != 4 || undecided(status) || status == 402 || status == 429) {
      return new Progress.Unreachable(RetryAfter.of(reply), message);
    }
    if (html(reply)) {
      return new Progress.Misconfigured(page(reply));
    }
    return status == 404 || status == 410
        ? unknown(ageMillis, message)
        : new Progress.Misconfigured(message);
  }

  /** What it means that the provider does not know a prediction. */
  static Progress unknown(long ageMillis, String message) {
    return ageMillis < YOUNG.toMillis()
        ? new Progress.Running("not found", true, Optional.of(ASK_YOUNG_AGAIN))
        : new Progress.Lost(message);
  }

  /** A page for people, such as a proxy or a wrong place answers with. */
  static boolean html(HttpReply reply) {
    if (reply.json().isPresent()) {
      return false;
    }
    String type = reply.headers().getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
    byte[] body = reply.body();
    String start = new String(body, 0, Math.min(body.length, 64), StandardCharsets.ISO_8859_1);
    return type.contains("html") || start.strip().startsWith("<");
  }

  /** Statuses of the 4xx class that do not say whether the call was worked on. */
  private static boolean undecided(int status) {
    return status == 408 || status == 409 || status == 425 || status == 499;
  }

  /** Statuses that every call of the generator would get. */
  private static boolean ofPlaceOrKey(int status) {
    return switch (status) {
      case 401, 403, 404, 405, 406, 407, 410, 415, 421, 426, 451 -> true;
      default -> false;
    };
  }

  private static String page(HttpReply reply) {
    return "HTTP " + reply.status() + " with a web page instead of JSON: check the base URL";
  }

  private static String redirect(HttpReply reply) {
    return "HTTP " + reply.status() + ", and redirects are not followed: check the base URL";
  }
}
