package org.isobath.generate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpResponse;
import org.isobath.image.HeaderProbe;
import org.isobath.image.ImageHeader;
import org.junit.jupiter.api.Test;

class CometServerTest {
  private static final String[] AUTH = {"Authorization", "Bearer " + Wire.KEY};
  private static final String CREATE = "/flux/v1/flux-pro-1-0-depth";

  private static Sandbox start(SandboxSettings settings) {
    return Sandbox.start(SandboxProtocol.COMETAPI, 0, settings);
  }

  private static ObjectNode body() {
    return Wire.object()
        .put("prompt", "a red room")
        .put("seed", 5)
        .put("width", 64)
        .put("height", 32);
  }

  private static JsonNode decided(Sandbox sandbox, String id) throws IOException {
    URI place = Wire.at(sandbox, "/flux/v1/get_result?id=" + id);
    JsonNode state = Wire.json(Wire.get(place, AUTH));
    while (state.path("status").asText().equals("Pending")) {
      Wire.pause(5);
      state = Wire.json(Wire.get(place, AUTH));
    }
    return state;
  }

  @Test
  void results_are_asked_for_at_its_own_place_and_have_the_size_of_the_call() throws Exception {
    try (Sandbox sandbox = start(Wire.fast())) {
      String id = Wire.json(Wire.post(Wire.at(sandbox, CREATE), body(), AUTH)).path("id").asText();
      JsonNode done = decided(sandbox, id);
      assertThat(done.path("status").asText()).isEqualTo("Ready");
      URI sample = URI.create(done.path("result").path("sample").asText());
      ImageHeader header = HeaderProbe.probe(Wire.get(sample).body());
      assertThat(header.width()).isEqualTo(64);
      assertThat(header.height()).isEqualTo(32);
      assertThat(sandbox.bill().usd()).isEqualByComparingTo("0.06");
    }
  }

  @Test
  void a_key_at_the_upstreams_polling_url_has_leaked() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      JsonNode created = Wire.json(Wire.post(Wire.at(sandbox, CREATE), body(), AUTH));
      URI polling = URI.create(created.path("polling_url").asText());
      Wire.get(polling);
      assertThat(sandbox.bill().strayKeys()).isEmpty();
      Wire.get(polling, AUTH);
      assertThat(sandbox.bill().strayKeys()).containsEntry("GET /upstream/v1/get_result", 1L);
    }
  }

  @Test
  void a_wrong_request_is_500_and_final_and_a_wrong_path_is_html() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      HttpResponse<byte[]> wrong =
          Wire.post(Wire.at(sandbox, CREATE), body().put("width", 65), AUTH);
      assertThat(wrong.statusCode()).isEqualTo(500);
      assertThat(Wire.json(wrong).path("error").path("code").asText()).isEqualTo("invalid_request");
      HttpResponse<byte[]> elsewhere =
          Wire.post(Wire.at(sandbox, "/v1/flux-pro-1-0-depth"), body(), AUTH);
      assertThat(elsewhere.statusCode()).isEqualTo(200);
      assertThat(elsewhere.headers().firstValue("content-type").orElse("")).startsWith("text/html");
      HttpResponse<byte[]> unknown =
          Wire.get(Wire.at(sandbox, "/flux/v1/get_result?id=none"), AUTH);
      assertThat(Wire.json(unknown).path("status").asText()).isEqualTo("Task not found");
      assertThat(sandbox.bill().predictions()).isZero();
    }
  }

  @Test
  void an_empty_account_is_403() throws IOException {
    try (Sandbox sandbox = start(Wire.fast().withLimits(0, 0, BigDecimal.ZERO))) {
      HttpResponse<byte[]> empty = Wire.post(Wire.at(sandbox, CREATE), body(), AUTH);
      assertThat(empty.statusCode()).isEqualTo(403);
      assertThat(Wire.json(empty).path("error").path("type").asText()).isEqualTo("comet_api_error");
    }
  }

  @Test
  void a_webhook_carries_the_secret_in_its_body() throws IOException {
    try (Mailbox mailbox = new Mailbox();
        Sandbox sandbox = start(Wire.fast())) {
      Wire.post(
          Wire.at(sandbox, CREATE),
          body().put("webhook_url", mailbox.url()).put("webhook_secret", "s3"),
          AUTH);
      JsonNode letter = Wire.JSON.readTree(mailbox.await(1).get(0).body());
      assertThat(letter.path("webhook_secret").asText()).isEqualTo("s3");
      assertThat(letter.path("id").asText()).isNotEmpty();
    }
  }
}
