package org.isobath.generate.hosted;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.isobath.generate.GenerationRequest;

/**
 * A provider in memory that does what a script says, and counts what it would have billed. It
 * outlives the sender that is killed.
 */
final class ScriptedProvider implements Protocol {
  /** What becomes of a create call. */
  enum Create {
    ACCEPTED(true),
    DECIDED_BYTES(true),
    DECIDED_PLACE(true),
    DECIDED_FAILED(true),
    DECIDED_MODERATED(true),
    INVALID(false),
    MODERATED(false),
    THROTTLED(false),
    THROTTLED_FOR_A_MINUTE(false),
    NO_CREDIT(false),
    MISCONFIGURED(false),
    ERROR_AFTER_CREATING(true),
    ERROR_BEFORE_CREATING(false),
    RESET_AFTER_CREATING(true),
    RESET_BEFORE_CREATING(false),
    SILENT_AFTER_CREATING(true),
    NOT_SENT(false);

    final boolean creates;

    Create(boolean creates) {
      this.creates = creates;
    }

    /** Whether the provider has a name for what it made: what has none is in no list. */
    boolean named() {
      return this != DECIDED_BYTES && this != DECIDED_PLACE && this != DECIDED_MODERATED;
    }
  }

  /** What a question is answered with. */
  enum Poll {
    RUNNING,
    UNHEARD_OF,
    UNREACHABLE,
    SILENT,
    RESET,
    SUCCEEDED,
    MODERATED,
    FAILED,
    CANCELED_CHARGED,
    CANCELED_FREE,
    LOST,
    MISCONFIGURED
  }

  /** What a download brings. */
  enum Fetch {
    WHOLE,
    TRUNCATED,
    HTML,
    GONE,
    OVERLOADED
  }

  /** A prediction that was billed. */
  record Sold(String id, String requestId, String attempt, long at, boolean named) {}

  final List<Sold> sold = new ArrayList<>();
  final Map<String, Deque<Create>> creates = new HashMap<>();
  final Map<String, Deque<Poll>> polls = new HashMap<>();
  final Map<String, Deque<Fetch>> fetches = new HashMap<>();
  final Map<String, Integer> createCalls = new LinkedHashMap<>();
  final List<Long> createTimes = new ArrayList<>();
  final List<String> canceled = new ArrayList<>();

  /** What it says that a prediction cost. */
  Optional<BigDecimal> costUsd = Optional.of(new BigDecimal("0.05"));

  boolean listed;
  boolean asks;
  boolean idempotent;
  boolean cancels;
  boolean uploads;
  long listLag;
  Duration window = Duration.ofHours(1);
  int uploaded;
  Duration uploadLife = Duration.ofHours(1);

  private final RandomGenerator random;
  private SimulatedLoop loop;

  ScriptedProvider(RandomGenerator random) {
    this.random = random;
  }

  /** The clock of the process that lives now. */
  void on(SimulatedLoop now) {
    this.loop = now;
  }

  List<Sold> soldTo(String requestId) {
    return sold.stream().filter(one -> one.requestId().equals(requestId)).toList();
  }

  // ---- the wire ----

  Transport api() {
    return call -> {
      String path = call.uri().getPath();
      if (path.equals("/create")) {
        return create(call);
      } else if (path.equals("/list")) {
        return answer(list(call));
      } else if (path.equals("/upload")) {
        uploaded++;
        return answer("https://files.test/" + uploaded);
      } else if (path.startsWith("/cancel/")) {
        canceled.add(path.substring(8));
        polls.put(request(path.substring(8)), new ArrayDeque<>(List.of(Poll.CANCELED_FREE)));
        return answer("ok");
      }
      return poll(path.substring("/poll/".length()));
    };
  }

  Transport downloads() {
    return call -> {
      String[] path = call.uri().getPath().split("/");
      Fetch fetch = next(fetches, request(path[1]), Fetch.WHOLE);
      return switch (fetch) {
        case WHOLE -> answer("picture " + path[1] + " " + path[2]);
        case TRUNCATED -> failing(new IOException("fixed content-length: 100, bytes received: 7"));
        case HTML -> answer("<html>busy</html>");
        case GONE -> answer(410, "gone");
        case OVERLOADED -> answer(503, "busy");
      };
    };
  }

  private CompletableFuture<HttpReply> create(HttpCall call) {
    String[] body = new String(call.body(), StandardCharsets.UTF_8).split("\n");
    createCalls.merge(body[0], 1, Integer::sum);
    createTimes.add(loop.now());
    Optional<Sold> same = sold.stream().filter(one -> one.attempt().equals(body[1])).findFirst();
    if (idempotent && same.isPresent()) {
      return answer("ACCEPTED " + same.get().id());
    }
    Create what = next(creates, body[0], Create.ACCEPTED);
    String id = "p" + sold.size();
    if (what.creates) {
      sold.add(new Sold(id, body[0], body[1], loop.now(), what.named()));
    }
    return switch (what) {
      case RESET_AFTER_CREATING, RESET_BEFORE_CREATING -> failing(new IOException("reset"));
      case SILENT_AFTER_CREATING -> new CompletableFuture<>();
      case NOT_SENT -> failing(new Transport.NotSent("connection refused", null));
      default -> answer(what + " " + id);
    };
  }

  private CompletableFuture<HttpReply> poll(String id) {
    Poll what = next(polls, request(id), Poll.SUCCEEDED);
    return switch (what) {
      case SILENT -> new CompletableFuture<>();
      case RESET -> failing(new IOException("reset"));
      default -> answer(what + " " + id + " " + request(id));
    };
  }

  private String request(String id) {
    return sold.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow().requestId();
  }

  private String list(HttpCall call) {
    int page = Integer.parseInt(call.uri().getQuery());
    List<Sold> visible =
        sold.stream().filter(one -> one.named() && one.at() + listLag <= loop.now()).toList();
    StringBuilder text = new StringBuilder();
    for (int i = page * 2; i < Math.min(visible.size(), page * 2 + 2); i++) {
      text.append(visible.get(i).id()).append(' ').append(visible.get(i).requestId()).append('\n');
    }
    return (visible.size() > page * 2 + 2 ? "more" : "last") + "\n" + text;
  }

  private static <T> T next(Map<String, Deque<T>> scripts, String key, T otherwise) {
    Deque<T> script = scripts.get(key);
    return script == null || script.isEmpty() ? otherwise : script.poll();
  }

  private CompletableFuture<HttpReply> answer(String text) {
    return answer(200, text);
  }

  private CompletableFuture<HttpReply> answer(int status, String text) {
    CompletableFuture<HttpReply> reply = new CompletableFuture<>();
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    loop.schedule(latency(), () -> reply.complete(new HttpReply(status, Map.of(), body)));
    return reply;
  }

  private CompletableFuture<HttpReply> failing(IOException failure) {
    CompletableFuture<HttpReply> reply = new CompletableFuture<>();
    loop.schedule(latency(), () -> reply.completeExceptionally(failure));
    return reply;
  }

  private long latency() {
    return 20L + random.nextInt(200);
  }

  // ---- the protocol ----

  private static HttpCall call(String path, String body) {
    return new HttpCall(
        "POST",
        URI.create("https://api.test" + path),
        Map.of(),
        body.getBytes(StandardCharsets.UTF_8),
        true,
        Duration.ofSeconds(30));
  }

  private static String[] words(HttpReply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8).split(" ");
  }

  @Override
  public HttpCall create(
      GenerationRequest request, ControlImage control, Webhook webhook, String attempt) {
    return call("/create", request.requestId() + "\n" + attempt);
  }

  @Override
  public Creation created(HttpReply reply, GenerationRequest request) {
    String[] words = words(reply);
    Bought bought = new Bought(words[1], null);
    Bought nameless = new Bought("", null);
    return switch (Create.valueOf(words[0])) {
      case ACCEPTED -> new Creation.Accepted(bought);
      case DECIDED_BYTES ->
          new Creation.Decided(
              nameless,
              succeeded(
                  List.of(
                      new Output(
                          null, ("picture " + words[1] + " 0").getBytes(StandardCharsets.UTF_8)))));
      case DECIDED_PLACE -> new Creation.Decided(nameless, succeeded(outputs(words[1])));
      case DECIDED_FAILED -> new Creation.Decided(bought, new Progress.Failed("no luck"));
      case DECIDED_MODERATED -> new Creation.Decided(nameless, new Progress.Moderated("not this"));
      case INVALID -> new Creation.Invalid("steps = 7");
      case MODERATED -> new Creation.Moderated("not this");
      case THROTTLED -> new Creation.Throttled(Optional.empty(), "slow down");
      case THROTTLED_FOR_A_MINUTE ->
          new Creation.Throttled(Optional.of(Duration.ofMinutes(1)), "slow down");
      case NO_CREDIT -> new Creation.NoCredit("balance 0");
      case MISCONFIGURED -> new Creation.Misconfigured("unknown key");
      default -> new Creation.Ambiguous("status 500");
    };
  }

  private static List<Output> outputs(String id) {
    return List.of(new Output(URI.create("https://out.test/" + id + "/0"), null));
  }

  private Progress.Succeeded succeeded(List<Output> outputs) {
    return new Progress.Succeeded(outputs, OptionalLong.of(7), costUsd, OptionalDouble.of(2.5));
  }

  @Override
  public HttpCall poll(Bought bought) {
    return call("/poll/" + bought.predictionId(), "");
  }

  @Override
  public Progress polled(HttpReply reply, Bought bought, long ageMillis) {
    return switch (Poll.valueOf(words(reply)[0])) {
      case RUNNING -> new Progress.Running("processing", true, Optional.empty());
      case UNHEARD_OF -> new Progress.Running("pondering", false, Optional.empty());
      case UNREACHABLE -> new Progress.Unreachable(Optional.of(Duration.ofSeconds(3)), "503");
      case SUCCEEDED -> succeeded(outputs(bought.predictionId()));
      case MODERATED -> new Progress.Moderated("not this");
      case FAILED -> new Progress.Failed("out of memory");
      case CANCELED_CHARGED -> new Progress.Canceled(true, "canceled");
      case CANCELED_FREE -> new Progress.Canceled(false, "aborted");
      case LOST -> new Progress.Lost("data removed");
      case MISCONFIGURED -> new Progress.Misconfigured("unknown key");
      case SILENT, RESET -> throw new IllegalStateException("no answer to read");
    };
  }

  @Override
  public Optional<HttpCall> cancel(Bought bought) {
    return cancels ? Optional.of(call("/cancel/" + bought.predictionId(), "")) : Optional.empty();
  }

  @Override
  public boolean idempotent() {
    return idempotent;
  }

  @Override
  public Optional<Upload> upload() {
    return uploads ? Optional.of(new ScriptedUpload()) : Optional.empty();
  }

  private final class ScriptedUpload implements Upload {
    @Override
    public HttpCall begin(ControlImage control, String name) {
      return call("/upload", name);
    }

    @Override
    public Step begun(HttpReply reply, ControlImage control) {
      URI uri = URI.create(words(reply)[0]);
      return new Step.Done(
          new Stored(uri, Optional.of(Instant.ofEpochMilli(loop.now()).plus(uploadLife))));
    }

    @Override
    public boolean stored(HttpReply reply) {
      throw new IllegalStateException("the first call has stored it");
    }
  }

  @Override
  public Optional<Listing> listing() {
    return listed ? Optional.of(new ScriptedListing()) : Optional.empty();
  }

  private final class ScriptedListing implements Listing {
    @Override
    public HttpCall first(Instant from, Instant to) {
      return ScriptedProvider.call("/list?0", "");
    }

    @Override
    public Optional<Page> page(HttpCall call, HttpReply reply, GenerationRequest request) {
      String[] lines = new String(reply.body(), StandardCharsets.UTF_8).split("\n");
      List<Entry> entries = new ArrayList<>();
      for (int i = 1; i < lines.length; i++) {
        String[] words = lines[i].split(" ");
        boolean same = words[1].equals(request.requestId());
        entries.add(
            new Entry(new Bought(words[0], null), asks ? Match.ASK : same ? Match.YES : Match.NO));
      }
      int page = Integer.parseInt(call.uri().getQuery());
      return Optional.of(
          new Page(
              entries,
              lines[0].equals("more")
                  ? Optional.of(ScriptedProvider.call("/list?" + (page + 1), ""))
                  : Optional.empty()));
    }

    @Override
    public Optional<Boolean> matches(HttpReply reply, GenerationRequest request) {
      String[] words = words(reply);
      return words.length < 3
          ? Optional.empty()
          : Optional.of(words[2].equals(request.requestId()));
    }

    @Override
    public Duration window() {
      return window;
    }

    @Override
    public URI place() {
      return URI.create("https://api.test/list");
    }
  }
}
