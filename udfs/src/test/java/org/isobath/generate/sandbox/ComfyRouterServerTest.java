package org.isobath.generate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.isobath.image.ImageFormat;
import org.junit.jupiter.api.Test;

class ComfyRouterServerTest {
  private static final String CREATE = "/v2/models/bfl/flux-pro-1.0-depth";

  private static Sandbox start(SandboxSettings settings) {
    return Sandbox.start(SandboxProtocol.COMFY_ROUTER, 0, settings);
  }

  private static ObjectNode body() {
    return Wire.object()
        .put("prompt", "a red room")
        .put("control_image", Wire.base64())
        .put("seed", 7)
        .put("output_format", "webp");
  }

  private static HttpResponse<byte[]> create(Sandbox sandbox, ObjectNode body, String key)
      throws IOException {
    return Wire.post(
        Wire.at(sandbox, CREATE), body, "X-API-Key", "comfyui-x", "Idempotency-Key", key);
  }

  @Test
  void the_answer_is_the_result_itself() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      HttpResponse<byte[]> done = create(sandbox, body(), "k1");
      assertThat(done.statusCode()).isEqualTo(200);
      assertThat(done.headers().firstValue("x-comfy-request-id")).isPresent();
      JsonNode result = Wire.json(done).path("result");
      assertThat(result.path("seed").asInt()).isEqualTo(7);
      byte[] picture = Wire.get(URI.create(result.path("sample").asText())).body();
      assertThat(ImageFormat.sniff(picture)).isEqualTo(ImageFormat.WEBP);
    }
  }

  @Test
  void one_key_is_one_prediction_however_often_and_however_much_at_once() throws Exception {
    try (Sandbox sandbox = start(Wire.fast())) {
      CompletableFuture<HttpResponse<byte[]>> beside =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return create(sandbox, body(), "k1");
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      JsonNode first = Wire.json(create(sandbox, body(), "k1"));
      JsonNode again = Wire.json(create(sandbox, body(), "k1"));
      assertThat(again.path("id")).isEqualTo(first.path("id"));
      assertThat(Wire.json(beside.get()).path("id")).isEqualTo(first.path("id"));
      assertThat(sandbox.bill().predictions()).isEqualTo(1);
      assertThat(sandbox.bill().creates()).isEqualTo(3);
      assertThat(sandbox.bill().replays()).isEqualTo(2);
      assertThat(create(sandbox, body().put("seed", 8), "k1").statusCode()).isEqualTo(422);
      create(sandbox, body(), "k2");
      assertThat(sandbox.bill().boughtTwice()).isEqualTo(1);
    }
  }

  @Test
  void what_a_deadline_cut_off_is_collected_with_the_same_key() throws IOException {
    try (Sandbox sandbox = start(Wire.fast().withFaults(FaultPlan.once(Fault.ERROR_AFTER)))) {
      HttpResponse<byte[]> cut = create(sandbox, body(), "k1");
      assertThat(cut.statusCode()).isEqualTo(504);
      assertThat(cut.headers().firstValue("x-comfy-error-type")).contains("deadline_exceeded");
      assertThat(cut.headers().firstValue("retry-after")).contains("1");
      assertThat(Wire.json(create(sandbox, body(), "k1")).path("status").asText())
          .isEqualTo("Ready");
      assertThat(sandbox.bill().predictions()).isEqualTo(1);
    }
  }
}
