package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Black Forest Labs. A prediction lives on a cluster: {@code polling_url} is the only place that
 * knows it, as the documentation warns; {@code /v1/get_result} of the global host does not.
 */
final class BflServer extends ProviderServer {
  private static final String MODEL = "flux-pro-1.0-depth";

  BflServer(Rehearsal rehearsal) {
    super(rehearsal);
  }

  @Override
  void open(Routes routes) {
    routes
        .add("POST", "/v1/" + MODEL, Routes.Key.DUE, this::create)
        .add("GET", "/us1/v1/get_result", Routes.Key.WELCOME, this::poll)
        .add("GET", "/v1/get_result", Routes.Key.WELCOME, this::wrongCluster)
        .add("GET", "/v1/credits", Routes.Key.DUE, this::credits);
  }

  @Override
  Optional<String> key(Call call) {
    return call.header("x-key");
  }

  private Reply create(Call call) {
    Optional<JsonNode> body = call.json();
    if (body.isEmpty()) {
      return notJson();
    }
    Fields fields = new Fields(body.get());
    Draft draft = BflFields.draft(fields, body.get(), rehearsal().controls(), MODEL, "jpeg", "png");
    List<Fields.Problem> problems = fields.problems();
    return problems.isEmpty() ? create(call, draft) : refused(problems);
  }

  @Override
  Reply accepted(Prediction prediction, Call call) {
    ObjectNode answer = object("id", prediction.id());
    answer.put("polling_url", rehearsal().root() + "/us1/v1/get_result?id=" + prediction.id());
    return Answer.json(200, answer);
  }

  private Reply poll(Call call) {
    return polled(call, call.query("id").orElse(""), this::state);
  }

  private Answer state(Prediction prediction) {
    String status = odd(prediction) ? "Warming Up" : BflFields.status(prediction);
    ObjectNode state = object("id", prediction.id()).put("status", status);
    state.putNull("result").putNull("progress").putNull("details").putNull("preview");
    if (prediction.ready()) {
      state.set("result", BflFields.result(this, prediction));
    } else if (status.endsWith("Moderated")) {
      state.putObject("details").putArray("Moderation Reasons").add("Safety Filter");
    } else if (status.equals("Error")) {
      state.putObject("details").put("error", "internal_error");
    } else if (status.equals("Pending")) {
      state.put("progress", prediction.phase() == Prediction.Phase.RUNNING ? .5 : 0);
    }
    return Answer.json(200, state);
  }

  private Reply wrongCluster(Call call) {
    return unknownPrediction(call.query("id").orElse(""));
  }

  @Override
  Answer unknownPrediction(String id) {
    ObjectNode state = object("id", id).put("status", "Task not found");
    state.putNull("result").putNull("progress").putNull("details").putNull("preview");
    return Answer.json(404, state);
  }

  @Override
  boolean hidesNewest() {
    return true;
  }

  private Reply credits(Call call) {
    BigDecimal left = rehearsal().settings().credit().subtract(rehearsal().bill().usd());
    return Answer.json(200, object().put("credits", left.movePointRight(2)));
  }

  @Override
  Answer unauthorised() {
    return Answer.json(403, object("detail", "Not authenticated - Invalid Authentication"));
  }

  @Override
  Answer invalid(List<Fields.Problem> problems) {
    ObjectNode answer = object();
    ArrayNode detail = answer.putArray("detail");
    for (Fields.Problem problem : problems) {
      ObjectNode one = detail.addObject();
      one.putArray("loc").add("body").add(problem.field());
      one.put("msg", problem.message()).put("type", "value_error");
    }
    return Answer.json(422, answer);
  }

  @Override
  Answer throttled() {
    return Answer.json(429, object("detail", "Rate limit exceeded: too many active tasks"));
  }

  @Override
  Answer throttledText() {
    ObjectNode answer = object("error", "rate_limit_exceeded");
    answer.put("message", "Rate limit exceeded").put("retry_after", WAIT_SECONDS);
    return Answer.json(429, answer);
  }

  @Override
  Answer noCredit() {
    return Answer.json(402, object("detail", "Insufficient credits"));
  }

  @Override
  Answer serverError(boolean created) {
    return Answer.json(created ? 503 : 500, object("detail", "Internal Server Error"));
  }

  @Override
  Answer unknownPath(Call call) {
    return Answer.json(404, object("detail", "Not Found"));
  }

  @Override
  Optional<Letter> letter(Prediction prediction) {
    ObjectNode letter = object("id", prediction.id());
    if (prediction.fate() == Fate.SUCCEEDED) {
      letter.put("status", "Ready");
      letter
          .putObject("result")
          .put("sample", outputUrl(prediction, 0))
          .put("prompt", prediction.draft().prompt())
          .put("seed", prediction.draft().seed().orElse(prediction.number()));
    } else {
      letter.put("status", "Error");
      letter.put("error", "content_policy_violation").put("message", "The task did not succeed");
    }
    letter.put("timestamp", Instant.now().toString());
    byte[] body = bytes(letter);
    byte[] secret = Webhooks.utf8(prediction.draft().secret());
    Map<String, String> headers =
        secret.length == 0
            ? Map.of()
            : Map.of(
                "X-BFL-Signature",
                "sha256=" + HexFormat.of().formatHex(Webhooks.hmac(secret, body)));
    return Optional.of(new Letter(headers, body));
  }

  @Override
  List<Duration> webhookPauses() {
    return List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));
  }

  @Override
  int documentedActive() {
    return 24;
  }

  @Override
  int documentedCreatesPerMinute() {
    return Integer.MAX_VALUE;
  }

  @Override
  Duration documentedLife() {
    return Duration.ofMinutes(10);
  }

  @Override
  BigDecimal price(Draft draft) {
    return price("0.05", 1);
  }
}
