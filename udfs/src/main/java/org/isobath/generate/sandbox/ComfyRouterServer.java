package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Comfy Router: BFL's body, held open until BFL's result is there. The same {@code Idempotency-Key}
 * with the same body is the same prediction and no second charge, also while it still runs.
 */
final class ComfyRouterServer extends ProviderServer {
  private static final String MODEL = "flux-pro-1.0-depth";
  private static final String PATH = "/v2/models/bfl/" + MODEL;

  /**
   * What a key stands for.
   *
   * @param body hash of the call's body
   */
  private record Kept(int body, Prediction prediction) {}

  private final Map<String, Kept> byKey = new ConcurrentHashMap<>();

  ComfyRouterServer(Rehearsal rehearsal) {
    super(rehearsal);
  }

  @Override
  void open(Routes routes) {
    routes.add("POST", PATH, Routes.Key.DUE, this::create);
  }

  @Override
  Optional<String> key(Call call) {
    return call.header("X-API-Key").or(call::bearer);
  }

  private Reply create(Call call) {
    Optional<JsonNode> body = call.json();
    if (body.isEmpty()) {
      return notJson();
    }
    Fields fields = new Fields(body.get());
    Draft draft =
        BflFields.draft(fields, body.get(), rehearsal().controls(), MODEL, "jpeg", "png", "webp");
    List<Fields.Problem> problems = fields.problems();
    if (!problems.isEmpty()) {
      return refused(problems);
    }
    Optional<String> key = call.header("Idempotency-Key");
    return key.isEmpty() ? create(call, draft) : createOnce(call, draft, key.get());
  }

  private Reply createOnce(Call call, Draft draft, String key) {
    int body = Arrays.hashCode(call.body());
    int attempt = rehearsal().predictions().attempt(draft.request());
    rehearsal().bill().asked();
    Kept kept;
    // two calls with one key at once are one prediction
    synchronized (byKey) {
      kept = byKey.get(key);
      if (kept == null) {
        Optional<Answer> refusal = refusal(call, draft.request(), attempt);
        if (refusal.isPresent()) {
          return refusal.get();
        }
        kept = new Kept(body, predict(draft, attempt));
        byKey.put(key, kept);
      } else if (kept.body() != body) {
        rehearsal().bill().refused("idempotency_key");
        return error(422, "idempotency_key_reused", "This Idempotency-Key has another body");
      } else {
        rehearsal().bill().replayed();
      }
    }
    return answered(kept.prediction(), call, attempt);
  }

  @Override
  Reply accepted(Prediction prediction, Call call) {
    long left = prediction.endsAt() - System.currentTimeMillis();
    return new Reply.Later(Duration.ofMillis(Math.max(0, left)), () -> done(prediction));
  }

  private Answer done(Prediction prediction) {
    ObjectNode answer = object("id", prediction.id());
    answer.put("status", BflFields.status(prediction)).putNull("result").putNull("details");
    if (prediction.ready()) {
      answer.set("result", BflFields.result(this, prediction));
    }
    return traced(Answer.json(200, answer));
  }

  private static Answer traced(Answer answer) {
    return answer.with("X-Comfy-Request-Id", "req_rehearsal");
  }

  private static Answer error(int status, String type, String detail) {
    return traced(Answer.json(status, object("detail", detail))).with("X-Comfy-Error-Type", type);
  }

  @Override
  Answer unauthorised() {
    return error(401, "unauthorized", "Invalid API key");
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
    return traced(Answer.json(422, answer)).with("X-Comfy-Error-Type", "validation_error");
  }

  @Override
  Answer throttled() {
    return error(429, "rate_limit_exceeded", "Too many requests");
  }

  @Override
  Answer throttledText() {
    return error(409, "concurrency_limit_exceeded", "Too many requests at once")
        .with("Retry-After", String.valueOf(WAIT_SECONDS));
  }

  @Override
  Answer noCredit() {
    return error(402, "insufficient_credits", "Insufficient credits");
  }

  @Override
  Answer serverError(boolean created) {
    return created
        ? error(504, "deadline_exceeded", "Send the same Idempotency-Key again to collect it")
            .with("Retry-After", String.valueOf(WAIT_SECONDS))
        : error(500, "internal_error", "Internal error");
  }

  @Override
  Answer unknownPath(Call call) {
    return error(404, "not_found", "Not found");
  }

  @Override
  int documentedActive() {
    return Integer.MAX_VALUE;
  }

  @Override
  int documentedCreatesPerMinute() {
    return Integer.MAX_VALUE;
  }

  @Override
  Duration documentedLife() {
    return Duration.ofHours(24);
  }

  @Override
  BigDecimal price(Draft draft) {
    return price("0.05", 1);
  }
}
