package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.isobath.generate.GeneratorCard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every error means: the rules that hold for all, then what each provider does otherwise. */
class ProtocolErrorTest {
  private static final Bought BOUGHT = new Bought("p1", null);
  private static final long LATE = 60_000;
  private static final Set<String> DONE_WHEN_ANSWERED = Set.of("railwail", "comfy-router");

  /** Status and body of an answer, what it means for a create call and for a poll call. */
  private static final List<Arguments> RULES =
      List.of(
          Arguments.of(400, "{\"error\":\"bad steps\"}", "invalid", "misconfigured"),
          Arguments.of(401, "{\"detail\":\"Unauthenticated\"}", "misconfigured", "misconfigured"),
          Arguments.of(402, "{\"detail\":\"Insufficient credit\"}", "nocredit", "unreachable"),
          Arguments.of(403, "{\"detail\":\"Not allowed\"}", "misconfigured", "misconfigured"),
          Arguments.of(404, "{\"detail\":\"Not found\"}", "misconfigured", "lost"),
          Arguments.of(405, "", "misconfigured", "misconfigured"),
          Arguments.of(408, "", "ambiguous", "unreachable"),
          Arguments.of(409, "{\"error\":\"conflict\"}", "ambiguous", "unreachable"),
          Arguments.of(410, "{\"detail\":\"Gone\"}", "misconfigured", "lost"),
          Arguments.of(413, "", "invalid", "misconfigured"),
          Arguments.of(
              422,
              "{\"detail\":[{\"loc\":[\"body\",\"steps\"],\"msg\":\"too large\",\"type\":\"x\"}]}",
              "invalid",
              "misconfigured"),
          Arguments.of(
              422,
              "{\"detail\":[{\"loc\":[\"body\",\"prompt\"],\"msg\":\"Prompt was flagged\"}]}",
              "moderated",
              "misconfigured"),
          Arguments.of(429, "{\"error\":\"slow down\"}", "throttled", "unreachable"),
          Arguments.of(
              429,
              "{\"detail\":\"Request was throttled. Your rate limit resets in ~30s.\"}",
              "throttled 30000",
              "unreachable 30000"),
          Arguments.of(
              429,
              "{\"error\":\"rate_limit_exceeded\",\"message\":\"m\",\"retry_after\":5}",
              "throttled 5000",
              "unreachable 5000"),
          Arguments.of(499, "", "ambiguous", "unreachable"),
          Arguments.of(500, "{\"error\":\"oops\"}", "ambiguous", "unreachable"),
          Arguments.of(502, "<html>bad gateway</html>", "ambiguous", "unreachable"),
          Arguments.of(503, "{\"error\":\"x\",\"retry_after\":7}", "ambiguous", "unreachable 7000"),
          Arguments.of(504, "", "ambiguous", "unreachable"),
          Arguments.of(524, "", "ambiguous", "unreachable"),
          Arguments.of(301, "", "misconfigured", "misconfigured"),
          Arguments.of(302, "<html>moved</html>", "misconfigured", "misconfigured"),
          Arguments.of(307, "", "misconfigured", "misconfigured"),
          Arguments.of(200, "<!DOCTYPE html><p>hello</p>", "misconfigured", "unreachable"),
          Arguments.of(404, "<html>no such page</html>", "misconfigured", "misconfigured"),
          Arguments.of(403, "<html>blocked</html>", "misconfigured", "misconfigured"),
          Arguments.of(200, "", "ambiguous", "unreachable"),
          Arguments.of(200, "{\"id\":\"p1\",\"sta", "ambiguous", "unreachable"),
          Arguments.of(200, "[]", "ambiguous", "unreachable"),
          Arguments.of(200, "null", "ambiguous", "unreachable"),
          Arguments.of(200, "\"p1\"", "ambiguous", "unreachable"),
          Arguments.of(600, "", "ambiguous", "unreachable"));

  static Stream<Arguments> rules() {
    return Protocols.labels().stream()
        .flatMap(
            label ->
                RULES.stream()
                    .map(
                        rule ->
                            Arguments.of(
                                label,
                                rule.get()[0],
                                rule.get()[1],
                                rule.get()[2],
                                rule.get()[3])));
  }

  private static Creation created(String label, HttpReply reply) {
    GeneratorCard card = ProtocolCards.of(label);
    return Protocols.of(card).created(reply, ProtocolCards.request(card));
  }

  private static Progress polled(String label, HttpReply reply) {
    return Protocols.of(ProtocolCards.of(label)).polled(reply, BOUGHT, LATE);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyErrorHasTheSameMeaningEverywhere(
      String label, int status, String body, String ofCreate, String ofPoll) {
    HttpReply reply = Replies.json(status, body);
    // where the answer comes when the work is done, a refused picture may have been charged
    boolean paid = DONE_WHEN_ANSWERED.contains(label) && ofCreate.equals("moderated");
    assertThat(Replies.meaning(created(label, reply)))
        .as("created")
        .isEqualTo(paid ? "decided moderated" : ofCreate);
    assertThat(Replies.meaning(polled(label, reply))).as("polled").isEqualTo(ofPoll);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bfl          | 403 | {"detail":"key lacks permission"}                                     | misconfigured
          eachlabs     | 402 | {"error":"Insufficient balance","status":402,"details":null}          | nocredit
          eachlabs     | 429 | {"error":"Too many concurrent predictions"}                           | throttled
          cometapi     | 500 | {"error":{"message":"m","type":"comet_api_error","code":"invalid_request"}} | invalid
          cometapi     | 500 | {"error":{"message":"m","type":"comet_api_error","code":"bad_response"}}    | ambiguous
          cometapi     | 403 | {"error":{"message":"m","code":"insufficient_user_quota"}}            | nocredit
          cometapi     | 429 | {"error":{"message":"m","code":"quota_exceeded"}}                     | nocredit
          cometapi     | 429 | {"error":{"message":"m","code":"rate_limit"}}                         | throttled
          railwail     | 400 | {"error":{"message":"m","type":"t","code":"bad_request"}}             | invalid
          railwail     | 401 | {"error":{"message":"m","type":"t","code":"invalid_api_key"}}         | misconfigured
          railwail     | 402 | {"error":{"message":"m","type":"t","code":"insufficient_credits"}}    | nocredit
          railwail     | 429 | {"error":{"message":"m","type":"t","code":"rate_limit_exceeded"}}     | throttled
          railwail     | 500 | {"error":{"message":"m","type":"t","code":"internal_error"}}          | ambiguous
          railwail     | 400 | {"error":{"message":"m","code":"content_policy_violation"}}           | decided moderated
          comfy-router | 409 | {"error":"concurrency_limit_exceeded","retry_after":3}                | throttled 3000
          comfy-router | 409 | {"error":"idempotency_conflict"}                                      | ambiguous
          comfy-router | 422 | {"detail":"This idempotency key has another body"}                    | ambiguous
          comfy-router | 504 | {"error":"deadline_exceeded"}                                         | ambiguous
          replicate    | 500 | {"error":{"code":"invalid_request"}}                                  | ambiguous
          """)
  void aProvidersOwnErrorsHaveTheirOwnMeaning(
      String label, int status, String body, String meaning) {
    assertThat(Replies.meaning(created(label, Replies.json(status, body)))).isEqualTo(meaning);
  }

  @Test
  void comfyRouterNamesItsErrorInAHeader() {
    HttpReply reply =
        Replies.with(
            409,
            Map.of("x-comfy-error-type", "concurrency_limit_exceeded", "retry-after", "2"),
            "{}");
    assertThat(Replies.meaning(created("comfy-router", reply))).isEqualTo("throttled 2000");
    assertThat(Replies.meaning(created("bfl", reply))).as("only there").isEqualTo("ambiguous");
  }

  @Test
  void aFinalErrorOfCometApiEndsAPollToo() {
    HttpReply reply = Replies.json(500, "{\"error\":{\"code\":\"invalid_request\"}}");
    assertThat(Replies.meaning(polled("cometapi", reply))).isEqualTo("misconfigured");
  }

  @Test
  void aGoodAnswerCountsWhateverMediaTypeItHas() {
    HttpReply reply = Replies.with(200, Map.of("content-type", "text/html"), "{\"id\":\"p1\"}");
    assertThat(Replies.meaning(created("bfl", reply))).isEqualTo("accepted p1");
  }

  @Test
  void anEmptyPageIsAPageByItsMediaType() {
    HttpReply reply = Replies.with(200, Map.of("content-type", "text/html; charset=utf-8"), "Hi");
    assertThat(Replies.meaning(created("bfl", reply))).isEqualTo("misconfigured");
  }

  @Test
  void aMessageNamesTheFieldAndTellsNoPlaces() {
    Creation creation =
        created(
            "bfl",
            Replies.json(
                422,
                "{\"detail\":[{\"loc\":[\"body\",\"steps\"],\"msg\":\"see"
                    + " https://x.example/secret?token=abc\",\"input\":\"nsfw\"}]}"));
    assertThat(creation)
        .isEqualTo(new Creation.Invalid("HTTP 422: steps: see https://x.example/…"));
  }

  @Test
  void aPromptThatAnErrorRepeatsIsNoModeration() {
    HttpReply reply =
        Replies.json(400, "{\"error\":\"bad seed\",\"input\":{\"prompt\":\"flagged nsfw\"}}");
    assertThat(Replies.meaning(created("replicate", reply))).isEqualTo("invalid");
  }
}
