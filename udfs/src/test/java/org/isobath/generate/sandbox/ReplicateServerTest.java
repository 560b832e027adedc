package org.isobath.generate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.isobath.image.ImageFormat;
import org.junit.jupiter.api.Test;

class ReplicateServerTest {
  private static final String[] AUTH = {"Authorization", "Bearer " + Wire.KEY};
  private static final String DEV = "/models/black-forest-labs/flux-depth-dev/predictions";
  private static final String PRO = "/models/black-forest-labs/flux-depth-pro/predictions";

  private static ObjectNode body(int seed) {
    ObjectNode body = Wire.object();
    body.putObject("input")
        .put("prompt", "a red room")
        .put("control_image", Wire.dataUrl())
        .put("seed", seed)
        .put("guidance", 10);
    return body;
  }

  private static ObjectNode with(String name, Object value) {
    ObjectNode body = body(1);
    ((ObjectNode) body.get("input")).putPOJO(name, value);
    return body;
  }

  private static Sandbox start(SandboxSettings settings) {
    return Sandbox.start(SandboxProtocol.REPLICATE, 0, settings);
  }

  private static HttpResponse<byte[]> create(Sandbox sandbox, String path, ObjectNode body)
      throws IOException {
    return Wire.post(Wire.at(sandbox, path), body, AUTH);
  }

  private static JsonNode decided(JsonNode prediction) throws IOException {
    URI place = URI.create(prediction.path("urls").path("get").asText());
    JsonNode state = prediction;
    while (Set.of("starting", "processing").contains(state.path("status").asText())) {
      Wire.pause(5);
      state = Wire.json(Wire.get(place, AUTH));
    }
    return state;
  }

  @Test
  void dev_answers_with_a_list_and_pro_with_one_place() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      HttpResponse<byte[]> created = create(sandbox, DEV, with("num_outputs", 2));
      assertThat(created.statusCode()).isEqualTo(201);
      assertThat(Wire.json(created).path("status").asText()).isEqualTo("starting");
      JsonNode dev = decided(Wire.json(created));
      assertThat(dev.path("status").asText()).isEqualTo("succeeded");
      assertThat(dev.path("output")).hasSize(2);
      assertThat(dev.path("input").path("seed").asInt()).isEqualTo(1);
      byte[] picture = Wire.get(URI.create(dev.path("output").get(1).asText())).body();
      assertThat(ImageFormat.sniff(picture)).isEqualTo(ImageFormat.WEBP);
      JsonNode pro = decided(Wire.json(create(sandbox, PRO, body(2))));
      assertThat(pro.path("output").isTextual()).isTrue();
      byte[] jpeg = Wire.get(URI.create(pro.path("output").asText())).body();
      assertThat(ImageFormat.sniff(jpeg)).isEqualTo(ImageFormat.JPEG);
      assertThat(sandbox.bill().usd()).isEqualByComparingTo("0.10");
    }
  }

  @Test
  void the_ranges_are_those_of_each_model() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      assertThat(create(sandbox, DEV, with("guidance", 0)).statusCode()).isEqualTo(201);
      assertThat(create(sandbox, PRO, with("guidance", 0)).statusCode()).isEqualTo(422);
      assertThat(create(sandbox, PRO, with("output_format", "jpeg")).statusCode()).isEqualTo(422);
      assertThat(create(sandbox, PRO, with("safety_tolerance", 0)).statusCode()).isEqualTo(422);
      assertThat(create(sandbox, DEV, with("megapixels", 1)).statusCode()).isEqualTo(422);
      assertThat(create(sandbox, DEV, with("steps", 20)).statusCode()).isEqualTo(422);
      HttpResponse<byte[]> raw = create(sandbox, DEV, with("control_image", Wire.base64()));
      assertThat(raw.statusCode()).isEqualTo(422);
      assertThat(Wire.json(raw).path("detail").asText()).contains("input.control_image");
      HttpResponse<byte[]> version =
          create(
              sandbox, "/predictions", body(3).put("version", "black-forest-labs/flux-depth-dev"));
      assertThat(version.statusCode()).isEqualTo(201);
      assertThat(Wire.get(Wire.at(sandbox, "/predictions")).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void lists_are_newest_first_by_hundreds_within_a_window() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      create(sandbox, DEV, body(1000));
      Wire.pause(20);
      Instant from = Instant.now();
      for (int i = 0; i < 103; i++) {
        create(sandbox, DEV, body(i));
      }
      JsonNode page =
          Wire.json(Wire.get(Wire.at(sandbox, "/predictions?created_after=" + from), AUTH));
      assertThat(page.path("results")).hasSize(100);
      assertThat(page.path("results").get(0).path("input").path("seed").asInt()).isEqualTo(102);
      JsonNode next = Wire.json(Wire.get(URI.create(page.path("next").asText()), AUTH));
      assertThat(next.path("results")).hasSize(3);
      assertThat(next.path("next").isNull()).isTrue();
      Set<String> ids = new HashSet<>();
      page.path("results").forEach(entry -> ids.add(entry.path("id").asText()));
      next.path("results").forEach(entry -> ids.add(entry.path("id").asText()));
      assertThat(ids).as("no prediction on two pages").hasSize(103);
    }
  }

  @Test
  void a_canceled_prediction_is_charged_and_an_aborted_one_is_not() throws IOException {
    SandboxSettings slow =
        Wire.fast().withTimes(Duration.ofSeconds(30), Duration.ofSeconds(30), null, Duration.ZERO);
    try (Sandbox sandbox = start(slow)) {
      JsonNode created = Wire.json(create(sandbox, DEV, body(1)));
      HttpResponse<byte[]> canceled =
          Wire.send(
              Wire.builder(URI.create(created.path("urls").path("cancel").asText()), AUTH)
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build());
      assertThat(Wire.json(canceled).path("status").asText()).isEqualTo("canceled");
      assertThat(sandbox.bill().usd()).isEqualByComparingTo("0.025");
      JsonNode other =
          Wire.json(
              Wire.post(Wire.at(sandbox, DEV), body(2), AUTH[0], AUTH[1], "Cancel-After", "0s"));
      JsonNode aborted = decided(other);
      assertThat(aborted.path("status").asText()).isEqualTo("aborted");
      assertThat(sandbox.bill().usd()).isEqualByComparingTo("0.025");
    }
  }

  @Test
  void a_create_call_that_waits_has_the_output_before_the_status_says_so() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      HttpResponse<byte[]> waited =
          Wire.post(Wire.at(sandbox, PRO), body(1), AUTH[0], AUTH[1], "Prefer", "wait=5");
      assertThat(waited.statusCode()).isEqualTo(201);
      assertThat(Wire.json(waited).path("status").asText()).isEqualTo("processing");
      assertThat(Wire.json(waited).path("output").asText()).startsWith("http");
    }
    SandboxSettings slow =
        Wire.fast().withTimes(Duration.ofSeconds(30), Duration.ofSeconds(30), null, Duration.ZERO);
    try (Sandbox sandbox = start(slow)) {
      HttpResponse<byte[]> waited =
          Wire.post(Wire.at(sandbox, PRO), body(1), AUTH[0], AUTH[1], "Prefer", "wait=0");
      assertThat(waited.statusCode()).isEqualTo(202);
      assertThat(waited.headers().firstValue("location")).isPresent();
    }
  }

  @Test
  void a_control_is_uploaded_once_and_named_by_its_place() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      ByteArrayOutputStream form = new ByteArrayOutputStream();
      form.write(
          ("--xx\r\nContent-Disposition: form-data; name=\"content\"; filename=\"c.png\"\r\n"
                  + "Content-Type: image/png\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      form.write(Wire.photo());
      form.write("\r\n--xx--\r\n".getBytes(StandardCharsets.US_ASCII));
      HttpResponse<byte[]> uploaded =
          Wire.send(
              Wire.builder(Wire.at(sandbox, "/files"), AUTH)
                  .header("Content-Type", "multipart/form-data; boundary=xx")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray()))
                  .build());
      assertThat(uploaded.statusCode()).isEqualTo(201);
      assertThat(Wire.json(uploaded).path("size").asInt()).isEqualTo(Wire.photo().length);
      String place = Wire.json(uploaded).path("urls").path("get").asText();
      JsonNode done = decided(Wire.json(create(sandbox, DEV, with("control_image", place))));
      assertThat(done.path("status").asText()).isEqualTo("succeeded");
      assertThat(done.path("input").path("control_image").asText()).isEqualTo(place);
      assertThat(sandbox.bill().largestInline()).isZero();
    }
  }

  @Test
  void a_control_that_is_no_picture_fails_the_prediction_and_one_with_metadata_is_counted()
      throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      String text =
          "data:image/png;base64,"
              + Base64.getEncoder().encodeToString("no picture".getBytes(StandardCharsets.UTF_8));
      JsonNode failed = decided(Wire.json(create(sandbox, DEV, with("control_image", text))));
      assertThat(failed.path("status").asText()).isEqualTo("failed");
      assertThat(failed.path("error").asText()).contains("control_image", "(E");
      assertThat(sandbox.bill().controlsWithMetadata()).isZero();
      String exif =
          "data:image/jpeg;base64,"
              + Base64.getEncoder().encodeToString(ControlMetadataTest.jpegWithExif());
      create(sandbox, DEV, with("control_image", exif));
      assertThat(sandbox.bill().controlsWithMetadata()).isEqualTo(1);
    }
  }

  @Test
  void input_and_output_are_removed_after_their_life() throws IOException {
    SandboxSettings brief =
        Wire.fast().withTimes(Duration.ZERO, Duration.ZERO, Duration.ofMillis(100), Duration.ZERO);
    try (Sandbox sandbox = start(brief)) {
      JsonNode created = Wire.json(create(sandbox, DEV, body(1)));
      Wire.pause(110);
      JsonNode later =
          Wire.json(Wire.get(URI.create(created.path("urls").path("get").asText()), AUTH));
      assertThat(later.path("data_removed").asBoolean()).isTrue();
      assertThat(later.path("output").isNull()).isTrue();
      assertThat(later.path("input")).isEmpty();
    }
  }

  @Test
  void too_many_creates_of_a_minute_say_in_words_how_long_to_wait() throws IOException {
    try (Sandbox sandbox = start(Wire.fast().withLimits(0, 1, BigDecimal.TEN))) {
      create(sandbox, DEV, body(1));
      HttpResponse<byte[]> second = create(sandbox, DEV, body(2));
      assertThat(second.statusCode()).isEqualTo(429);
      assertThat(Wire.json(second).path("detail").asText())
          .isEqualTo("Request was throttled. Your rate limit resets in ~1s.");
    }
  }

  @Test
  void a_webhook_is_signed_with_the_accounts_secret() throws Exception {
    try (Mailbox mailbox = new Mailbox();
        Sandbox sandbox = start(Wire.fast())) {
      String secret =
          Wire.json(Wire.get(Wire.at(sandbox, "/webhooks/default/secret"), AUTH))
              .path("key")
              .asText();
      assertThat(secret).isEqualTo(sandbox.webhookSecret());
      create(sandbox, DEV, body(1).put("webhook", mailbox.url()));
      Mailbox.Mail mail = mailbox.await(1).get(0);
      String signed =
          mail.headers().get("webhook-id")
              + "."
              + mail.headers().get("webhook-timestamp")
              + "."
              + new String(mail.body(), StandardCharsets.UTF_8);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
      String right =
          "v1,"
              + Base64.getEncoder()
                  .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
      assertThat(mail.headers().get("webhook-signature").split(" ")).contains(right);
      assertThat(Wire.JSON.readTree(mail.body()).path("status").asText()).isEqualTo("succeeded");
    }
  }

  @Test
  void the_schema_of_a_model_says_its_ranges() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      JsonNode model =
          Wire.json(Wire.get(Wire.at(sandbox, "/models/black-forest-labs/flux-depth-pro"), AUTH));
      JsonNode guidance =
          model.at("/latest_version/openapi_schema/components/schemas/Input/properties/guidance");
      assertThat(guidance.path("minimum").asInt()).isEqualTo(1);
      assertThat(guidance.path("maximum").asInt()).isEqualTo(100);
    }
  }
}
