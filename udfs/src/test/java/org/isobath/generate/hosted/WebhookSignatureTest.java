package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Call backs: believed by their signature only. The signatures were made with Python's hmac. */
class WebhookSignatureTest {
  private static final String SECRET = "whsec_aXNvYmF0aC10ZXN0LWtleS1vZi0yNC1i";
  private static final String SIGNATURE = "v1,0t8gHZBSNYltvq/+KFwLzCs1P0bvMtJQGTKuz4fFVKw=";
  private static final byte[] BODY = bytes("{\"id\":\"p1\",\"status\":\"succeeded\"}");
  private static final long SENT = 1_700_000_000;

  private static final byte[] BFL_BODY = bytes("{\"id\":\"t1\",\"status\":\"Ready\"}");
  private static final String BFL_SIGNATURE =
      "sha256=e0e73ac804ccd054fdd308d72b1b82d1ded182924c1738f7ecbc5d0e98cf3bfb";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<String> webhook(
      String label, Map<String, String> headers, byte[] body, String secret, long now) {
    return Protocols.of(ProtocolCards.of(label)).webhook(headers, body, secret, now);
  }

  private static Map<String, String> replicate(String header, String value) {
    Map<String, String> headers = new HashMap<>();
    headers.put("webhook-id", "msg_1");
    headers.put("webhook-timestamp", Long.toString(SENT));
    headers.put("webhook-signature", SIGNATURE);
    headers.put(header, value);
    return headers;
  }

  @Test
  void replicateSignsTheIdTheTimeAndTheBody() {
    Map<String, String> headers = replicate("webhook-id", "msg_1");
    assertThat(webhook("replicate", headers, BODY, SECRET, SENT)).contains("p1");
    assertThat(webhook("replicate", replicate("webhook-id", "msg_2"), BODY, SECRET, SENT))
        .as("another id")
        .isEmpty();
    assertThat(webhook("replicate", headers, bytes("{\"id\":\"p2\"}"), SECRET, SENT))
        .as("another body")
        .isEmpty();
    assertThat(webhook("replicate", headers, BODY, "whsec_b3RoZXI=", SENT))
        .as("another secret")
        .isEmpty();
    assertThat(webhook("replicate", Map.of(), BODY, SECRET, SENT)).as("no headers").isEmpty();
  }

  @Test
  void oneOfSeveralSignaturesIsEnough() {
    Map<String, String> headers =
        replicate("webhook-signature", "v1,AAAA v2,xxxx " + SIGNATURE + " v1,BBBB");
    assertThat(webhook("replicate", headers, BODY, SECRET, SENT)).contains("p1");
    assertThat(webhook("replicate", replicate("webhook-signature", "v1, "), BODY, SECRET, SENT))
        .isEmpty();
  }

  @Test
  void anOldCallIsNotTakenAgain() {
    Map<String, String> headers = replicate("webhook-id", "msg_1");
    assertThat(webhook("replicate", headers, BODY, SECRET, SENT + 300)).contains("p1");
    assertThat(webhook("replicate", headers, BODY, SECRET, SENT + 301)).isEmpty();
    assertThat(webhook("replicate", headers, BODY, SECRET, SENT - 300)).contains("p1");
    assertThat(webhook("replicate", headers, BODY, SECRET, SENT - 301)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "now", "-9223372036854775808", "9223372036854775807", "1.7e9"})
  void aTimeThatIsNoneIsNotBelieved(String timestamp) {
    Map<String, String> headers = replicate("webhook-timestamp", timestamp);
    assertThat(webhook("replicate", headers, BODY, SECRET, SENT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whsec_", "whsec_@@", "aXNvYmF0aC10ZXN0LWtleS1vZi0yNC1i"})
  void aSecretThatIsNoneProvesNothing(String secret) {
    Map<String, String> headers = replicate("webhook-id", "msg_1");
    assertThat(webhook("replicate", headers, BODY, secret, SENT)).isEmpty();
  }

  @Test
  void bflSignsTheBodyInHex() {
    Map<String, String> headers = Map.of("x-bfl-signature", BFL_SIGNATURE);
    assertThat(webhook("bfl", headers, BFL_BODY, "topsecret", SENT)).contains("t1");
    assertThat(webhook("bfl", headers, BODY, "topsecret", SENT)).isEmpty();
    assertThat(webhook("bfl", headers, BFL_BODY, "guess", SENT)).isEmpty();
    assertThat(webhook("bfl", headers, BFL_BODY, "", SENT)).isEmpty();
    assertThat(webhook("bfl", Map.of(), BFL_BODY, "topsecret", SENT)).isEmpty();
    assertThat(
            webhook(
                "bfl",
                Map.of("x-bfl-signature", BFL_SIGNATURE.substring(7)),
                BFL_BODY,
                "topsecret",
                SENT))
        .as("without the name of the hash")
        .isEmpty();
  }

  @Test
  void eachlabsShowsTheSecretItself() {
    byte[] body = bytes("{\"exec_id\":\"e1\",\"status\":\"succeeded\",\"error\":\"\"}");
    Map<String, String> headers = Map.of("x-webhook-secret", "s3cret");
    assertThat(webhook("eachlabs", headers, body, "s3cret", SENT)).contains("e1");
    assertThat(webhook("eachlabs", headers, body, "s3cre", SENT)).isEmpty();
    assertThat(webhook("eachlabs", Map.of("x-webhook-secret", ""), body, "", SENT))
        .as("an empty secret proves nothing")
        .isEmpty();
    assertThat(webhook("eachlabs", Map.of(), body, "s3cret", SENT)).isEmpty();
    assertThat(webhook("eachlabs", headers, bytes("{}"), "s3cret", SENT))
        .as("nothing is named")
        .isEmpty();
  }

  @Test
  void cometApiPutsTheSecretIntoTheBody() {
    byte[] body = bytes("{\"id\":\"t1\",\"status\":\"Ready\",\"webhook_secret\":\"s3cret\"}");
    assertThat(webhook("cometapi", Map.of(), body, "s3cret", SENT)).contains("t1");
    assertThat(webhook("cometapi", Map.of(), body, "other", SENT)).isEmpty();
    assertThat(webhook("cometapi", Map.of(), body, "", SENT)).isEmpty();
    assertThat(webhook("cometapi", Map.of(), bytes("[1]"), "s3cret", SENT)).isEmpty();
  }

  @Test
  void theOthersCallNobodyBack() {
    for (String label : new String[] {"railwail", "comfy-router"}) {
      assertThat(webhook(label, Map.of("x-webhook-secret", "s"), BODY, "s", SENT))
          .as(label)
          .isEmpty();
    }
  }
}
