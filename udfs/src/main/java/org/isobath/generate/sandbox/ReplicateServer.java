package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replicate's two official depth models. A control that came inside the call is repeated as a place
 * and not as its bytes, so that lists stay small.
 */
final class ReplicateServer extends ProviderServer {
  private static final String OWNER = "black-forest-labs";
  private static final String PRO = "flux-depth-pro";
  private static final String DEV = "flux-depth-dev";
  private static final int PAGE = 100;
  private static final Pattern WAIT = Pattern.compile("wait(?:=(\\d{1,2}))?");
  private static final Pattern AFTER = Pattern.compile("(\\d+)([smh])");
  private static final Pattern PART =
      Pattern.compile("name=\"content\".*?\r\n\r\n", Pattern.DOTALL);

  /** The account's webhook secret: fixed, so that a rehearsal needs no set-up. */
  static final String SECRET =
      "whsec_" + Base64.getEncoder().encodeToString(Webhooks.utf8("a rehearsal's webhook key"));

  ReplicateServer(Rehearsal rehearsal) {
    super(rehearsal);
  }

  @Override
  void open(Routes routes) {
    Routes.Key due = Routes.Key.DUE;
    routes
        .add("POST", "/v1/models/{owner}/{name}/predictions", due, this::createOfficial)
        .add("POST", "/v1/predictions", due, this::createByVersion)
        .add("GET", "/v1/predictions", due, this::list)
        .add("GET", "/v1/predictions/{id}", due, c -> polled(c, c.variable("id"), this::state))
        .add("POST", "/v1/predictions/{id}/cancel", due, this::cancel)
        .add("POST", "/v1/files", due, this::upload)
        .add("GET", "/v1/models/{owner}/{name}", due, this::model)
        .add("GET", "/v1/webhooks/default/secret", due, c -> json(object("key", SECRET)));
  }

  private static Answer json(JsonNode node) {
    return Answer.json(200, node);
  }

  @Override
  Optional<String> key(Call call) {
    return call.bearer()
        .or(
            () ->
                call.header("Authorization")
                    .filter(value -> value.startsWith("Token "))
                    .map(value -> value.substring("Token ".length())));
  }

  @Override
  String id(UUID number) {
    return new BigInteger(number.toString().replace("-", ""), 16).toString(32);
  }

  private Reply createOfficial(Call call) {
    return create(call, call.variable("owner") + "/" + call.variable("name"), false);
  }

  private Reply createByVersion(Call call) {
    return create(call, call.json().map(body -> body.path("version").asText()).orElse(""), true);
  }

  private Reply create(Call call, String model, boolean versioned) {
    Optional<JsonNode> body = call.json();
    if (body.isEmpty()) {
      return notJson();
    }
    boolean pro = model.equals(OWNER + "/" + PRO);
    if (!pro && !model.equals(OWNER + "/" + DEV)) {
      return Answer.json(404, problem(404, "Not found", "The requested model does not exist."));
    }
    Fields top = new Fields(body.get());
    if (versioned) {
      top.required("version");
    }
    JsonNode input = top.object("input");
    String webhook = top.text("webhook");
    top.list("webhook_events_filter");
    top.flag("stream");
    if (!webhook.isEmpty() && !webhook.startsWith("https://") && !local(webhook)) {
      top.wrong("webhook", "must be an HTTPS URL");
    }
    Fields fields = new Fields(input);
    Draft draft = draft(fields, input, model, pro, webhook);
    List<Fields.Problem> problems = new ArrayList<>(top.problems());
    fields
        .problems()
        .forEach(p -> problems.add(new Fields.Problem("input." + p.field(), p.message())));
    return problems.isEmpty() ? create(call, draft) : refused(problems);
  }

  /** Rehearsals have no certificate. */
  private static boolean local(String url) {
    return url.startsWith("http://127.0.0.1") || url.startsWith("http://localhost");
  }

  private Draft draft(Fields fields, JsonNode input, String model, boolean pro, String webhook) {
    String prompt = fields.required("prompt");
    String place = fields.required("control_image");
    Control control = rehearsal().controls().url(place);
    boolean data = place.startsWith("data:");
    boolean linked = place.startsWith("http://") || place.startsWith("https://");
    if (!data && !linked) {
      fields.wrong("control_image", "Does not match format 'uri'");
    }
    OptionalLong seed = fields.seed("seed");
    OutputSize size = OutputSize.of(control);
    String format;
    int pictures = 1;
    int quality = 90;
    if (pro) {
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
    ObjectNode repeated = input.deepCopy();
    if (data) {
      repeated.put("control_image", rehearsal().root() + "/inputs/" + control.bytes().length);
    }
    return new Draft(
        model, prompt, seed, repeated, control, size, pictures, format, quality, webhook, "");
  }

  @Override
  Reply accepted(Prediction prediction, Call call) {
    deadline(prediction, call);
    Optional<String> prefer = call.header("Prefer");
    Matcher wait = WAIT.matcher(prefer.orElse(""));
    if (!wait.matches()) {
      return created(201, prediction);
    }
    int seconds = wait.group(1) == null ? 60 : Integer.parseInt(wait.group(1));
    long left = prediction.endsAt() - System.currentTimeMillis();
    boolean inTime = left <= seconds * 1000L;
    return new Reply.Later(
        Duration.ofMillis(Math.max(0, inTime ? left : seconds * 1000L)),
        () -> inTime ? early(prediction) : created(202, prediction));
  }

  private Answer created(int status, Prediction prediction) {
    Answer answer = state(prediction);
    return Answer.json(status, answer.json())
        .with("Location", rehearsal().root() + "/v1/predictions/" + prediction.id());
  }

  /** Files that are ready are returned before the status says so. */
  private Answer early(Prediction prediction) {
    Answer answer = created(201, prediction);
    ((ObjectNode) answer.json()).put("status", "processing").putNull("completed_at");
    return prediction.ready() ? answer : created(201, prediction);
  }

  /** Ends it when its {@code Cancel-After} comes first. */
  private void deadline(Prediction prediction, Call call) {
    Matcher after = AFTER.matcher(call.header("Cancel-After").orElse(""));
    if (!after.matches()) {
      return;
    }
    long unit = after.group(2).equals("s") ? 1000 : after.group(2).equals("m") ? 60_000 : 3_600_000;
    long wait = Long.parseLong(after.group(1)) * unit;
    rehearsal()
        .webhooks()
        .after(
            Duration.ofMillis(wait),
            () -> {
              boolean queued = prediction.phase() == Prediction.Phase.QUEUED;
              if (prediction.end(queued ? Fate.ABORTED : Fate.CANCELED) && queued) {
                // aborted ones are not charged, canceled ones are
                rehearsal().bill().refunded(prediction);
              }
            });
  }

  private Answer state(Prediction prediction) {
    return json(node(prediction, odd(prediction) ? "booting" : status(prediction)));
  }

  private static String status(Prediction prediction) {
    return switch (prediction.phase()) {
      case QUEUED -> "starting";
      case RUNNING -> "processing";
      case DECIDED, GONE ->
          switch (prediction.fate()) {
            case SUCCEEDED -> "succeeded";
            case CANCELED -> "canceled";
            case ABORTED -> "aborted";
            case FAILED, MODERATED_BEFORE, MODERATED_AFTER -> "failed";
          };
    };
  }

  private ObjectNode node(Prediction prediction, String status) {
    Draft draft = prediction.draft();
    boolean gone = prediction.phase() == Prediction.Phase.GONE;
    boolean decided = !prediction.undecided();
    ObjectNode node = object("id", prediction.id());
    node.put("model", draft.model()).put("version", "hidden").put("status", status);
    node.set("input", gone ? object() : draft.input());
    node.putNull("output").putNull("error").put("logs", "");
    if (prediction.ready()) {
      if (draft.model().endsWith(PRO)) {
        node.put("output", outputUrl(prediction, 0));
      } else {
        ArrayNode outputs = node.putArray("output");
        for (int i = 0; i < draft.pictures(); i++) {
          outputs.add(outputUrl(prediction, i));
        }
      }
    }
    if (decided && status.equals("failed")) {
      node.put("error", error(prediction));
    }
    ObjectNode metrics = node.putObject("metrics");
    node.put("created_at", time(prediction.createdAt()));
    node.putNull("started_at").putNull("completed_at");
    if (prediction.phase() != Prediction.Phase.QUEUED) {
      node.put("started_at", time(prediction.startsAt()));
    }
    if (decided) {
      node.put("completed_at", time(prediction.endsAt()));
      metrics.put("predict_time", (prediction.endsAt() - prediction.startsAt()) / 1000.0);
      metrics.put("total_time", (prediction.endsAt() - prediction.createdAt()) / 1000.0);
    }
    node.put("data_removed", gone).put("source", "api");
    String place = rehearsal().root() + "/v1/predictions/" + prediction.id();
    node.putObject("urls").put("get", place).put("cancel", place + "/cancel");
    return node;
  }

  private static String error(Prediction prediction) {
    if (!prediction.draft().control().trouble().isEmpty()) {
      return "control_image: " + prediction.draft().control().trouble() + " (E6716)";
    }
    return prediction.fate() == Fate.FAILED
        ? "Prediction failed: out of memory (E1001)"
        : "The input or output was flagged as sensitive. Please try again with different inputs. (E005)";
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  private Reply cancel(Call call) {
    Optional<Prediction> found = rehearsal().predictions().find(call.variable("id"));
    if (found.isEmpty()) {
      return unknownPrediction(call.variable("id"));
    }
    found.get().end(Fate.CANCELED);
    return state(found.get());
  }

  @Override
  boolean cancels() {
    return true;
  }

  private Reply list(Call call) {
    long after;
    long before;
    try {
      after = call.query("created_after").map(ReplicateServer::millis).orElse(Long.MIN_VALUE);
      before = call.query("created_before").map(ReplicateServer::millis).orElse(Long.MAX_VALUE);
    } catch (DateTimeException e) {
      return invalid(List.of(new Fields.Problem("created_after", "not an ISO 8601 time")));
    }
    long below = call.query("cursor").map(Long::parseLong).orElse(Long.MAX_VALUE);
    List<Prediction> page =
        rehearsal()
            .predictions()
            .newestFirst(
                p ->
                    p.number() < below
                        && p.createdAt() >= after
                        && p.createdAt() <= before
                        && !lagging(p))
            .limit(PAGE + 1)
            .toList();
    ObjectNode answer = object();
    answer.putNull("previous").putNull("next");
    if (page.size() > PAGE) {
      String next = "/v1/predictions?cursor=" + page.get(PAGE - 1).number();
      if (call.query("created_after").isPresent()) {
        next += "&created_after=" + time(after);
      }
      if (call.query("created_before").isPresent()) {
        next += "&created_before=" + time(before);
      }
      answer.put("next", rehearsal().root() + next);
    }
    ArrayNode results = answer.putArray("results");
    page.stream().limit(PAGE).forEach(p -> results.add(node(p, status(p))));
    return json(answer);
  }

  private static long millis(String time) {
    return OffsetDateTime.parse(time).toInstant().toEpochMilli();
  }

  private Reply upload(Call call) {
    String type = call.header("Content-Type").orElse("");
    // byte for character, so that positions in the text are positions in the body
    String text = new String(call.body(), StandardCharsets.ISO_8859_1);
    Matcher boundary = Pattern.compile("boundary=\"?([^\";]+)").matcher(type);
    Matcher part = PART.matcher(text);
    if (!type.startsWith("multipart/form-data") || !boundary.find() || !part.find()) {
      return invalid(List.of(new Fields.Problem("content", "field required")));
    }
    int end = text.indexOf("\r\n--" + boundary.group(1), part.end());
    byte[] bytes =
        text.substring(part.end(), end < 0 ? text.length() : end)
            .getBytes(StandardCharsets.ISO_8859_1);
    String sha = sha256(bytes);
    String id = sha.substring(0, 24) + rehearsal().predictions().number();
    String place = rehearsal().root() + "/v1/files/" + id;
    rehearsal().controls().keep(place, bytes);
    ObjectNode answer = object("id", id).put("size", bytes.length);
    answer.putObject("checksums").put("sha256", sha);
    answer.put("created_at", Instant.now().toString());
    answer.put("expires_at", Instant.now().plus(Duration.ofHours(24)).toString());
    answer.putObject("urls").put("get", place);
    return Answer.json(201, answer);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private Reply model(Call call) {
    String name = call.variable("name");
    if (!call.variable("owner").equals(OWNER) || !(name.equals(PRO) || name.equals(DEV))) {
      return unknownPrediction(name);
    }
    ObjectNode answer = object("owner", OWNER).put("name", name).put("visibility", "public");
    ObjectNode properties =
        answer
            .putObject("latest_version")
            .put("id", "hidden")
            .putObject("openapi_schema")
            .putObject("components")
            .putObject("schemas")
            .putObject("Input")
            .putObject("properties");
    DocumentedInput.write(properties, name.equals(PRO), "jpg", "png");
    return json(answer);
  }

  @Override
  Answer unauthorised() {
    return Answer.json(
        401, problem(401, "Unauthenticated", "You did not pass a valid authentication token"));
  }

  private static ObjectNode problem(int status, String title, String detail) {
    return object("title", title).put("detail", detail).put("status", status);
  }

  @Override
  Answer invalid(List<Fields.Problem> problems) {
    StringBuilder detail = new StringBuilder();
    problems.forEach(
        p -> detail.append("- ").append(p.field()).append(": ").append(p.message()).append('\n'));
    ObjectNode answer = problem(422, "Input validation failed", detail.toString());
    ArrayNode fields = answer.putArray("invalid_fields");
    problems.forEach(
        p ->
            fields
                .addObject()
                .put("type", "invalid")
                .put("field", p.field())
                .put("description", p.message()));
    return Answer.json(422, answer);
  }

  @Override
  Answer throttled() {
    return Answer.json(429, object("detail", "Request was throttled."));
  }

  @Override
  Answer throttledText() {
    return Answer.json(
        429,
        object(
            "detail",
            String.format(
                Locale.ROOT,
                "Request was throttled. Your rate limit resets in ~%ds.",
                WAIT_SECONDS)));
  }

  @Override
  Answer noCredit() {
    return Answer.json(
        402,
        problem(
            402,
            "Insufficient credit",
            "You have insufficient credit to run this model. Go to your billing page to purchase credit."));
  }

  @Override
  Answer serverError(boolean created) {
    return created
        ? Answer.html(502)
        : Answer.json(500, problem(500, "Internal server error", "Something went wrong"));
  }

  @Override
  Answer unknownPath(Call call) {
    return Answer.json(404, object("detail", "Not found."));
  }

  @Override
  Optional<Letter> letter(Prediction prediction) {
    ObjectNode node = node(prediction, status(prediction));
    node.put("webhook", prediction.draft().webhook());
    byte[] body = bytes(node);
    String id = "msg_" + prediction.id();
    String timestamp = String.valueOf(System.currentTimeMillis() / 1000);
    byte[] key = Base64.getDecoder().decode(SECRET.substring("whsec_".length()));
    byte[] signed =
        Webhooks.utf8(id + "." + timestamp + "." + new String(body, StandardCharsets.UTF_8));
    String signature = "v1," + Base64.getEncoder().encodeToString(Webhooks.hmac(key, signed));
    return Optional.of(
        new Letter(
            Map.of(
                "webhook-id",
                id,
                "webhook-timestamp",
                timestamp,
                "webhook-signature",
                // a list: a second secret is in use while the first is replaced
                "v1,bm90IHRoaXMgb25l " + signature),
            body));
  }

  @Override
  List<Duration> webhookPauses() {
    return List.of(Duration.ofSeconds(1), Duration.ofSeconds(5));
  }

  @Override
  int documentedActive() {
    return Integer.MAX_VALUE;
  }

  @Override
  int documentedCreatesPerMinute() {
    return 600;
  }

  @Override
  Duration documentedLife() {
    return Duration.ofHours(1);
  }

  @Override
  BigDecimal price(Draft draft) {
    return price(draft.model().endsWith(PRO) ? "0.05" : "0.025", draft.pictures());
  }
}
