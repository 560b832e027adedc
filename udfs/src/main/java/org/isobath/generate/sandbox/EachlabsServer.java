package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.isobath.scene.SplitMix64;

/**
 * Eachlabs. Its documentation uses several words for the same status; predictions take turns with
 * them. A price is charged once for each execution, whatever the number of pictures.
 */
final class EachlabsServer extends ProviderServer {
  private static final String PRO = "flux-depth-pro";
  private static final String DEV = "flux-depth-dev";
  private static final Set<String> LISTED = Set.of("created", "starting", "success", "error");

  /** No word that anybody would take for a key, which is hidden wherever it is repeated. */
  private static final String SIGNATURE = "5ab0b1a5e0";

  private static final int MOST_BYTES = 100 << 20;
  private static final Duration PUT_WINDOW = Duration.ofMinutes(15);
  private static final Duration KEPT = Duration.ofDays(180);
  private static final Duration LISTED_FOR = Duration.ofDays(90);

  /**
   * A promise to take bytes.
   *
   * @param type that they must have
   * @param until when
   */
  private record Presigned(String type, Instant until) {}

  private final Map<String, Presigned> presigned = new ConcurrentHashMap<>();

  EachlabsServer(Rehearsal rehearsal) {
    super(rehearsal);
  }

  @Override
  void open(Routes routes) {
    Routes.Key due = Routes.Key.DUE;
    routes
        .add("POST", "/v1/prediction", due, this::create)
        .add("POST", "/v1/prediction/", due, this::redirected)
        .add(
            "POST",
            "/v1/prediction/run",
            due,
            c -> error(400, "synchronous execution is not enabled for this model"))
        .add("GET", "/v1/prediction/{id}", due, c -> polled(c, c.variable("id"), this::state))
        .add("POST", "/v1/prediction/{id}/cancel", due, this::cancel)
        .add("GET", "/v1/executions", due, this::list)
        .add("GET", "/v1/webhooks", due, this::webhooks)
        .add("GET", "/v1/model", Routes.Key.WELCOME, this::model)
        .add("POST", "/v1/upload/presign", due, this::presign)
        .add("PUT", "/storage/{file}", Routes.Key.STRAY, this::put)
        .add("GET", "/public/{file}", Routes.Key.STRAY, this::uploaded);
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
    Fields top = new Fields(body.get());
    String model = top.required("model");
    top.text("version");
    JsonNode input = top.object("input");
    String webhook = top.text("webhook_url");
    String secret = top.text("webhook_secret");
    if (!model.equals(PRO) && !model.equals(DEV)) {
      return error(404, "model not found");
    }
    Fields fields = new Fields(input);
    Draft draft = draft(fields, input, model, webhook, secret);
    List<Fields.Problem> problems = new ArrayList<>(top.problems());
    problems.addAll(fields.problems());
    return problems.isEmpty() ? create(call, draft) : refused(problems);
  }

  private Draft draft(Fields fields, JsonNode input, String model, String webhook, String secret) {
    String prompt = fields.required("prompt");
    String place = fields.required("control_image");
    if (!place.startsWith("http://") && !place.startsWith("https://")) {
      // nobody documents a data URL here
      fields.wrong("control_image", "must be a URL");
    }
    Control control = rehearsal().controls().url(place);
    OptionalLong seed = fields.seed("seed");
    OutputSize size = OutputSize.of(control);
    String format;
    int pictures = 1;
    int quality = 90;
    if (model.equals(PRO)) {
      fields.whole("steps", 50, 15, 50);
      fields.number("guidance", 15, 1, 100);
      fields.flag("prompt_upsampling");
      fields.whole("safety_tolerance", 2, 1, 6);
      format = format(fields.oneOf("output_format", "jpg", "jpg", "png"));
    } else {
      pictures = (int) fields.whole("num_outputs", 1, 1, 4);
      fields.whole("num_inference_steps", 28, 1, 50);
      fields.number("guidance", 10, 0, 100);
      quality = (int) fields.whole("output_quality", 80, 0, 100);
      fields.flag("disable_safety_checker");
      format = format(fields.oneOf("output_format", "webp", "webp", "jpg", "png"));
      size =
          OutputSize.megapixels(
              control, fields.oneOf("megapixels", "1", "1", "0.25", "match_input"));
    }
    return new Draft(
        model,
        prompt,
        seed,
        input.deepCopy(),
        control,
        size,
        pictures,
        format,
        quality,
        webhook,
        secret);
  }

  private Reply redirected(Call call) {
    return Answer.text(301, "text/html", "")
        .with("Location", rehearsal().root() + "/v1/prediction");
  }

  @Override
  Reply accepted(Prediction prediction, Call call) {
    ObjectNode answer = object("status", "success");
    answer.put("message", "Prediction created successfully");
    answer.put("predictionID", prediction.id());
    return Answer.json(200, answer);
  }

  /** Which of two words for the same this prediction gets. */
  private static String either(Prediction prediction, String one, String other) {
    return (SplitMix64.mix(prediction.number()) & 1) == 0 ? one : other;
  }

  private static String status(Prediction prediction) {
    return switch (prediction.phase()) {
      case QUEUED -> either(prediction, "created", "starting");
      case RUNNING -> "processing";
      case DECIDED, GONE ->
          switch (prediction.fate()) {
            case SUCCEEDED -> either(prediction, "success", "succeeded");
            case CANCELED, ABORTED -> "cancelled";
            case FAILED, MODERATED_BEFORE, MODERATED_AFTER -> either(prediction, "error", "failed");
          };
    };
  }

  private Answer state(Prediction prediction) {
    String status = odd(prediction) ? "provisioning" : status(prediction);
    Draft draft = prediction.draft();
    ObjectNode state = object("id", prediction.id());
    state.set("input", draft.input());
    state.put("status", status).putNull("output").put("logs", "");
    state.set("output", output(prediction));
    ObjectNode metrics = state.putObject("metrics");
    if (!prediction.undecided()) {
      metrics.put("predict_time", (prediction.endsAt() - prediction.startsAt()) / 1000.0);
      boolean canceled = prediction.fate() == Fate.CANCELED;
      metrics.put("cost", canceled ? BigDecimal.ZERO : price(draft));
      state.put("logs", reason(prediction));
    }
    String place = rehearsal().root() + "/v1/prediction/" + prediction.id();
    state.putObject("urls").put("get", place).put("cancel", place + "/cancel");
    return Answer.json(200, state);
  }

  private JsonNode output(Prediction prediction) {
    ObjectNode holder = object();
    if (!prediction.ready()) {
      return holder.putNull("output").get("output");
    }
    if (prediction.draft().model().equals(PRO)) {
      return holder.put("output", outputUrl(prediction, 0)).get("output");
    }
    ArrayNode outputs = holder.putArray("output");
    for (int i = 0; i < prediction.draft().pictures(); i++) {
      outputs.add(outputUrl(prediction, i));
    }
    return outputs;
  }

  private static String reason(Prediction prediction) {
    String trouble = prediction.draft().control().trouble();
    return switch (prediction.fate()) {
      case SUCCEEDED, CANCELED, ABORTED -> "";
      case FAILED -> trouble.isEmpty() ? "internal model error" : "control_image: " + trouble;
      case MODERATED_BEFORE, MODERATED_AFTER ->
          "content moderation: the request or its output was flagged as sensitive";
    };
  }

  private Reply cancel(Call call) {
    Optional<Prediction> found = rehearsal().predictions().find(call.variable("id"));
    if (found.isEmpty()) {
      return unknownPrediction(call.variable("id"));
    }
    if (found.get().end(Fate.CANCELED)) {
      // "a cancelled prediction never bills"
      rehearsal().bill().refunded(found.get());
    }
    ObjectNode answer = object("status", "cancelled").put("message", "Prediction cancelled");
    return Answer.json(200, answer.put("predictionID", found.get().id()));
  }

  @Override
  boolean cancels() {
    return true;
  }

  /** "A cancelled prediction never bills." */
  @Override
  boolean chargesCanceled() {
    return false;
  }

  private Reply list(Call call) {
    String status = call.query("status").orElse("");
    long from;
    long to;
    int limit;
    int offset;
    try {
      from = call.query("from").map(EachlabsServer::millis).orElse(earliest());
      to = call.query("to").map(EachlabsServer::millis).orElse(Long.MAX_VALUE);
      limit = call.query("limit").map(Integer::parseInt).orElse(20);
      offset = call.query("offset").map(Integer::parseInt).orElse(0);
    } catch (DateTimeException | NumberFormatException e) {
      return error(400, "invalid query parameter");
    }
    if (limit < 1 || limit > 100 || offset < 0 || !(status.isEmpty() || LISTED.contains(status))) {
      return error(400, "invalid query parameter");
    }
    Predicate<Prediction> wanted =
        p ->
            call.query("model").map(p.draft().model()::equals).orElse(true)
                && (status.isEmpty() || status.equals(listed(p)))
                && p.createdAt() >= from
                && p.createdAt() <= to
                && !lagging(p);
    List<Prediction> all = rehearsal().predictions().newestFirst(wanted).toList();
    ObjectNode answer = object();
    ArrayNode executions = answer.putArray("executions");
    all.stream().skip(offset).limit(limit).forEach(p -> executions.add(entry(p)));
    answer.put("total_count", all.size()).put("limit", limit).put("offset", offset);
    return Answer.json(200, answer);
  }

  private static long earliest() {
    return Instant.now().minus(LISTED_FOR).toEpochMilli();
  }

  private static long millis(String time) {
    return OffsetDateTime.parse(time).toInstant().toEpochMilli();
  }

  /** The list knows fewer words. */
  private static String listed(Prediction prediction) {
    return switch (prediction.phase()) {
      case QUEUED -> "created";
      case RUNNING -> "starting";
      case DECIDED, GONE -> prediction.fate() == Fate.SUCCEEDED ? "success" : "error";
    };
  }

  /** Without input, as documented: who looks for a request asks for each. */
  private ObjectNode entry(Prediction prediction) {
    ObjectNode entry = object("id", prediction.id()).put("status", listed(prediction));
    entry.put("model", prediction.draft().model());
    entry.put("cost", prediction.undecided() ? BigDecimal.ZERO : price(prediction.draft()));
    entry.put("created_at", Instant.ofEpochMilli(prediction.createdAt()).toString());
    entry.set("output", output(prediction));
    return entry;
  }

  private Reply webhooks(Call call) {
    ObjectNode answer = object();
    ArrayNode webhooks = answer.putArray("webhooks");
    rehearsal()
        .predictions()
        .newestFirst(p -> !p.draft().webhook().isEmpty())
        .limit(100)
        .forEach(
            p -> webhooks.addObject().put("execution_id", p.id()).put("url", p.draft().webhook()));
    return Answer.json(200, answer);
  }

  private Reply model(Call call) {
    String slug = call.query("slug").orElse("");
    if (!slug.equals(PRO) && !slug.equals(DEV)) {
      return error(404, "model not found");
    }
    ObjectNode answer = object("title", slug).put("slug", slug).put("version", "0.0.1");
    ObjectNode schema = answer.putObject("request_schema").put("type", "object");
    DocumentedInput.write(schema.putObject("properties"), slug.equals(PRO), "jpg", "png");
    schema.putArray("required").add("prompt").add("control_image");
    return Answer.json(200, answer);
  }

  private Reply presign(Call call) {
    Fields fields = new Fields(call.json().orElse(null));
    String type = fields.required("content_type");
    fields.text("file_type");
    fields.whole("expires_in_seconds", KEPT.toSeconds(), 1, Long.MAX_VALUE);
    List<Fields.Problem> problems = fields.problems();
    if (!problems.isEmpty()) {
      return invalid(problems);
    }
    long number = rehearsal().predictions().number();
    String file =
        Long.toHexString(SplitMix64.mix(number)) + (type.equals("image/png") ? ".png" : ".jpg");
    presigned.put(file, new Presigned(type, Instant.now().plus(PUT_WINDOW)));
    ObjectNode answer = object("id", "file_" + number);
    answer.put(
        "presigned_url", rehearsal().root() + "/storage/" + file + "?signature=" + SIGNATURE);
    answer.put("public_url", rehearsal().root() + "/public/" + file);
    answer.put("expires_at", Instant.now().plus(KEPT).toString());
    answer.putObject("required_headers").put("x-amz-acl", "public-read");
    return Answer.json(200, answer);
  }

  private Reply put(Call call) {
    String file = call.variable("file");
    Presigned promise = presigned.get(file);
    boolean signed = call.query("signature").map(SIGNATURE::equals).orElse(false);
    if (promise == null || !signed || Instant.now().isAfter(promise.until())) {
      return Answer.text(403, "application/xml", "<Error><Code>AccessDenied</Code></Error>");
    }
    boolean typed = call.header("Content-Type").map(promise.type()::equals).orElse(false);
    boolean headed = call.header("x-amz-acl").map("public-read"::equals).orElse(false);
    if (!typed || !headed || call.body().length > MOST_BYTES) {
      return Answer.text(
          403, "application/xml", "<Error><Code>SignatureDoesNotMatch</Code></Error>");
    }
    rehearsal().controls().keep(rehearsal().root() + "/public/" + file, call.body());
    return Answer.text(200, "application/xml", "");
  }

  private Reply uploaded(Call call) {
    String file = call.variable("file");
    return rehearsal()
        .controls()
        .kept(rehearsal().root() + "/public/" + file)
        .map(bytes -> Answer.bytes(200, presigned.get(file).type(), bytes))
        .orElse(Answer.text(404, "text/plain", "not found"));
  }

  private static Answer error(int status, String message) {
    return Answer.json(status, object("error", message));
  }

  @Override
  Answer unknownPrediction(String id) {
    return error(404, "prediction not found");
  }

  @Override
  Answer unauthorised() {
    return error(401, "invalid API key");
  }

  @Override
  Answer invalid(List<Fields.Problem> problems) {
    Fields.Problem first = problems.get(0);
    ObjectNode answer = object("error", first.field() + ": " + first.message());
    answer.put("status", "error");
    Map<String, String> details = new HashMap<>();
    problems.forEach(p -> details.put(p.field(), p.message()));
    ObjectNode node = answer.putObject("details");
    details.forEach(node::put);
    return Answer.json(400, answer);
  }

  @Override
  Answer throttled() {
    return error(429, "too many predictions in flight; wait for one of them to finish");
  }

  @Override
  Answer throttledText() {
    return throttled();
  }

  @Override
  Answer noCredit() {
    return error(402, "insufficient balance");
  }

  @Override
  Answer serverError(boolean created) {
    return error(500, "internal server error");
  }

  @Override
  Answer unknownPath(Call call) {
    return error(404, "not found");
  }

  @Override
  Optional<Letter> letter(Prediction prediction) {
    if (prediction.fate() == Fate.CANCELED) {
      return Optional.empty();
    }
    boolean succeeded = prediction.fate() == Fate.SUCCEEDED;
    ObjectNode letter = object("exec_id", prediction.id()).putNull("flow_id");
    letter.put("status", succeeded ? "succeeded" : "failed").put("error", "");
    if (succeeded) {
      letter.set("output", output(prediction));
    } else {
      letter.putArray("output").addObject().put("error", reason(prediction));
    }
    String secret = prediction.draft().secret();
    return Optional.of(
        new Letter(
            secret.isEmpty() ? Map.of() : Map.of("X-Webhook-Secret", secret), bytes(letter)));
  }

  @Override
  List<Duration> webhookPauses() {
    return List.of(Duration.ofSeconds(10), Duration.ofSeconds(10));
  }

  @Override
  int documentedActive() {
    BigDecimal left = rehearsal().settings().credit().subtract(rehearsal().bill().usd());
    return left.compareTo(BigDecimal.TEN) <= 0 ? 10 : Integer.MAX_VALUE;
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
    return price(draft.model().equals(PRO) ? "0.050" : "0.025", 1);
  }
}
