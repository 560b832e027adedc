package org.isobath.generate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import org.isobath.image.HeaderProbe;
import org.junit.jupiter.api.Test;

class RailwailServerTest {
  private static final String[] AUTH = {"Authorization", "Bearer rw_live_x"};
  private static final String CREATE = "/images/generations";

  private static Sandbox start(SandboxSettings settings) {
    return Sandbox.start(SandboxProtocol.RAILWAIL, 0, settings);
  }

  private static ObjectNode body() {
    return Wire.object()
        .put("model", "flux-1-depth")
        .put("prompt", "a red room")
        .put("size", "256x256");
  }

  @Test
  void the_answer_is_the_pictures_and_no_id() throws Exception {
    try (Sandbox sandbox = start(Wire.fast())) {
      HttpResponse<byte[]> done = Wire.post(Wire.at(sandbox, CREATE), body().put("n", 2), AUTH);
      assertThat(done.statusCode()).isEqualTo(200);
      JsonNode answer = Wire.json(done);
      assertThat(answer.has("id")).isFalse();
      assertThat(answer.path("data")).hasSize(2);
      URI place = URI.create(answer.path("data").get(1).path("url").asText());
      assertThat(HeaderProbe.probe(Wire.get(place).body()).width()).isEqualTo(64);
      assertThat(sandbox.bill().perRequest()).containsExactly(Map.entry(" a red room", 1L));
    }
  }

  @Test
  void a_rate_limit_says_when_it_ends() throws IOException {
    try (Sandbox sandbox = start(Wire.fast().withLimits(0, 1, BigDecimal.TEN))) {
      Wire.post(Wire.at(sandbox, CREATE), body(), AUTH);
      HttpResponse<byte[]> second = Wire.post(Wire.at(sandbox, CREATE), body(), AUTH);
      assertThat(second.statusCode()).isEqualTo(429);
      assertThat(Wire.json(second).path("error").path("code").asText())
          .isEqualTo("rate_limit_exceeded");
      long reset = second.headers().firstValueAsLong("x-ratelimit-reset").orElseThrow();
      assertThat(reset - System.currentTimeMillis() / 1000).isBetween(1L, 3L);
    }
  }

  @Test
  void wrong_sizes_and_missing_prompts_are_400_and_unknown_fields_pass() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      HttpResponse<byte[]> size =
          Wire.post(Wire.at(sandbox, CREATE), body().put("size", "300x300"), AUTH);
      assertThat(size.statusCode()).isEqualTo(400);
      assertThat(Wire.json(size).path("error").path("code").asText()).isEqualTo("bad_request");
      ObjectNode more = body().put("control_image", Wire.dataUrl()).put("seed", 3);
      assertThat(Wire.post(Wire.at(sandbox, CREATE), more, AUTH).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void the_model_says_what_it_costs_in_credits() throws IOException {
    try (Sandbox sandbox = start(Wire.fast())) {
      JsonNode model = Wire.json(Wire.get(Wire.at(sandbox, "/models/flux-1-depth"), AUTH));
      assertThat(model.at("/pricing/credit_cost_fixed").asInt()).isEqualTo(5);
      assertThat(Wire.get(Wire.at(sandbox, "/models/flux-2"), AUTH).statusCode()).isEqualTo(404);
    }
  }
}
