package org.isobath.generate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.isobath.image.ImageFormat;
import org.junit.jupiter.api.Test;

class EachlabsServerTest {
  private static final String[] AUTH = {"Authorization", "Bearer " + Wire.KEY};

  private static Sandbox start(SandboxSettings settings) {
    return Sandbox.start(SandboxProtocol.EACHLABS, 0, settings);
  }

  /** Uploads the control and gives the place of it. */
  static String uploaded(Sandbox sandbox) throws IOException {
    ObjectNode ask = Wire.object().put("content_type", "image/png").put("file_type", "image");
    JsonNode presigned = Wire.json(Wire.post(Wire.at(sandbox, "/v1/upload/presign"), ask, AUTH));
    HttpRequest.Builder put =
        Wire.builder(URI.create(presigned.path("presigned_url").asText()))
            .header("Content-Type", "image/png")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(Wire.photo()));
    presigned
        .path("required_headers")
        .fields()
        .forEachRemaining(header -> put.header(header.getKey(), header.getValue().asText()));
    assertThat(Wire.send(put.build()).statusCode()).isEqualTo(200);
    return presigned.path("public_url").asText();
  }

  static ObjectNode body(String model, String control, int seed) {
    ObjectNode body = Wire.object().put("model", model).put("version", "0.0.1");
    body.putObject("input")
        .put("prompt", "a red room")
        .put("control_image", control)
        .put("seed", seed)
        .put("guidance", 10);
    return body;
  }

  private static HttpResponse<byte[]> create(Sandbox sandbox, ObjectNode body) throws IOException {
    return Wire.post(Wire.at(sandbox, "/v1/prediction"), body, AUTH);
  }

  private static JsonNode decided(Sandbox sandbox, String id) throws IOException {
    JsonNode state = Wire.json(Wire.get(Wire.at(sandbox, "/v1/prediction/" + id), AUTH));
    while (Set.of("created", "starting", "processing").contains(state.path("status").asText())) {
      Wire.pause(5);
      state = Wire.json(Wire.get(Wire.at(sandbox, "/v1/prediction/" + id), AUTH));
    }
    return state;
  }

  @Test
  void accepted_is_called_success_and_done_has_two_words() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      String control = uploaded(sandbox);
      Set<String> words = new HashSet<>();
      for (int seed = 0; seed < 8; seed++) {
        JsonNode created = Wire.json(create(sandbox, body("flux-depth-dev", control, seed)));
        assertThat(created.path("status").asText()).isEqualTo("success");
        String id = created.path("predictionID").asText();
        JsonNode done = decided(sandbox, id);
        assertThat(done.path("id").asText()).isEqualTo(id);
        assertThat(done.path("metrics").path("cost").decimalValue()).isEqualByComparingTo("0.025");
        words.add(done.path("status").asText());
        assertThat(done.path("output")).hasSize(1);
      }
      assertThat(words).containsExactlyInAnyOrder("success", "succeeded");
      assertThat(sandbox.bill().usd()).isEqualByComparingTo("0.2");
      assertThat(sandbox.bill().strayKeys()).isEmpty();
    }
  }

  @Test
  void pro_answers_with_one_place_and_several_pictures_are_one_execution() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      String control = uploaded(sandbox);
      String pro =
          Wire.json(create(sandbox, body("flux-depth-pro", control, 1)))
              .path("predictionID")
              .asText();
      JsonNode done = decided(sandbox, pro);
      byte[] picture = Wire.get(URI.create(done.path("output").asText())).body();
      assertThat(ImageFormat.sniff(picture)).isEqualTo(ImageFormat.JPEG);
      ObjectNode several = body("flux-depth-dev", control, 2);
      ((ObjectNode) several.get("input")).put("num_outputs", 3);
      String dev = Wire.json(create(sandbox, several)).path("predictionID").asText();
      assertThat(decided(sandbox, dev).path("output")).hasSize(3);
      assertThat(sandbox.bill().usd()).isEqualByComparingTo("0.075");
    }
  }

  @Test
  void a_control_has_to_be_at_a_place_and_its_upload_keeps_every_header() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      HttpResponse<byte[]> inline = create(sandbox, body("flux-depth-dev", Wire.dataUrl(), 1));
      assertThat(inline.statusCode()).isEqualTo(400);
      assertThat(Wire.json(inline).path("error").asText()).contains("control_image");
      ObjectNode ask = Wire.object().put("content_type", "image/png").put("file_type", "image");
      JsonNode presigned = Wire.json(Wire.post(Wire.at(sandbox, "/v1/upload/presign"), ask, AUTH));
      HttpResponse<byte[]> bare =
          Wire.send(
              Wire.builder(URI.create(presigned.path("presigned_url").asText()))
                  .header("Content-Type", "image/png")
                  .PUT(HttpRequest.BodyPublishers.ofByteArray(Wire.photo()))
                  .build());
      assertThat(bare.statusCode()).isEqualTo(403);
      assertThat(sandbox.bill().predictions()).isZero();
    }
  }

  @Test
  void the_list_holds_no_input_and_the_prediction_does() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      String control = uploaded(sandbox);
      Instant from = Instant.now();
      create(sandbox, body("flux-depth-dev", control, 41));
      create(sandbox, body("flux-depth-dev", control, 42));
      String place = "/v1/executions?model=flux-depth-dev&limit=1&from=" + from.minusMillis(1);
      JsonNode page = Wire.json(Wire.get(Wire.at(sandbox, place), AUTH));
      assertThat(page.path("executions")).hasSize(1);
      JsonNode entry = page.path("executions").get(0);
      assertThat(entry.has("input")).isFalse();
      JsonNode state = decided(sandbox, entry.path("id").asText());
      assertThat(state.path("input").path("seed").asInt()).isEqualTo(42);
      JsonNode second = Wire.json(Wire.get(Wire.at(sandbox, place + "&offset=1"), AUTH));
      assertThat(second.path("executions")).hasSize(1);
      assertThat(Wire.get(Wire.at(sandbox, place + "&status=processing"), AUTH).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void a_cancelled_prediction_is_not_billed() throws IOException {
    SandboxSettings slow =
        Wire.fast().withTimes(Duration.ofSeconds(30), Duration.ofSeconds(30), null, Duration.ZERO);
    try (Sandbox sandbox = start(slow)) {
      String id =
          Wire.json(create(sandbox, body("flux-depth-dev", uploaded(sandbox), 1)))
              .path("predictionID")
              .asText();
      HttpResponse<byte[]> canceled =
          Wire.send(
              Wire.builder(Wire.at(sandbox, "/v1/prediction/" + id + "/cancel"), AUTH)
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build());
      assertThat(Wire.json(canceled).path("status").asText()).isEqualTo("cancelled");
      assertThat(decided(sandbox, id).path("status").asText()).isEqualTo("cancelled");
      assertThat(sandbox.bill().usd()).isEqualByComparingTo("0");
      assertThat(sandbox.bill().predictions()).isEqualTo(1);
    }
  }

  @Test
  void a_small_balance_bounds_what_is_in_flight() throws IOException {
    SandboxSettings poor =
        Wire.fast()
            .withTimes(Duration.ofSeconds(30), Duration.ofSeconds(30), null, Duration.ZERO)
            .withLimits(0, 0, BigDecimal.TEN);
    try (Sandbox sandbox = start(poor)) {
      String control = uploaded(sandbox);
      for (int i = 0; i < 10; i++) {
        assertThat(create(sandbox, body("flux-depth-dev", control, i)).statusCode()).isEqualTo(200);
      }
      assertThat(create(sandbox, body("flux-depth-dev", control, 10)).statusCode()).isEqualTo(429);
    }
  }

  @Test
  void the_schema_needs_no_key_and_a_slash_too_many_is_a_redirect() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      JsonNode schema =
          Wire.json(Wire.get(Wire.at(sandbox, "/v1/model?slug=flux-depth-dev")))
              .path("request_schema");
      assertThat(schema.at("/properties/num_inference_steps/maximum").asInt()).isEqualTo(50);
      HttpResponse<byte[]> slash =
          Wire.post(
              Wire.at(sandbox, "/v1/prediction/"), body("flux-depth-dev", "http://x", 1), AUTH);
      assertThat(slash.statusCode()).isEqualTo(301);
      assertThat(sandbox.bill().predictions()).isZero();
    }
  }

  @Test
  void a_webhook_carries_the_secret_itself() throws IOException {
    try (Mailbox mailbox = new Mailbox();
        Sandbox sandbox = start(Wire.fast())) {
      ObjectNode body =
          body("flux-depth-dev", uploaded(sandbox), 1)
              .put("webhook_url", mailbox.url())
              .put("webhook_secret", "s3");
      String id = Wire.json(create(sandbox, body)).path("predictionID").asText();
      Mailbox.Mail mail = mailbox.await(1).get(0);
      assertThat(mail.headers()).containsEntry("x-webhook-secret", "s3");
      JsonNode letter = Wire.JSON.readTree(mail.body());
      assertThat(letter.path("exec_id").asText()).isEqualTo(id);
      assertThat(letter.path("status").asText()).isEqualTo("succeeded");
    }
  }
}
