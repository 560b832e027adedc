package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.isobath.generate.GeneratorCard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every word of every status vocabulary, and what stands beside it. */
class ProtocolStatusTest {
  private static final Bought BOUGHT = new Bought("p1", null);
  private static final long LATE = 60_000;

  private static Progress polled(String label, int status, String body) {
    return Protocols.of(ProtocolCards.of(label)).polled(Replies.json(status, body), BOUGHT, LATE);
  }

  private static Creation created(String label, int status, String body) {
    GeneratorCard card = ProtocolCards.of(label);
    return Protocols.of(card).created(Replies.json(status, body), ProtocolCards.request(card));
  }

  static List<String> labels() {
    return Protocols.labels();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bfl       | {"id":"p1","status":"Pending","result":null,"progress":0.4}            | running
          bfl       | {"id":"p1","status":"Ready","result":{"sample":"https://a.bfl.ai/x"}}  | succeeded 1
          bfl       | {"id":"p1","status":"Request Moderated","result":null}                 | moderated
          bfl       | {"id":"p1","status":"Content Moderated","details":{"a":["b"]}}         | moderated
          bfl       | {"id":"p1","status":"Error","error":"generation_timeout"}              | failed
          bfl       | {"id":"p1","status":"Error","error":"content_policy_violation"}        | moderated
          bfl       | {"id":"p1","status":"Task not found"}                                  | lost
          bfl       | {"id":"p1","status":"Thinking"}                                        | running unknown
          bfl       | {"id":"p1","status":"Ready","result":{}}                               | unreachable
          bfl       | {"id":"p1"}                                                            | unreachable
          cometapi  | {"id":"p1","status":"Pending"}                                         | running
          cometapi  | {"id":"p1","status":"Ready","result":{"sample":"https://a.bfl.ai/x"}}  | succeeded 1
          cometapi  | {"id":"p1","status":"Request Moderated"}                               | moderated
          cometapi  | {"id":"p1","status":"Content Moderated"}                               | moderated
          cometapi  | {"id":"p1","status":"Error"}                                           | failed
          cometapi  | {"id":"p1","status":"Task not found"}                                  | lost
          cometapi  | {"id":"p1","status":"QUEUED_UPSTREAM"}                                 | running unknown
          replicate | {"id":"p1","status":"starting"}                                        | running
          replicate | {"id":"p1","status":"processing","output":null}                        | running
          replicate | {"id":"p1","status":"processing","output":["https://r.example/x"]}     | succeeded 1
          replicate | {"id":"p1","status":"succeeded","output":"https://r.example/x"}        | succeeded 1
          replicate | {"id":"p1","status":"succeeded","output":["https://r.example/x","https://r.example/y"]} | succeeded 2
          replicate | {"id":"p1","status":"succeeded","output":null,"data_removed":true}     | lost
          replicate | {"id":"p1","status":"succeeded","output":null}                         | unreachable
          replicate | {"id":"p1","status":"failed","error":"E1001 out of memory"}            | failed
          replicate | {"id":"p1","status":"failed","error":"The output was flagged as sensitive. (E005)"} | moderated
          replicate | {"id":"p1","status":"failed","error":null}                             | failed
          replicate | {"id":"p1","status":"canceled"}                                        | canceled charged
          replicate | {"id":"p1","status":"aborted"}                                         | canceled free
          replicate | {"id":"p1","status":"paused"}                                          | running unknown
          eachlabs  | {"id":"p1","status":"created"}                                         | running
          eachlabs  | {"id":"p1","status":"starting"}                                        | running
          eachlabs  | {"id":"p1","status":"processing"}                                      | running
          eachlabs  | {"id":"p1","status":"success","output":"https://cdn.example/x"}        | succeeded 1
          eachlabs  | {"id":"p1","status":"succeeded","output":["https://cdn.example/x"]}    | succeeded 1
          eachlabs  | {"id":"p1","status":"success","output":{"image":"https://cdn.example/x"}} | succeeded 1
          eachlabs  | {"id":"p1","status":"success","output":""}                             | unreachable
          eachlabs  | {"id":"p1","status":"error","output":[{"error":"provider timed out"}]} | failed
          eachlabs  | {"id":"p1","status":"failed","output":[{"error":"NSFW content"}]}      | moderated
          eachlabs  | {"id":"p1","status":"error","error_classification":"content_moderation"} | moderated
          eachlabs  | {"id":"p1","status":"error","logs":"flagged as sensitive"}             | moderated
          eachlabs  | {"id":"p1","status":"error","output":[{"error":"busy"}],"logs":"nsfw filter off"} | failed
          eachlabs  | {"id":"p1","status":"cancelled"}                                       | canceled charged
          eachlabs  | {"id":"p1","status":"cancelled","metrics":{"cost":0}}                  | canceled free
          eachlabs  | {"id":"p1","status":"resting"}                                         | running unknown
          railwail  | {"id":"p1","object":"job","status":"queued"}                           | running
          railwail  | {"id":"p1","object":"job","status":"processing"}                       | running
          railwail  | {"id":"p1","status":"completed","output_url":"https://cdn.example/x"}  | succeeded 1
          railwail  | {"id":"p1","status":"completed","output":["https://cdn.example/x"]}    | succeeded 1
          railwail  | {"id":"p1","status":"completed"}                                       | unreachable
          railwail  | {"id":"p1","status":"failed","error":"upstream"}                       | failed
          railwail  | {"id":"p1","status":"failed","error":{"code":"content_policy_violation"}} | moderated
          railwail  | {"id":"p1","status":"cancelled"}                                       | canceled charged
          railwail  | {"id":"p1","status":"archived"}                                        | running unknown
          """)
  void everyStatusHasItsMeaning(String label, String body, String meaning) {
    assertThat(Replies.meaning(polled(label, 200, body))).isEqualTo(meaning);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bfl          | 200 | {"id":"p1","polling_url":"https://api.eu2.bfl.ai/v1/get_result?id=p1"}    | accepted p1
          bfl          | 200 | {"id":"p1"}                                                                | accepted p1
          bfl          | 200 | {"polling_url":"https://api.bfl.ai/x"}                                     | ambiguous
          replicate    | 201 | {"id":"p1","status":"starting","output":null}                              | accepted p1
          replicate    | 202 | {"id":"p1","status":"processing"}                                          | accepted p1
          replicate    | 201 | {"id":"p1","status":"processing","output":["https://r.example/x"]}         | decided succeeded 1
          replicate    | 201 | {"id":"p1","status":"succeeded","output":["https://r.example/x"]}          | decided succeeded 1
          replicate    | 201 | {"id":"p1","status":"failed","error":"NSFW"}                               | decided moderated
          replicate    | 201 | {"id":"p1","status":"processing","input":{"num_outputs":2},"output":["https://r.example/x"]} | accepted p1
          replicate    | 201 | {"status":"starting"}                                                      | ambiguous
          eachlabs     | 200 | {"status":"success","message":"Prediction created","predictionID":"p1"}    | accepted p1
          eachlabs     | 200 | {"status":"success"}                                                       | ambiguous
          cometapi     | 200 | {"id":"p1","polling_url":"https://api.bfl.ai/v1/get_result?id=p1"}         | accepted p1
          cometapi     | 200 | {"id":123}                                                                 | accepted 123
          railwail     | 200 | {"created":1,"data":[{"url":"https://cdn.example/x"}]}                     | decided succeeded 1
          railwail     | 200 | {"created":1,"data":[{"b64_json":"AQID"},{"url":"https://cdn.example/x"}]} | decided succeeded 2
          railwail     | 200 | {"id":"job_1","object":"job","status":"queued"}                            | accepted job_1
          railwail     | 200 | {"created":1,"data":[]}                                                    | ambiguous
          comfy-router | 200 | {"id":"p1","status":"Ready","result":{"sample":"https://a.example/x"}}     | decided succeeded 1
          comfy-router | 200 | {"id":"p1","status":"Content Moderated"}                                   | decided moderated
          comfy-router | 200 | {"id":"p1","status":"Error","error":"internal_error"}                      | decided failed
          comfy-router | 202 | {"id":"p1","status":"Pending"}                                             | ambiguous
          comfy-router | 200 | {"request_id":"p1"}                                                        | ambiguous
          """)
  void everyGoodAnswerToACreateCallSaysWhatWasBought(
      String label, int status, String body, String meaning) {
    assertThat(Replies.meaning(created(label, status, body))).isEqualTo(meaning);
  }

  @ParameterizedTest
  @MethodSource("labels")
  void aYoungPredictionMayBeUnknownYetAndALateOneIsLost(String label) {
    Protocol protocol = Protocols.of(ProtocolCards.of(label));
    HttpReply reply = Replies.json(404, "{\"detail\":\"Task not found\"}");
    assertThat(protocol.polled(reply, BOUGHT, 9_999))
        .isEqualTo(new Progress.Running("not found", true, Optional.of(Duration.ofSeconds(2))));
    assertThat(protocol.polled(reply, BOUGHT, 10_000))
        .isEqualTo(new Progress.Lost("HTTP 404: Task not found"));
  }

  @Test
  void aTaskOfBflMayBeUnknownInAGoodAnswerToo() {
    HttpReply reply = Replies.json(200, "{\"status\":\"Task not found\"}");
    assertThat(Protocols.of(ProtocolCards.of("bfl")).polled(reply, BOUGHT, 100))
        .isInstanceOf(Progress.Running.class);
  }

  @Test
  void acceptedIsNotYetDone() {
    assertThat(Replies.meaning(polled("bfl", 202, ""))).isEqualTo("running");
    assertThat(Replies.meaning(polled("bfl", 202, "{\"status\":\"Pending\"}")))
        .isEqualTo("running");
  }

  @Test
  void whatStandsBesideAnOutputIsKept() {
    Progress bfl =
        polled(
            "bfl",
            200,
            "{\"status\":\"Ready\",\"result\":{\"sample\":\"https://a.bfl.ai/x?sig=1\","
                + "\"seed\":42,\"duration\":7.5}}");
    assertThat(bfl)
        .isInstanceOfSatisfying(
            Progress.Succeeded.class,
            done -> {
              assertThat(done.outputs().get(0).url()).hasToString("https://a.bfl.ai/x?sig=1");
              assertThat(done.seed()).hasValue(42);
              assertThat(done.deviceSeconds()).hasValue(7.5);
              assertThat(done.costUsd()).as("it does not say").isEmpty();
            });
    Progress eachlabs =
        polled(
            "eachlabs",
            200,
            "{\"status\":\"success\",\"output\":\"https://cdn.example/x\",\"input\":{\"seed\":7},"
                + "\"metrics\":{\"predict_time\":9.25,\"cost\":0.025}}");
    assertThat(eachlabs)
        .isInstanceOfSatisfying(
            Progress.Succeeded.class,
            done -> {
              assertThat(done.seed()).hasValue(7);
              assertThat(done.deviceSeconds()).hasValue(9.25);
              assertThat(done.costUsd()).contains(new BigDecimal("0.025"));
            });
  }

  @Test
  void aDataUrlIsThePictureItself() {
    Progress progress =
        polled(
            "replicate",
            200,
            "{\"status\":\"succeeded\",\"output\":\"data:image/webp;base64,AQID\"}");
    assertThat(progress)
        .isInstanceOfSatisfying(
            Progress.Succeeded.class,
            done -> assertThat(done.outputs().get(0).bytes()).containsExactly(1, 2, 3));
  }

  @Test
  void oneUsableOutputIsNotLostForAnUnusableOne() {
    Progress progress =
        polled(
            "replicate",
            200,
            "{\"status\":\"succeeded\",\"output\":[null,\"ftp://x.example/y\",\"https://r.example/x\","
                + "17,\"https://\"]}");
    assertThat(Replies.meaning(progress)).isEqualTo("succeeded 1");
  }

  @Test
  void bflIsPolledWhereItSaysAndOnlyItsOwnHostsSeeTheKey() {
    Protocol bfl = Protocols.of(ProtocolCards.of("bfl"));
    HttpCall own = bfl.poll(pollable(bfl, "https://api.eu2.bfl.ai/v1/get_result?id=p1"));
    assertThat(own.uri()).hasToString("https://api.eu2.bfl.ai/v1/get_result?id=p1");
    assertThat(own.authorised()).isTrue();
    HttpCall strange = bfl.poll(pollable(bfl, "https://elsewhere.example/get?id=p1"));
    assertThat(strange.uri()).hasToString("https://elsewhere.example/get?id=p1");
    assertThat(strange.authorised()).as("the key stays home").isFalse();
    for (String unusable : List.of("http://api.bfl.ai/x", "file:///etc/passwd", "x y", "")) {
      assertThat(bfl.poll(pollable(bfl, unusable)).uri())
          .as(unusable)
          .hasToString("https://api.bfl.ai/v1/get_result?id=p1");
    }
  }

  private static Bought pollable(Protocol bfl, String url) {
    HttpReply reply = Replies.json(200, "{\"id\":\"p1\",\"polling_url\":\"%s\"}".formatted(url));
    return ((Creation.Accepted) bfl.created(reply, ProtocolCards.request(ProtocolCards.of("bfl"))))
        .bought();
  }

  @Test
  void cometApiIsNeverPolledElsewhere() {
    Protocol comet = Protocols.of(ProtocolCards.of("cometapi"));
    HttpCall poll = comet.poll(pollable(comet, "https://api.bfl.ai/v1/get_result?id=p1"));
    assertThat(poll.uri()).hasToString("https://api.cometapi.com/flux/v1/get_result?id=p1");
  }

  @Test
  void anIdIsOneSegmentWhateverItHolds() {
    Bought odd = new Bought("../x y?z", null);
    assertThat(Protocols.of(ProtocolCards.of("replicate")).poll(odd).uri())
        .hasToString("https://api.replicate.com/v1/predictions/..%2Fx%20y%3Fz");
    assertThat(Protocols.of(ProtocolCards.of("eachlabs")).poll(odd).uri())
        .hasToString("https://api.eachlabs.ai/v1/prediction/..%2Fx%20y%3Fz");
    assertThat(Protocols.of(ProtocolCards.of("railwail")).poll(odd).uri())
        .hasToString("https://railwail.com/api/v1/jobs/..%2Fx%20y%3Fz");
  }

  @Test
  void onlyTwoCanCancel() {
    assertThat(Protocols.of(ProtocolCards.of("replicate")).cancel(BOUGHT).orElseThrow())
        .hasToString("POST api.replicate.com/v1/predictions/p1/cancel");
    assertThat(Protocols.of(ProtocolCards.of("eachlabs")).cancel(BOUGHT).orElseThrow())
        .hasToString("POST api.eachlabs.ai/v1/prediction/p1/cancel");
    for (String label : List.of("bfl", "cometapi", "railwail", "comfy-router")) {
      assertThat(Protocols.of(ProtocolCards.of(label)).cancel(BOUGHT)).as(label).isEmpty();
    }
  }
}
