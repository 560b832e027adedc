package org.isobath.generate.hosted;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** Answers as providers give them, and the neutral meaning of what is made of them in one line. */
final class Replies {
  private static final Map<String, String> JSON = Map.of("content-type", "application/json");
  private static final Map<String, String> HTML = Map.of("content-type", "text/html");

  private Replies() {}

  static HttpReply json(int status, String body) {
    return new HttpReply(status, JSON, body.getBytes(StandardCharsets.UTF_8));
  }

  static HttpReply html(int status) {
    byte[] body = "<!DOCTYPE html><title>x</title>".getBytes(StandardCharsets.UTF_8);
    return new HttpReply(status, HTML, body);
  }

  static HttpReply with(int status, Map<String, String> headers, String body) {
    return new HttpReply(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  static String meaning(Creation creation) {
    if (creation instanceof Creation.Accepted accepted) {
      return "accepted " + accepted.bought().predictionId();
    }
    if (creation instanceof Creation.Decided decided) {
      return "decided " + meaning(decided.progress());
    }
    if (creation instanceof Creation.Throttled throttled) {
      return "throttled" + throttled.after().map(after -> " " + after.toMillis()).orElse("");
    }
    return word(creation);
  }

  static String meaning(Progress progress) {
    if (progress instanceof Progress.Running running) {
      return running.known() ? "running" : "running unknown";
    }
    if (progress instanceof Progress.Succeeded succeeded) {
      return "succeeded " + succeeded.outputs().size();
    }
    if (progress instanceof Progress.Canceled canceled) {
      return canceled.charged() ? "canceled charged" : "canceled free";
    }
    if (progress instanceof Progress.Unreachable unreachable) {
      return "unreachable" + unreachable.after().map(after -> " " + after.toMillis()).orElse("");
    }
    return word(progress);
  }

  private static String word(Object outcome) {
    return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
