package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.isobath.scene.SplitMix64;

/**
 * One provider: its endpoints in its own words. What all of them do is here: a create call meets
 * its faults and limits, becomes a charged prediction, and outputs are served.
 */
abstract class ProviderServer {
  /** What a hint says, and a client that believes it waits for. */
  static final int WAIT_SECONDS = 1;

  /** How long a prediction can be unknown. */
  private static final Duration NEWEST = Duration.ofSeconds(2);

  private static final Duration FIRST_WEBHOOK = Duration.ofSeconds(2);
  private static final String OUTPUTS = "/outputs/{id}/{index}/{file}";

  private final Rehearsal rehearsal;

  /** Held from the look at the limits until what was created counts in them. */
  private final Object account = new Object();

  ProviderServer(Rehearsal rehearsal) {
    this.rehearsal = rehearsal;
  }

  /** Adds the endpoints that are its own. */
  abstract void open(Routes routes);

  /** The key that a call shows where this provider looks for it. */
  abstract Optional<String> key(Call call);

  /** No key, or a wrong one. */
  abstract Answer unauthorised();

  /** The request is wrong. */
  abstract Answer invalid(List<Fields.Problem> problems);

  /** 429 without a hint. */
  abstract Answer throttled();

  /** 429 with the hint where this provider has it. */
  abstract Answer throttledText();

  /** The account is empty. */
  abstract Answer noCredit();

  /** Our fault, says the provider; {@code created} when it created the prediction all the same. */
  abstract Answer serverError(boolean created);

  /** No such path. */
  abstract Answer unknownPath(Call call);

  /** The answer to a create call that went well. */
  abstract Reply accepted(Prediction prediction, Call call);

  /** Undecided predictions at once. */
  abstract int documentedActive();

  /** Create calls of a minute. */
  abstract int documentedCreatesPerMinute();

  /** How long outputs stay. */
  abstract Duration documentedLife();

  /** What is charged. */
  abstract BigDecimal price(Draft draft);

  /** Whether its documentation has a field for the control. */
  boolean takesControl() {
    return true;
  }

  /** What a webhook about a decided prediction carries; empty where it has none. */
  Optional<Letter> letter(Prediction prediction) {
    return Optional.empty();
  }

  /** Pauses before a webhook that was not taken is sent again. */
  List<Duration> webhookPauses() {
    return List.of();
  }

  final void openAll(Routes routes) {
    open(routes);
    routes.add("GET", OUTPUTS, Routes.Key.STRAY, this::output);
  }

  final Rehearsal rehearsal() {
    return rehearsal;
  }

  final BigDecimal price(String usd, int times) {
    return new BigDecimal(usd).multiply(BigDecimal.valueOf(times));
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ObjectNode object(String name, String value) {
    return object().put(name, value);
  }

  /** A create call that says something valid: refused, created, or created and not answered. */
  final Reply create(Call call, Draft draft) {
    String request = draft.request();
    int attempt = rehearsal.predictions().attempt(request);
    rehearsal.bill().asked();
    Prediction prediction;
    synchronized (account) {
      Optional<Answer> refusal = refusal(call, request, attempt);
      if (refusal.isPresent()) {
        return refusal.get();
      }
      prediction = predict(draft, attempt);
    }
    return answered(prediction, call, attempt);
  }

  /** The request is wrong: nothing is created. */
  final Answer refused(List<Fields.Problem> problems) {
    rehearsal.bill().asked();
    rehearsal.bill().refused("invalid");
    return invalid(problems);
  }

  /** Faults before creating, then the limits of the account. */
  final Optional<Answer> refusal(Call call, String request, int attempt) {
    Optional<Fault> fault =
        rehearsal.settings().faults().first(Fault.Stage.BEFORE, request, attempt);
    if (fault.isPresent()) {
      rehearsal.bill().struck(fault.get());
      rehearsal.bill().refused(fault.get().label());
      return Optional.of(before(fault.get(), call));
    }
    SandboxSettings settings = rehearsal.settings();
    int active = settings.active() == 0 ? documentedActive() : settings.active();
    if (rehearsal.predictions().active() >= active) {
      rehearsal.bill().refused("active_limit");
      return Optional.of(throttled());
    }
    int perMinute =
        settings.createsPerMinute() == 0
            ? documentedCreatesPerMinute()
            : settings.createsPerMinute();
    if (!rehearsal.predictions().minute(perMinute)) {
      rehearsal.bill().refused("minute_limit");
      return Optional.of(throttledText());
    }
    if (rehearsal.bill().usd().compareTo(settings.credit()) >= 0) {
      rehearsal.bill().refused("credit");
      return Optional.of(noCredit());
    }
    return Optional.empty();
  }

  private Answer before(Fault fault, Call call) {
    return switch (fault) {
      case THROTTLED_SECONDS -> throttled().with("Retry-After", String.valueOf(WAIT_SECONDS));
      case THROTTLED_DATE ->
          throttled()
              .with(
                  "Retry-After",
                  DateTimeFormatter.RFC_1123_DATE_TIME.format(
                      // the form has whole seconds, and cut ones would lie in the past
                      ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(1 + WAIT_SECONDS)));
      case THROTTLED_TEXT -> throttledText();
      case THROTTLED_BARE -> throttled();
      case KEY_ECHOED ->
          Answer.json(429, object("detail", "Too many requests of key " + key(call).orElse("")));
      case NO_CREDIT -> noCredit();
      case ERROR_BEFORE -> serverError(false);
      case RESET_BEFORE -> Answer.RESET;
      case HTML_CREATE -> Answer.html(200);
      default -> throw new IllegalStateException(fault + " does not come before creating");
    };
  }

  /** Creates and charges. */
  final Prediction predict(Draft draft, int attempt) {
    SandboxSettings settings = rehearsal.settings();
    String request = draft.request();
    long now = System.currentTimeMillis();
    boolean first = !draft.webhook().isEmpty() && strikes(Fault.WEBHOOK_FIRST, request, attempt);
    long queued =
        settings.queued().toMillis() * (strikes(Fault.SLOW_START, request, attempt) ? 10 : 1);
    Fate fate = fate(draft, request, attempt);
    long starts = first ? now : now + queued;
    long ends =
        first || fate == Fate.MODERATED_BEFORE ? starts : starts + settings.running().toMillis();
    Duration life = settings.outputLife() == null ? documentedLife() : settings.outputLife();
    long number = rehearsal.predictions().number();
    long low = SplitMix64.mix(settings.faults().seed() ^ SplitMix64.mix(number));
    Prediction prediction =
        new Prediction(
            id(new UUID(SplitMix64.mix(low + 1), low)),
            number,
            draft,
            attempt,
            now,
            starts,
            ends,
            life.toMillis(),
            fate);
    rehearsal.predictions().add(prediction);
    boolean free = fate == Fate.CANCELED && !chargesCanceled();
    rehearsal.bill().charged(prediction, free ? BigDecimal.ZERO : price(draft));
    return prediction;
  }

  private Fate fate(Draft draft, String request, int attempt) {
    if (!draft.control().trouble().isEmpty()) {
      return Fate.FAILED;
    }
    if (strikes(Fault.MODERATED_BEFORE, request, attempt)) {
      return Fate.MODERATED_BEFORE;
    }
    if (strikes(Fault.MODERATED_AFTER, request, attempt)) {
      return Fate.MODERATED_AFTER;
    }
    if (strikes(Fault.FAILED, request, attempt)) {
      return Fate.FAILED;
    }
    return cancels() && strikes(Fault.CANCELED, request, attempt) ? Fate.CANCELED : Fate.SUCCEEDED;
  }

  /** Whether a prediction can be canceled here. */
  boolean cancels() {
    return false;
  }

  /** Whether a prediction that was canceled is charged all the same. */
  boolean chargesCanceled() {
    return true;
  }

  /** An id in the provider's form. */
  String id(UUID number) {
    return number.toString();
  }

  private boolean strikes(Fault fault, String request, int attempt) {
    return rehearsal.strikes(fault, request, attempt);
  }

  /** Answers a create call whose prediction exists, or does not answer it. */
  final Reply answered(Prediction prediction, Call call, int attempt) {
    String request = prediction.draft().request();
    announce(prediction);
    Optional<Fault> after =
        rehearsal.settings().faults().first(Fault.Stage.AFTER, request, attempt);
    if (after.isPresent()) {
      rehearsal.bill().struck(after.get());
      return after.get() == Fault.ERROR_AFTER ? serverError(true) : Answer.RESET;
    }
    Reply reply = accepted(prediction, call);
    if (reply instanceof Reply.Later later) {
      return new Reply.Later(later.after(), () -> form(later.then().get(), request, attempt));
    }
    return form((Answer) reply, request, attempt);
  }

  /** Sends the webhook when it is due; one that is due at once arrives before the answer. */
  private void announce(Prediction prediction) {
    String url = prediction.draft().webhook();
    if (url.isEmpty() || letter(prediction).isEmpty()) {
      return;
    }
    boolean twice =
        strikes(Fault.WEBHOOK_TWICE, prediction.draft().request(), prediction.attempt());
    long wait = prediction.endsAt() - System.currentTimeMillis();
    if (wait > 0) {
      rehearsal.webhooks().after(Duration.ofMillis(wait), () -> deliver(prediction, twice));
    } else {
      deliver(prediction, twice)
          .completeOnTimeout(null, FIRST_WEBHOOK.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    }
  }

  private CompletableFuture<Void> deliver(Prediction prediction, boolean twice) {
    Optional<Letter> letter = letter(prediction);
    if (letter.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    String url = prediction.draft().webhook();
    CompletableFuture<Void> first = rehearsal.webhooks().send(url, letter.get(), webhookPauses());
    return twice
        ? first.thenCompose(nothing -> rehearsal.webhooks().send(url, letter.get(), List.of()))
        : first;
  }

  /** The question how far a prediction is, with what can go wrong with it. */
  final Reply polled(Call call, String id, Function<Prediction, Answer> state) {
    Optional<Prediction> found = rehearsal.predictions().find(id);
    if (found.isEmpty()) {
      return unknownPrediction(id);
    }
    Prediction prediction = found.get();
    String request = prediction.draft().request();
    int poll = prediction.poll();
    boolean young = System.currentTimeMillis() - prediction.createdAt() < NEWEST.toMillis();
    if (young && hidesNewest() && strikes(Fault.NOT_YET, request, poll)) {
      return unknownPrediction(id);
    }
    if (strikes(Fault.ERROR_POLL, request, poll)) {
      return serverError(false);
    }
    if (strikes(Fault.THROTTLED_POLL, request, poll)) {
      return throttledText();
    }
    if (strikes(Fault.RESET_POLL, request, poll)) {
      return Answer.RESET;
    }
    if (strikes(Fault.HTML_POLL, request, poll)) {
      return Answer.html(200);
    }
    return form(state.apply(prediction), request, poll);
  }

  /** No prediction has this id. */
  Answer unknownPrediction(String id) {
    return Answer.json(404, object("detail", "Not found."));
  }

  /** Whether a prediction can be unknown at first. */
  boolean hidesNewest() {
    return false;
  }

  /** Whether the status of a running prediction is a word that nobody documented. */
  final boolean odd(Prediction prediction) {
    return prediction.undecided()
        && strikes(Fault.UNKNOWN_STATUS, prediction.draft().request(), prediction.attempt());
  }

  /** Whether lists do not show it yet. */
  final boolean lagging(Prediction prediction) {
    long age = System.currentTimeMillis() - prediction.createdAt();
    return age < rehearsal.settings().lag().toMillis()
        && strikes(Fault.LIST_LAG, prediction.draft().request(), prediction.attempt());
  }

  private Answer form(Answer answer, String request, int attempt) {
    if (answer.json() == null || answer.status() >= 300) {
      return answer;
    }
    Answer formed = answer;
    if (strikes(Fault.DRIFT, request, attempt)) {
      formed = formed.withJson(Drift.of(formed.json()));
    }
    return strikes(Fault.WRONG_TYPE, request, attempt)
        ? formed.with("Content-Type", "text/plain; charset=utf-8")
        : formed;
  }

  /** Where a picture is, while it is there. */
  final String outputUrl(Prediction prediction, int index) {
    return rehearsal.root()
        + "/outputs/"
        + prediction.id()
        + "/"
        + index
        + "/"
        + token(prediction, index)
        + "."
        + prediction.draft().suffix();
  }

  private static String token(Prediction prediction, int index) {
    return Long.toHexString(SplitMix64.mix(prediction.id().hashCode() * 31L + index));
  }

  private Reply output(Call call) {
    Optional<Prediction> found = rehearsal.predictions().find(call.variable("id"));
    if (found.isEmpty() || !call.variable("index").matches("[0-3]")) {
      return Answer.text(404, "text/plain", "not found");
    }
    Prediction prediction = found.get();
    Draft draft = prediction.draft();
    int index = Integer.parseInt(call.variable("index"));
    String file = token(prediction, index) + "." + draft.suffix();
    if (!call.variable("file").equals(file) || index >= draft.pictures()) {
      return Answer.text(404, "text/plain", "not found");
    }
    if (!prediction.ready() || strikes(Fault.EXPIRED_URL, draft.request(), prediction.attempt())) {
      return Answer.text(403, "text/plain", "this URL has expired");
    }
    int download = prediction.download();
    if (strikes(Fault.HTML_OUTPUT, draft.request(), download)) {
      return Answer.html(200);
    }
    ControlUse use = rehearsal.settings().control();
    if (use == null) {
      use = takesControl() ? ControlUse.FOLLOWED : ControlUse.IGNORED;
    }
    byte[] picture = Painter.picture(draft, index, use, rehearsal.settings().longestSide());
    String type = "image/" + draft.format();
    if (strikes(Fault.WRONG_TYPE, draft.request(), download)) {
      type = "application/octet-stream";
    }
    Answer answer = Answer.bytes(200, type, picture);
    return strikes(Fault.TRUNCATED, draft.request(), download) ? answer.cut() : answer;
  }

  /** A body that is no JSON object. */
  final Answer notJson() {
    return refused(List.of(new Fields.Problem("body", "the body is not a JSON object")));
  }

  /** The picture format of a word, in neutral spelling. */
  static String format(String word) {
    return word.equals("jpg") ? "jpeg" : word;
  }

  static byte[] bytes(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
