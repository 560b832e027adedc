package org.isobath.generate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.isobath.image.HeaderProbe;
import org.isobath.image.ImageFormat;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every fault of every protocol, seen from outside. */
class FaultsTest {
  @TestFactory
  Stream<DynamicTest> every_fault_has_its_documented_shape() {
    return Arrays.stream(Rehearsed.values())
        .flatMap(
            api ->
                api.protocol().faults().stream()
                    .map(
                        fault ->
                            DynamicTest.dynamicTest(
                                api.protocol().label() + ": " + fault.description(),
                                () -> meet(api, fault))));
  }

  private static void meet(Rehearsed api, Fault fault) throws Exception {
    boolean seenBefore = fault == Fault.UNKNOWN_STATUS || fault == Fault.WEBHOOK_TWICE;
    Duration half = Duration.ofMillis(seenBefore ? 120 : 5);
    SandboxSettings settings =
        Wire.fast()
            .withTimes(half, half, null, Duration.ofMillis(200))
            .withFaults(FaultPlan.once(fault));
    try (Mailbox mailbox = new Mailbox();
        Sandbox sandbox = Sandbox.start(api.protocol(), 0, settings)) {
      String webhook = fault.stage() == Fault.Stage.WEBHOOK ? mailbox.url() : "";
      switch (fault.stage()) {
        case BEFORE -> before(api, fault, sandbox);
        case AFTER -> after(api, fault, sandbox);
        case LIFE -> life(api, fault, sandbox);
        case POLL -> poll(api, fault, sandbox);
        case FORM -> form(api, fault, sandbox);
        case OUTPUT -> output(api, fault, sandbox);
        case WEBHOOK -> {
          api.create(sandbox, 1, webhook);
          int atOnce = mailbox.count();
          int wanted = fault == Fault.WEBHOOK_TWICE ? 2 : 1;
          List<Mailbox.Mail> mails = mailbox.await(wanted);
          assertThat(mails).hasSize(wanted);
          assertThat(mails.get(wanted - 1).body()).isEqualTo(mails.get(0).body());
          assertThat(atOnce).isEqualTo(fault == Fault.WEBHOOK_FIRST ? 1 : 0);
        }
      }
      assertThat(sandbox.bill().faults()).containsKey(fault);
      assertThat(sandbox.bill().boughtTwice())
          .isEqualTo(fault.stage() == Fault.Stage.AFTER && !idempotent(api) ? 1 : 0);
    }
  }

  private static boolean idempotent(Rehearsed api) {
    return api == Rehearsed.COMFY_ROUTER;
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static String type(HttpResponse<byte[]> response) {
    return response.headers().firstValue("content-type").orElse("");
  }

  /** Nothing is created, and the second attempt succeeds. */
  private static void before(Rehearsed api, Fault fault, Sandbox sandbox) throws IOException {
    if (fault == Fault.RESET_BEFORE) {
      assertThatThrownBy(() -> api.create(sandbox, 1, "")).isInstanceOf(IOException.class);
    } else {
      HttpResponse<byte[]> refused = api.create(sandbox, 1, "");
      switch (fault) {
        case NO_CREDIT ->
            assertThat(refused.statusCode()).isEqualTo(api == Rehearsed.COMETAPI ? 403 : 402);
        case ERROR_BEFORE -> assertThat(refused.statusCode()).isBetween(500, 599);
        case HTML_CREATE -> {
          assertThat(refused.statusCode()).isEqualTo(200);
          assertThat(type(refused)).startsWith("text/html");
        }
        case KEY_ECHOED -> {
          assertThat(refused.statusCode()).isEqualTo(429);
          assertThat(text(refused)).contains(Wire.KEY);
        }
        default -> throttled(api, fault, refused);
      }
    }
    assertThat(sandbox.bill().predictions()).as("nothing is created").isZero();
    assertThat(sandbox.bill().usd()).isEqualByComparingTo("0");
    HttpResponse<byte[]> again = api.create(sandbox, 1, "");
    assertThat(again.statusCode()).isBetween(200, 201);
    assertThat(sandbox.bill().predictions()).isEqualTo(1);
  }

  private static void throttled(Rehearsed api, Fault fault, HttpResponse<byte[]> refused) {
    boolean conflict = api == Rehearsed.COMFY_ROUTER && fault == Fault.THROTTLED_TEXT;
    assertThat(refused.statusCode()).isEqualTo(conflict ? 409 : 429);
    String after = refused.headers().firstValue("retry-after").orElse("");
    switch (fault) {
      case THROTTLED_SECONDS -> assertThat(after).isEqualTo("1");
      case THROTTLED_DATE -> {
        ZonedDateTime date = ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME);
        assertThat(Duration.between(ZonedDateTime.now(date.getZone()), date))
            .isBetween(Duration.ZERO, Duration.ofSeconds(3));
      }
      case THROTTLED_BARE -> {
        assertThat(after).isEmpty();
        assertThat(text(refused)).doesNotContain("1 s", "~1s", "retry_after");
      }
      default -> {
        switch (api) {
          case BFL -> assertThat(text(refused)).contains("\"retry_after\":1");
          case REPLICATE -> assertThat(text(refused)).contains("resets in ~1s");
          case EACHLABS -> assertThat(text(refused)).contains("in flight");
          case COMETAPI -> assertThat(text(refused)).contains("try again in 1 s");
          case RAILWAIL ->
              assertThat(refused.headers().firstValue("x-ratelimit-reset")).isPresent();
          case COMFY_ROUTER -> assertThat(after).isEqualTo("1");
        }
      }
    }
  }

  /**
   * Something is created, and a second attempt is a second purchase wherever no key prevents it.
   */
  private static void after(Rehearsed api, Fault fault, Sandbox sandbox) throws IOException {
    if (fault == Fault.RESET_AFTER) {
      assertThatThrownBy(() -> api.create(sandbox, 1, "")).isInstanceOf(IOException.class);
    } else {
      assertThat(api.create(sandbox, 1, "").statusCode()).isBetween(500, 599);
    }
    assertThat(sandbox.bill().predictions()).as("it is created all the same").isEqualTo(1);
    assertThat(sandbox.bill().usd()).isPositive();
    assertThat(api.create(sandbox, 1, "").statusCode()).isBetween(200, 201);
    assertThat(sandbox.bill().predictions()).isEqualTo(idempotent(api) ? 1 : 2);
  }

  private static void life(Rehearsed api, Fault fault, Sandbox sandbox) throws IOException {
    long start = System.nanoTime();
    HttpResponse<byte[]> answer = api.create(sandbox, 1, "");
    if (fault == Fault.LIST_LAG) {
      assertThat(api.listed(sandbox)).isZero();
      Wire.pause(210);
      assertThat(api.listed(sandbox)).isEqualTo(1);
      return;
    }
    JsonNode created = Wire.json(answer);
    if (fault == Fault.UNKNOWN_STATUS) {
      JsonNode running = Wire.json(api.poll(sandbox, created));
      assertThat(api.undecided()).doesNotContain(running.path("status").asText());
      assertThat(api.fetched(api.decided(sandbox, created)).statusCode()).isEqualTo(200);
      return;
    }
    JsonNode decided = api.decided(sandbox, created);
    if (fault == Fault.SLOW_START) {
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(50));
      return;
    }
    if (fault == Fault.EXPIRED_URL) {
      assertThat(api.fetched(decided).statusCode()).isEqualTo(403);
      return;
    }
    assertThat(api.output(decided).textValue()).isNull();
    assertThat(sandbox.bill().fates()).containsExactly(Map.entry(fault.label(), 1L));
    String told = decided.toString();
    switch (api) {
      case BFL, COMETAPI, COMFY_ROUTER ->
          assertThat(decided.path("status").asText())
              .isEqualTo(
                  switch (fault) {
                    case MODERATED_BEFORE -> "Request Moderated";
                    case MODERATED_AFTER -> "Content Moderated";
                    default -> "Error";
                  });
      case REPLICATE -> {
        String status = fault == Fault.CANCELED ? "canceled" : "failed";
        assertThat(decided.path("status").asText()).isEqualTo(status);
        assertThat(told.contains("flagged as sensitive"))
            .isEqualTo(fault.label().startsWith("moderated"));
      }
      case EACHLABS -> {
        assertThat(decided.path("status").asText())
            .isIn(fault == Fault.CANCELED ? List.of("cancelled") : List.of("error", "failed"));
        assertThat(told.contains("content moderation"))
            .isEqualTo(fault.label().startsWith("moderated"));
      }
      case RAILWAIL -> assertThat(answer.statusCode()).isEqualTo(fault == Fault.FAILED ? 500 : 400);
    }
  }

  /** The first question goes wrong, the second does not. */
  private static void poll(Rehearsed api, Fault fault, Sandbox sandbox) throws IOException {
    JsonNode created = Wire.json(api.create(sandbox, 1, ""));
    if (fault == Fault.RESET_POLL) {
      // the JDK's client asks again by itself, because it was a GET on a kept connection
      long before = sandbox.bill().calls().values().stream().mapToLong(Long::longValue).sum();
      api.poll(sandbox, created);
      long after = sandbox.bill().calls().values().stream().mapToLong(Long::longValue).sum();
      assertThat(after - before).isEqualTo(2);
    } else {
      HttpResponse<byte[]> first = api.poll(sandbox, created);
      switch (fault) {
        case NOT_YET -> assertThat(text(first)).contains("Task not found");
        case ERROR_POLL -> assertThat(first.statusCode()).isBetween(500, 599);
        case THROTTLED_POLL -> assertThat(first.statusCode()).isEqualTo(429);
        default -> assertThat(type(first)).startsWith("text/html");
      }
    }
    assertThat(api.fetched(api.decided(sandbox, created)).statusCode()).isEqualTo(200);
  }

  private static void form(Rehearsed api, Fault fault, Sandbox sandbox) throws IOException {
    HttpResponse<byte[]> created = api.create(sandbox, 1, "");
    JsonNode node = Wire.json(created);
    if (fault == Fault.DRIFT) {
      assertThat(node.path("schema_version").asText()).isEqualTo("2027-01");
      assertThat(text(created)).doesNotContain("null");
    } else {
      assertThat(type(created)).startsWith("text/plain");
    }
    HttpResponse<byte[]> picture = api.fetched(api.decided(sandbox, node));
    assertThat(ImageFormat.sniff(picture.body())).isNotEqualTo(ImageFormat.UNKNOWN);
    assertThat(type(picture))
        .isEqualTo(
            fault == Fault.WRONG_TYPE
                ? "application/octet-stream"
                : api == Rehearsed.RAILWAIL ? "image/png" : "image/jpeg");
  }

  /** The first download goes wrong, the second does not. */
  private static void output(Rehearsed api, Fault fault, Sandbox sandbox) throws Exception {
    JsonNode decided = api.decided(sandbox, Wire.json(api.create(sandbox, 1, "")));
    if (fault == Fault.TRUNCATED) {
      assertThatThrownBy(() -> api.fetched(decided)).isInstanceOf(IOException.class);
    } else {
      assertThat(type(api.fetched(decided))).startsWith("text/html");
    }
    assertThat(HeaderProbe.probe(api.fetched(decided).body()).width()).isPositive();
  }

  @Test
  void the_same_seed_strikes_the_same_requests_whatever_their_order() throws IOException {
    Map<String, String> first = rehearse(7, false);
    assertThat(rehearse(7, true)).isEqualTo(first);
    assertThat(rehearse(8, false)).isNotEqualTo(first);
    assertThat(first.values()).as("some go well").contains("201");
    assertThat(first.values()).as("some do not").contains("429", "reset");
  }

  /** What the first answer to each of 60 requests is. */
  private static Map<String, String> rehearse(long seed, boolean shuffled) throws IOException {
    List<Integer> requests = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      requests.add(i);
    }
    if (shuffled) {
      Collections.shuffle(requests, new Random(1));
    }
    FaultPlan plan =
        FaultPlan.some(seed).with(Fault.RESET_AFTER, .2).with(Fault.THROTTLED_BARE, .2);
    Map<String, String> answers = new TreeMap<>();
    try (Sandbox sandbox =
        Sandbox.start(SandboxProtocol.REPLICATE, 0, Wire.fast().withFaults(plan))) {
      for (int request : requests) {
        String answer;
        try {
          answer = "" + Rehearsed.REPLICATE.create(sandbox, request, "").statusCode();
        } catch (IOException e) {
          answer = "reset";
        }
        answers.put("" + request, answer);
      }
      answers.put("fates", new TreeMap<>(sandbox.bill().fates()).toString());
    }
    return answers;
  }

  @Test
  void a_good_day_has_no_faults_at_all() throws IOException {
    for (Rehearsed api : Rehearsed.values()) {
      try (Sandbox sandbox = Sandbox.start(api.protocol(), 0, Wire.fast())) {
        JsonNode created = Wire.json(api.create(sandbox, 1, ""));
        assertThat(api.fetched(api.decided(sandbox, created)).statusCode()).isEqualTo(200);
        assertThat(sandbox.bill().faults()).isEmpty();
        assertThat(sandbox.bill().controlsWithMetadata()).isZero();
        assertThat(sandbox.bill().strayKeys()).isEmpty();
      }
    }
  }
}
