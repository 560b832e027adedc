package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an answer holds, it becomes a fact and no exception, and never a wrong "not bought". */
class ProtocolFuzzTest {
  private static final int ROUNDS = 600;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> GOLDEN =
      List.of(
          "{\"id\":\"p1\",\"polling_url\":\"https://api.bfl.ai/v1/get_result?id=p1\"}",
          "{\"id\":\"p1\",\"status\":\"Ready\",\"result\":{\"sample\":\"https://a.bfl.ai/x\","
              + "\"seed\":1,\"prompt\":\"p\",\"duration\":1.5},\"progress\":null}",
          "{\"id\":\"p1\",\"status\":\"Error\",\"error\":\"x\",\"details\":{\"a\":[1]}}",
          "{\"id\":\"p1\",\"model\":\"m\",\"status\":\"succeeded\",\"input\":{\"prompt\":\"p\","
              + "\"seed\":1,\"num_outputs\":2},\"output\":[\"https://r.example/x\"],\"error\":null,"
              + "\"metrics\":{\"predict_time\":1.5,\"cost\":0.025},\"data_removed\":false,"
              + "\"urls\":{\"get\":\"https://api.replicate.com/v1/predictions/p1\"}}",
          "{\"status\":\"success\",\"message\":\"m\",\"predictionID\":\"p1\"}",
          "{\"status\":\"error\",\"output\":[{\"error\":\"x\"}],\"logs\":null}",
          "{\"created\":1,\"data\":[{\"url\":\"https://c.example/x\",\"b64_json\":\"AQID\"}]}",
          "{\"error\":{\"message\":\"m\",\"type\":\"t\",\"code\":\"c\"},\"retry_after\":3}",
          "{\"detail\":[{\"loc\":[\"body\",\"x\"],\"msg\":\"m\",\"type\":\"t\"}]}",
          "{\"next\":\"https://api.replicate.com/v1/predictions?cursor=x\",\"previous\":null,"
              + "\"results\":[{\"id\":\"p1\",\"model\":\"m\",\"input\":{\"prompt\":\"p\"}}]}",
          "{\"executions\":[{\"id\":\"p1\",\"model\":\"m\",\"status\":\"success\"}],\"limit\":1}",
          "{\"id\":\"f1\",\"urls\":{\"get\":\"https://api.replicate.com/v1/files/f1\"},"
              + "\"expires_at\":\"2026-01-01T00:00:00Z\"}",
          "{\"id\":\"u1\",\"presigned_url\":\"https://s.example/x\",\"public_url\":"
              + "\"https://c.example/x\",\"expires_at\":\"2026-01-01T00:00:00Z\","
              + "\"required_headers\":{\"x-amz-meta-file-id\":\"u1\"}}");

  private static final List<String> STRANGE =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1e999",
          "123456789012345678901234567890",
          "1e-400",
          "\"\"",
          "\"x\"",
          "\"https://[\"",
          "\"https://a b\"",
          "\"data:;base64,@@\"",
          "\"data:image/png\"",
          "[]",
          "{}",
          "[[[[[[\"https://a.example/x\"]]]]]]",
          "{\"url\":{\"url\":{\"url\":1}}}",
          "\"NaN\"",
          "\"999999999999999999999s\"",
          "\"resets in 999999999s\"",
          "\"\\u0000\"");

  private static final int[] STATUSES = {
    200, 200, 200, 201, 202, 204, 301, 400, 401, 402, 403, 404, 408, 409, 410, 418, 422, 429, 500,
    502, 503, 524, 999, 0, -1
  };

  private static final List<String> HEADERS =
      List.of("retry-after", "retry-after-ms", "x-ratelimit-reset", "date", "content-type");

  private static final List<String> VALUES =
      List.of(
          "",
          "5",
          "-5",
          "1e400",
          "NaN",
          "99999999999999999999",
          "Sun, 06 Nov 1994 08:49:37 GMT",
          "text/html",
          "application/json",
          "later");

  static List<String> labels() {
    return Protocols.labels();
  }

  @ParameterizedTest
  @MethodSource("labels")
  void anyAnswerBecomesAFact(String label) throws Exception {
    Random random = new Random(label.hashCode());
    GeneratorCard card = ProtocolCards.of(label);
    GenerationRequest request = ProtocolCards.request(card);
    Protocol protocol = Protocols.of(card);
    for (int round = 0; round < ROUNDS; round++) {
      HttpReply reply = reply(random);
      try {
        Creation creation = protocol.created(reply, request);
        if (isFree(creation) && !saysThatNothingWasBought(reply)) {
          throw new AssertionError("said to be free: " + creation);
        }
        check(protocol.polled(reply, new Bought("p1", null), random.nextInt(30_000)));
        checkTheRest(protocol, reply, request);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("round " + round + ": " + reply + " " + reply.headers(), e);
      }
    }
  }

  private static boolean isFree(Creation creation) {
    return creation instanceof Creation.Invalid
        || creation instanceof Creation.Moderated
        || creation instanceof Creation.Throttled
        || creation instanceof Creation.NoCredit
        || creation instanceof Creation.Misconfigured;
  }

  /** Only an answer of the 3xx or 4xx class or a page may say so. */
  private static boolean saysThatNothingWasBought(HttpReply reply) {
    int kind = reply.status() / 100;
    return kind == 3 || kind == 4 || (kind == 2 && ErrorRules.html(reply));
  }

  private static void check(Progress progress) {
    if (progress instanceof Progress.Succeeded succeeded) {
      assertThat(succeeded.outputs())
          .isNotEmpty()
          .allMatch(output -> (output.url() == null) != (output.bytes() == null));
    }
  }

  private static void checkTheRest(Protocol protocol, HttpReply reply, GenerationRequest request) {
    protocol
        .listing()
        .ifPresent(
            listing -> {
              HttpCall first = listing.first(Instant.EPOCH, Instant.EPOCH.plusSeconds(60));
              listing.page(first, reply, request);
              listing.matches(reply, request);
            });
    protocol
        .upload()
        .ifPresent(
            upload -> {
              upload.begun(reply, ProtocolCards.CONTROL);
              upload.stored(reply);
            });
    if (protocol.webhook(reply.headers(), reply.body(), "s", 1_700_000_000).isPresent()) {
      throw new AssertionError("a call back without a signature was believed");
    }
  }

  private static HttpReply reply(Random random) throws Exception {
    JsonNode node = JSON.readTree(GOLDEN.get(random.nextInt(GOLDEN.size())));
    for (int i = random.nextInt(4); i > 0; i--) {
      node = mutated(node, random);
    }
    byte[] body = node.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(8) == 0) {
      body = Arrays.copyOf(body, random.nextInt(body.length + 1));
    }
    if (random.nextInt(8) == 0 && body.length > 0) {
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
    }
    if (random.nextInt(40) == 0) {
      body = "<html>x</html>".getBytes(StandardCharsets.UTF_8);
    }
    Map<String, String> headers =
        random.nextInt(3) > 0
            ? Map.of()
            : Map.of(
                HEADERS.get(random.nextInt(HEADERS.size())),
                VALUES.get(random.nextInt(VALUES.size())));
    return new HttpReply(STATUSES[random.nextInt(STATUSES.length)], headers, body);
  }

  /** One field or element, at any depth, gone or replaced. */
  private static JsonNode mutated(JsonNode node, Random random) throws Exception {
    JsonNode strange = JSON.readTree(STRANGE.get(random.nextInt(STRANGE.size())));
    if (!node.isContainerNode() || node.isEmpty() || random.nextInt(30) == 0) {
      return strange;
    }
    boolean deeper = random.nextInt(3) == 0;
    if (node instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = names.get(random.nextInt(names.size()));
      ObjectNode copy = object.deepCopy();
      if (deeper) {
        copy.set(name, mutated(object.get(name), random));
      } else if (random.nextBoolean()) {
        copy.remove(name);
      } else {
        copy.set(name, strange);
      }
      return copy;
    }
    ArrayNode copy = JsonNodeFactory.instance.arrayNode();
    int at = random.nextInt(node.size());
    for (int i = 0; i < node.size(); i++) {
      copy.add(i == at ? (deeper ? mutated(node.get(i), random) : strange) : node.get(i));
    }
    return copy;
  }
}
