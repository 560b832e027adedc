package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * CometAPI, which passes BFL on. Its documentation has no control image; what is sent as one is
 * taken, and ignored unless the rehearsal says otherwise. The {@code polling_url} it gives is
 * somebody else's: a key that is shown there has leaked.
 */
final class CometServer extends ProviderServer {
  private static final Set<String> MODELS = Set.of("flux-pro-1-0-depth", "flux-pro-1.0-depth");

  CometServer(Rehearsal rehearsal) {
    super(rehearsal);
  }

  @Override
  void open(Routes routes) {
    routes
        .add("POST", "/flux/v1/{model}", Routes.Key.DUE, this::create)
        .add("GET", "/flux/v1/get_result", Routes.Key.DUE, this::poll)
        .add("GET", "/upstream/v1/get_result", Routes.Key.STRAY, this::poll);
  }

  @Override
  boolean takesControl() {
    return false;
  }

  @Override
  Optional<String> key(Call call) {
    return call.bearer();
  }

  private Reply create(Call call) {
    Optional<JsonNode> body = call.json();
    if (!MODELS.contains(call.variable("model"))) {
      return unknownPath(call);
    }
    if (body.isEmpty()) {
      return notJson();
    }
    Fields fields = new Fields(body.get());
    Draft draft = draft(fields, body.get(), call.variable("model"));
    List<Fields.Problem> problems = fields.problems();
    return problems.isEmpty() ? create(call, draft) : refused(problems);
  }

  private Draft draft(Fields fields, JsonNode body, String model) {
    String prompt = fields.required("prompt");
    String depth = fields.text("preprocessed_image");
    String photo = fields.text("control_image");
    String image = depth.isEmpty() ? photo : depth;
    Control control = image.isEmpty() ? Control.NONE : rehearsal().controls().base64(image);
    fields.text("image_prompt");
    int width = side(fields, "width", control.there() ? control.width() : 1024);
    int height = side(fields, "height", control.there() ? control.height() : 1024);
    OptionalLong seed = fields.seed("seed");
    fields.whole("steps", 50, 1, 50);
    fields.number("guidance", 15, 1, 100);
    fields.number("interval", 2, 1, 4);
    fields.flag("prompt_upsampling");
    fields.whole("safety_tolerance", 2, 0, 6);
    String format = fields.oneOf("output_format", "jpeg", "jpeg", "png");
    String webhook = fields.text("webhook_url");
    String secret = fields.text("webhook_secret");
    return new Draft(
        model,
        prompt,
        seed,
        body.deepCopy(),
        control,
        new OutputSize(width, height),
        1,
        format,
        90,
        webhook,
        secret);
  }

  private static int side(Fields fields, String name, int byDefault) {
    int side = (int) fields.whole(name, byDefault / 32 * 32, 32, 4096);
    if (side % 32 != 0) {
      fields.wrong(name, "must be a multiple of 32");
    }
    return Math.max(32, side);
  }

  @Override
  Reply accepted(Prediction prediction, Call call) {
    ObjectNode answer = object("id", prediction.id());
    answer.put("polling_url", rehearsal().root() + "/upstream/v1/get_result?id=" + prediction.id());
    return Answer.json(200, answer);
  }

  private Reply poll(Call call) {
    return polled(call, call.query("id").orElse(""), this::state);
  }

  private Answer state(Prediction prediction) {
    String status = odd(prediction) ? "Warming Up" : BflFields.status(prediction);
    ObjectNode state = object("id", prediction.id()).put("status", status);
    state.putNull("result");
    if (prediction.ready()) {
      state.set("result", BflFields.result(this, prediction));
    }
    return Answer.json(200, state);
  }

  @Override
  Answer unknownPrediction(String id) {
    ObjectNode state = object("id", id).put("status", "Task not found").putNull("result");
    return Answer.json(200, state);
  }

  @Override
  boolean hidesNewest() {
    return true;
  }

  private static Answer error(int status, String code, String message) {
    ObjectNode answer = object();
    answer
        .putObject("error")
        .put("message", message + " (request id: 20261122000000000000000000)")
        .put("type", "comet_api_error")
        .put("param", "")
        .put("code", code);
    return Answer.json(status, answer);
  }

  @Override
  Answer unauthorised() {
    return error(401, "invalid_api_key", "Invalid token");
  }

  /** A wrong request is told as 500 with {@code invalid_request}, which is final. */
  @Override
  Answer invalid(List<Fields.Problem> problems) {
    Fields.Problem first = problems.get(0);
    return error(500, "invalid_request", first.field() + ": " + first.message());
  }

  @Override
  Answer throttled() {
    return error(429, "rate_limit_exceeded", "Too many requests");
  }

  @Override
  Answer throttledText() {
    return error(
        429, "rate_limit_exceeded", "Too many requests, try again in " + WAIT_SECONDS + " s");
  }

  /** Nothing is documented for an empty account; 403 as the software behind such gateways does. */
  @Override
  Answer noCredit() {
    return error(403, "insufficient_user_quota", "user quota is not enough");
  }

  @Override
  Answer serverError(boolean created) {
    return created ? Answer.html(524) : error(503, "upstream_error", "upstream is unavailable");
  }

  @Override
  Answer unknownPath(Call call) {
    return call.path().endsWith("/")
        ? Answer.text(301, "text/html", "").with("Location", rehearsal().root() + "/")
        : Answer.html(200);
  }

  /** The secret is in the body; the rest of its form is a guess. */
  @Override
  Optional<Letter> letter(Prediction prediction) {
    ObjectNode letter = (ObjectNode) state(prediction).json();
    letter.put("webhook_secret", prediction.draft().secret());
    return Optional.of(new Letter(Map.of(), bytes(letter)));
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
    return Duration.ofMinutes(10);
  }

  @Override
  BigDecimal price(Draft draft) {
    return price("0.06", 1);
  }
}
