package org.isobath.generate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.isobath.image.HeaderProbe;
import org.isobath.image.ImageFormat;
import org.isobath.image.ImageHeader;
import org.junit.jupiter.api.Test;

class BflServerTest {
  private static final String CREATE = "/v1/flux-pro-1.0-depth";

  private static ObjectNode body() {
    return Wire.object()
        .put("prompt", "a red room")
        .put("control_image", Wire.base64())
        .put("seed", 7)
        .put("steps", 20)
        .put("guidance", 15)
        .put("output_format", "png");
  }

  private static HttpResponse<byte[]> create(Sandbox sandbox, ObjectNode body) throws IOException {
    return Wire.post(Wire.at(sandbox, CREATE), body, "x-key", Wire.KEY);
  }

  private static JsonNode decided(URI pollingUrl) throws IOException {
    JsonNode state = Wire.json(Wire.get(pollingUrl));
    while (state.path("status").asText().equals("Pending")) {
      Wire.pause(5);
      state = Wire.json(Wire.get(pollingUrl));
    }
    return state;
  }

  private static Sandbox start(SandboxSettings settings) {
    return Sandbox.start(SandboxProtocol.BFL, 0, settings);
  }

  @Test
  void a_prediction_is_polled_where_its_create_call_says_and_its_picture_follows_the_control()
      throws Exception {
    try (Sandbox sandbox = start(Wire.fast())) {
      HttpResponse<byte[]> created = create(sandbox, body());
      assertThat(created.statusCode()).isEqualTo(200);
      URI polling = URI.create(Wire.json(created).path("polling_url").asText());
      JsonNode state = decided(polling);
      assertThat(state.path("status").asText()).isEqualTo("Ready");
      assertThat(state.path("id")).isEqualTo(Wire.json(created).path("id"));
      assertThat(state.path("result").path("seed").asLong()).isEqualTo(7);
      assertThat(state.path("result").path("prompt").asText()).isEqualTo("a red room");
      HttpResponse<byte[]> picture =
          Wire.get(URI.create(state.path("result").path("sample").asText()));
      assertThat(picture.headers().firstValue("content-type")).contains("image/png");
      ImageHeader header = HeaderProbe.probe(picture.body());
      assertThat(header.format()).isEqualTo(ImageFormat.PNG);
      assertThat(header.width()).isEqualTo(48);
      assertThat(header.height()).isEqualTo(32);
      assertThat(sandbox.bill().predictions()).isEqualTo(1);
      assertThat(sandbox.bill().usd()).isEqualByComparingTo("0.05");
      assertThat(sandbox.bill().keys()).containsExactly(Wire.KEY);
      assertThat(sandbox.bill().strayKeys()).isEmpty();
    }
  }

  @Test
  void the_global_host_does_not_know_a_prediction_of_a_cluster() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      String id = Wire.json(create(sandbox, body())).path("id").asText();
      HttpResponse<byte[]> wrong =
          Wire.get(Wire.at(sandbox, "/v1/get_result?id=" + id), "x-key", Wire.KEY);
      assertThat(wrong.statusCode()).isEqualTo(404);
      assertThat(Wire.json(wrong).path("status").asText()).isEqualTo("Task not found");
    }
  }

  @Test
  void a_ready_depth_map_takes_the_place_of_the_photograph() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      ObjectNode depth = body();
      depth.remove("control_image");
      depth.put("preprocessed_image", Wire.base64());
      assertThat(create(sandbox, depth).statusCode()).isEqualTo(200);
      ObjectNode both = depth.put("control_image", Wire.base64());
      assertThat(create(sandbox, both).statusCode()).isEqualTo(422);
    }
  }

  @Test
  void what_the_documentation_does_not_allow_is_422_with_its_place_and_costs_nothing()
      throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      for (ObjectNode wrong :
          new ObjectNode[] {
            body().put("steps", 14),
            body().put("steps", "20"),
            body().put("guidance", 0),
            body().put("safety_tolerance", 7),
            body().put("output_format", "jpg"),
            body().put("control_image", Wire.dataUrl()),
            body().put("num_outputs", 2),
            body().without("prompt")
          }) {
        HttpResponse<byte[]> answer = create(sandbox, wrong);
        assertThat(answer.statusCode()).as(wrong.toString()).isEqualTo(422);
        assertThat(Wire.json(answer).path("detail").get(0).path("loc").get(0).asText())
            .isEqualTo("body");
      }
      assertThat(sandbox.bill().predictions()).isZero();
      assertThat(sandbox.bill().refusals()).containsEntry("invalid", 8L);
    }
  }

  @Test
  void a_wrong_key_is_refused_and_a_right_one_on_a_download_is_counted_as_leaked()
      throws IOException {
    try (Sandbox sandbox = start(Wire.fast().withKey("right"))) {
      assertThat(create(sandbox, body()).statusCode()).isEqualTo(403);
      HttpResponse<byte[]> created = Wire.post(Wire.at(sandbox, CREATE), body(), "x-key", "right");
      JsonNode state = decided(URI.create(Wire.json(created).path("polling_url").asText()));
      Wire.get(URI.create(state.path("result").path("sample").asText()), "x-key", "right");
      assertThat(sandbox.bill().strayKeys())
          .containsExactly(Map.entry("GET /outputs/{id}/{index}/{file}", 1L));
    }
  }

  @Test
  void more_tasks_than_may_be_active_are_429_and_nothing_is_created() throws IOException {
    SandboxSettings slow =
        Wire.fast()
            .withTimes(Duration.ofSeconds(5), Duration.ofSeconds(5), null, Duration.ZERO)
            .withLimits(2, 0, BigDecimal.TEN);
    try (Sandbox sandbox = start(slow)) {
      for (int i = 0; i < 2; i++) {
        assertThat(create(sandbox, body().put("seed", i)).statusCode()).isEqualTo(200);
      }
      assertThat(create(sandbox, body().put("seed", 2)).statusCode()).isEqualTo(429);
      assertThat(sandbox.bill().predictions()).isEqualTo(2);
      assertThat(sandbox.bill().perRequest()).containsOnlyKeys("0 a red room", "1 a red room");
    }
  }

  @Test
  void credits_fall_and_at_their_end_nothing_is_created() throws IOException {
    try (Sandbox sandbox = start(Wire.fast().withLimits(0, 0, new BigDecimal("0.10")))) {
      create(sandbox, body());
      JsonNode credits = Wire.json(Wire.get(Wire.at(sandbox, "/v1/credits"), "x-key", Wire.KEY));
      assertThat(credits.path("credits").asDouble()).isEqualTo(5);
      create(sandbox, body());
      assertThat(create(sandbox, body()).statusCode()).isEqualTo(402);
      assertThat(sandbox.bill().boughtTwice()).isEqualTo(1);
    }
  }

  @Test
  void a_result_is_gone_after_its_life() throws IOException {
    SandboxSettings brief =
        Wire.fast().withTimes(Duration.ZERO, Duration.ZERO, Duration.ofMillis(150), Duration.ZERO);
    try (Sandbox sandbox = start(brief)) {
      URI polling = URI.create(Wire.json(create(sandbox, body())).path("polling_url").asText());
      URI sample = URI.create(decided(polling).path("result").path("sample").asText());
      Wire.pause(160);
      assertThat(Wire.get(sample).statusCode()).isEqualTo(403);
      assertThat(decided(polling).path("status").asText()).isEqualTo("Task not found");
    }
  }

  @Test
  void a_webhook_is_signed_with_the_secret_of_its_call() throws Exception {
    try (Mailbox mailbox = new Mailbox();
        Sandbox sandbox = start(Wire.fast())) {
      create(sandbox, body().put("webhook_url", mailbox.url()).put("webhook_secret", "s3"));
      Mailbox.Mail mail = mailbox.await(1).get(0);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec("s3".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      assertThat(mail.headers().get("x-bfl-signature"))
          .isEqualTo("sha256=" + HexFormat.of().formatHex(mac.doFinal(mail.body())));
      assertThat(Wire.JSON.readTree(mail.body()).path("status").asText()).isEqualTo("Ready");
    }
  }

  @Test
  void the_bill_can_be_read_over_http_and_holds_no_key() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      create(sandbox, body());
      HttpResponse<byte[]> bill = Wire.get(sandbox.billUrl());
      assertThat(Wire.json(bill).path("predictions").asInt()).isEqualTo(1);
      assertThat(Wire.json(bill).path("usd").asDouble()).isEqualTo(.05);
      assertThat(Wire.json(bill).path("calls").path("POST " + CREATE).asInt()).isEqualTo(1);
      assertThat(new String(bill.body(), StandardCharsets.UTF_8)).doesNotContain(Wire.KEY);
    }
  }
}
