package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a prediction is found again whose create call got no answer. */
class ListingTest {
  private static final Instant FROM = Instant.parse("2026-01-02T03:04:05Z");
  private static final String PROMPT = "a red sofa, \\\"Bauhaus\\\" ünïque";

  private static Listing listing(String label) {
    return Protocols.of(ProtocolCards.of(label)).listing().orElseThrow();
  }

  private static GenerationRequest request(String label) {
    return ProtocolCards.request(ProtocolCards.of(label));
  }

  private static Optional<Listing.Page> page(String label, String body) {
    HttpCall first = listing(label).first(FROM, FROM.plusSeconds(60));
    return listing(label).page(first, Replies.json(200, body), request(label));
  }

  @Test
  void onlyTwoProvidersList() {
    for (String label : Protocols.labels()) {
      assertThat(Protocols.of(ProtocolCards.of(label)).listing().isPresent())
          .as(label)
          .isEqualTo(List.of("replicate", "eachlabs").contains(label));
    }
  }

  @Test
  void replicateIsAskedForAWindow() {
    assertThat(listing("replicate").first(FROM, FROM.plusSeconds(60)).uri())
        .hasToString(
            "https://api.replicate.com/v1/predictions?created_after=2026-01-02T03%3A04%3A05Z"
                + "&created_before=2026-01-02T03%3A05%3A05Z");
    assertThat(listing("replicate").window()).isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "model":"black-forest-labs/flux-depth-dev","input":{"prompt":"%s","seed":2147483647}   | YES
          "model":"black-forest-labs/flux-depth-dev","input":{"prompt":"%s","seed":2147483646}   | NO
          "model":"black-forest-labs/flux-depth-dev","input":{"prompt":"else","seed":2147483647} | NO
          "model":"black-forest-labs/flux-depth-pro","input":{"prompt":"%s","seed":2147483647}   | NO
          "model":"black-forest-labs/flux-depth-dev","input":{},"data_removed":true              | ASK
          "model":"black-forest-labs/flux-depth-dev","input":null                                | ASK
          "input":{"prompt":"%s","seed":2147483647}                                              | YES
          """)
  void aPredictionOfReplicateIsTheRequestByModelSeedAndPrompt(String fields, Listing.Match match) {
    String entry = "{\"id\":\"p1\"," + fields.replace("%s", PROMPT) + "}";
    Listing.Page page =
        page("replicate", "{\"next\":null,\"results\":[" + entry + "]}").orElseThrow();
    assertThat(page.entries()).containsExactly(new Listing.Entry(new Bought("p1", null), match));
    assertThat(page.next()).isEmpty();
  }

  @Test
  void theNextPageOfReplicateIsFollowedAtHomeOnly() {
    String body = "{\"next\":\"%s\",\"results\":[]}";
    String home = "https://api.replicate.com/v1/predictions?cursor=abc";
    HttpCall next = page("replicate", body.formatted(home)).orElseThrow().next().orElseThrow();
    assertThat(next.uri()).hasToString(home);
    assertThat(next.authorised()).isTrue();
    assertThat(page("replicate", body.formatted("https://evil.example/predictions")))
        .as("a list that goes on elsewhere proves nothing")
        .isEmpty();
    assertThat(page("replicate", body.formatted("http://api.replicate.com/v1/predictions")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"results\":null}",
        "{\"results\":[{\"status\":\"starting\"}]}",
        "x"
      })
  void whatIsNoPageOfReplicateProvesNothing(String body) {
    assertThat(page("replicate", body)).isEmpty();
  }

  @Test
  void anErrorIsNoPage() {
    for (String label : List.of("replicate", "eachlabs")) {
      HttpCall first = listing(label).first(FROM, FROM);
      HttpReply error = Replies.json(500, "{\"results\":[],\"executions\":[]}");
      assertThat(listing(label).page(first, error, request(label))).as(label).isEmpty();
    }
  }

  @Test
  void eachlabsIsAskedByModelAndPagedUntilAPageIsShort() {
    HttpCall first = listing("eachlabs").first(FROM, FROM.plusSeconds(60));
    String start =
        "https://api.eachlabs.ai/v1/executions?model=flux-depth-dev&from=2026-01-02T03%3A04%3A05Z"
            + "&to=2026-01-02T03%3A05%3A05Z&limit=100&offset=";
    assertThat(first.uri()).hasToString(start + "0");
    Listing.Page full = eachlabs(first, 100);
    assertThat(full.entries()).hasSize(100);
    assertThat(full.next().orElseThrow().uri()).hasToString(start + "100");
    Listing.Page second = eachlabs(full.next().orElseThrow(), 100);
    assertThat(second.next().orElseThrow().uri()).hasToString(start + "200");
    assertThat(eachlabs(second.next().orElseThrow(), 99).next()).isEmpty();
  }

  private static Listing.Page eachlabs(HttpCall call, int size) {
    String executions =
        IntStream.range(0, size)
            .mapToObj(i -> "{\"id\":\"e%d\",\"model\":\"flux-depth-dev\"}".formatted(i))
            .collect(Collectors.joining(","));
    HttpReply reply = Replies.json(200, "{\"total_count\":3,\"executions\":[" + executions + "]}");
    return listing("eachlabs").page(call, reply, request("eachlabs")).orElseThrow();
  }

  @Test
  void anExecutionOfEachlabsHasToBeAskedForItself() {
    Listing.Page page =
        page(
                "eachlabs",
                "{\"executions\":[{\"id\":\"e1\",\"model\":\"flux-depth-dev\"},"
                    + "{\"id\":\"e2\",\"model\":\"other\"}]}")
            .orElseThrow();
    assertThat(page.entries())
        .extracting(Listing.Entry::match)
        .containsExactly(Listing.Match.ASK, Listing.Match.NO);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | {"id":"e1","input":{"prompt":"%s","seed":2147483647}}   | true
          200 | {"id":"e1","input":{"prompt":"%s","seed":"2147483647"}} | true
          200 | {"id":"e1","input":{"prompt":"%s","seed":1}}            | false
          200 | {"id":"e1","input":{"prompt":"else","seed":2147483647}} | false
          200 | {"id":"e1","input":{"prompt":"%s"}}                     | unknown
          200 | {"id":"e1","input":{}}                                  | unknown
          200 | {"id":"e1"}                                             | unknown
          404 | {"input":{"prompt":"%s","seed":2147483647}}             | unknown
          """)
  void thePredictionItselfHasTheLastWord(int status, String body, String expected) {
    for (String label : List.of("replicate", "eachlabs")) {
      HttpReply reply = Replies.json(status, body.replace("%s", PROMPT));
      Optional<Boolean> matches = listing(label).matches(reply, request(label));
      assertThat(matches.map(String::valueOf).orElse("unknown")).as(label).isEqualTo(expected);
    }
  }

  @Test
  void aPersonIsShownWhereToLook() {
    assertThat(listing("replicate").place())
        .hasToString("https://api.replicate.com/v1/predictions");
    assertThat(listing("eachlabs").place()).hasToString("https://api.eachlabs.ai/v1/executions");
  }

  @Test
  void aRehearsalFollowsItsOwnPages() {
    GeneratorCard here =
        ProtocolCards.card(
            "replicate",
            "http://127.0.0.1:8123/v1",
            "m",
            ProtocolCards.of("replicate").controls(),
            ProtocolCards.of("replicate").undocumentedControls(),
            ProtocolCards.of("replicate").parameters());
    Listing listing = Protocols.of(here).listing().orElseThrow();
    HttpCall first = listing.first(FROM, FROM);
    String body = "{\"next\":\"http://127.0.0.1:%d/v1/predictions?cursor=1\",\"results\":[]}";
    HttpReply same = Replies.json(200, body.formatted(8123));
    assertThat(listing.page(first, same, ProtocolCards.request(here)).orElseThrow().next())
        .isPresent();
    HttpReply other = Replies.json(200, body.formatted(9999));
    assertThat(listing.page(first, other, ProtocolCards.request(here))).isEmpty();
  }
}
