package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Railwail: one synchronous call in OpenAI's form, whose answer has no id. No field for a control
 * is documented. Fields beyond the documented ones are taken in silence, because an OpenAI-shaped
 * gateway does, and a control among them is ignored unless the rehearsal says otherwise.
 */
final class RailwailServer extends ProviderServer {
  private static final String MODEL = "flux-1-depth";
  private static final Set<String> CONTROLS =
      Set.of("control_image", "preprocessed_image", "image");

  RailwailServer(Rehearsal rehearsal) {
    super(rehearsal);
  }

  @Override
  void open(Routes routes) {
    Routes.Key due = Routes.Key.DUE;
    routes
        .add("POST", "/api/v1/images/generations", due, this::create)
        .add("GET", "/api/v1/jobs/{id}", due, c -> polled(c, c.variable("id"), this::job))
        .add("GET", "/api/v1/models", due, this::models)
        .add("GET", "/api/v1/models/{slug}", due, this::model);
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
    if (body.isEmpty()) {
      return notJson();
    }
    Fields fields = new Fields(body.get());
    if (!fields.required("model").equals(MODEL)) {
      return error(404, "not_found", "The model does not exist");
    }
    String prompt = fields.required("prompt");
    int pictures = (int) fields.whole("n", 1, 1, 4);
    String[] sides =
        fields
            .oneOf("size", "1024x1024", "256x256", "512x512", "1024x1024", "1024x1792", "1792x1024")
            .split("x");
    fields.oneOf("quality", "standard", "standard", "hd");
    fields.oneOf("style", "vivid", "vivid", "natural");
    fields.text("negative_prompt");
    if (!fields.problemsOfKnown().isEmpty()) {
      return refused(fields.problemsOfKnown());
    }
    OutputSize size = new OutputSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    return create(
        call,
        new Draft(
            MODEL,
            prompt,
            OptionalLong.empty(),
            body.get().deepCopy(),
            control(body.get()),
            size,
            pictures,
            "png",
            90,
            "",
            ""));
  }

  private Control control(JsonNode body) {
    for (String name : CONTROLS) {
      String text = body.path(name).asText();
      if (!text.isEmpty()) {
        boolean place = text.startsWith("data:") || text.startsWith("http");
        Control control =
            place ? rehearsal().controls().url(text) : rehearsal().controls().base64(text);
        return control.trouble().isEmpty() ? control : Control.NONE;
      }
    }
    return Control.NONE;
  }

  @Override
  Reply accepted(Prediction prediction, Call call) {
    long left = prediction.endsAt() - System.currentTimeMillis();
    return new Reply.Later(Duration.ofMillis(Math.max(0, left)), () -> done(prediction));
  }

  private Answer done(Prediction prediction) {
    switch (prediction.fate()) {
      case SUCCEEDED:
        ObjectNode answer = object().put("created", prediction.endsAt() / 1000);
        for (int i = 0; i < prediction.draft().pictures(); i++) {
          answer
              .withArray("data")
              .addObject()
              .put("url", outputUrl(prediction, i))
              .put("revised_prompt", prediction.draft().prompt());
        }
        return limits(Answer.json(200, answer));
      case MODERATED_BEFORE, MODERATED_AFTER:
        return error(
            400, "content_policy_violation", "Your request was rejected by the safety system");
      default:
        return serverError(true);
    }
  }

  private static Answer limits(Answer answer) {
    return answer
        .with("X-RateLimit-Limit", "60")
        .with("X-RateLimit-Remaining", "59")
        .with("X-RateLimit-Reset", String.valueOf(reset()));
  }

  private static long reset() {
    return System.currentTimeMillis() / 1000 + 1 + WAIT_SECONDS;
  }

  private Answer job(Prediction prediction) {
    ObjectNode job = object("id", prediction.id()).put("object", "job");
    job.put(
        "status",
        odd(prediction)
            ? "warming"
            : switch (prediction.phase()) {
              case QUEUED -> "queued";
              case RUNNING -> "processing";
              case DECIDED, GONE -> prediction.fate() == Fate.SUCCEEDED ? "completed" : "failed";
            });
    job.putObject("model").put("name", "FLUX.1 Depth").put("slug", MODEL).put("category", "image");
    job.set("input", prediction.draft().input());
    job.putNull("output").putNull("output_url").putNull("error");
    if (prediction.ready()) {
      job.put("output_url", outputUrl(prediction, 0));
    }
    job.putObject("cost").put("credits", 5).put("currency", "credits");
    return Answer.json(200, job);
  }

  private Reply models(Call call) {
    ObjectNode answer = object("object", "list");
    answer.putArray("data").add(slug());
    return Answer.json(200, answer);
  }

  private Reply model(Call call) {
    return call.variable("slug").equals(MODEL)
        ? Answer.json(200, slug())
        : error(404, "not_found", "The model does not exist");
  }

  private static ObjectNode slug() {
    ObjectNode model = object("slug", MODEL).put("name", "FLUX.1 Depth").put("category", "image");
    model.put("provider_model_id", "black-forest-labs/flux-depth-dev");
    model.putObject("pricing").put("credit_cost_fixed", 5);
    return model;
  }

  private static Answer error(int status, String code, String message) {
    ObjectNode answer = object();
    answer
        .putObject("error")
        .put("message", message)
        .put("type", status >= 500 ? "server_error" : "invalid_request_error")
        .put("code", code);
    return Answer.json(status, answer);
  }

  @Override
  Answer unknownPrediction(String id) {
    return error(404, "not_found", "No such job");
  }

  @Override
  Answer unauthorised() {
    return error(401, "invalid_api_key", "Invalid API key");
  }

  @Override
  Answer invalid(List<Fields.Problem> problems) {
    Fields.Problem first = problems.get(0);
    return error(400, "bad_request", first.field() + ": " + first.message());
  }

  @Override
  Answer throttled() {
    return error(429, "rate_limit_exceeded", "Rate limit exceeded");
  }

  /** The hint is the time at which the limit is lifted. */
  @Override
  Answer throttledText() {
    return throttled()
        .with("X-RateLimit-Limit", "60")
        .with("X-RateLimit-Remaining", "0")
        .with("X-RateLimit-Reset", String.valueOf(reset()));
  }

  @Override
  Answer noCredit() {
    return error(402, "insufficient_credits", "Insufficient credits");
  }

  @Override
  Answer serverError(boolean created) {
    return error(500, "internal_error", "Internal error");
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
    return 60;
  }

  @Override
  Duration documentedLife() {
    return Duration.ofHours(1);
  }

  /** Nobody knows the price; five cents stand in for it. */
  @Override
  BigDecimal price(Draft draft) {
    return price("0.05", draft.pictures());
  }
}
