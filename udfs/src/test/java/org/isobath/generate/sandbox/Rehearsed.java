package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.Set;

/** The least that one can say in each protocol: create, ask, list. */
enum Rehearsed {
  BFL(SandboxProtocol.BFL, Set.of("Pending")) {
    @Override
    HttpResponse<byte[]> create(Sandbox sandbox, int seed, String webhook) throws IOException {
      ObjectNode body = bfl(seed);
      if (!webhook.isEmpty()) {
        body.put("webhook_url", webhook);
      }
      return Wire.post(Wire.at(sandbox, "/v1/flux-pro-1.0-depth"), body, "x-key", Wire.KEY);
    }

    @Override
    HttpResponse<byte[]> poll(Sandbox sandbox, JsonNode created) throws IOException {
      return Wire.get(URI.create(created.path("polling_url").asText()));
    }

    @Override
    JsonNode output(JsonNode state) {
      return state.path("result").path("sample");
    }
  },
  REPLICATE(SandboxProtocol.REPLICATE, Set.of("starting", "processing")) {
    @Override
    HttpResponse<byte[]> create(Sandbox sandbox, int seed, String webhook) throws IOException {
      ObjectNode body = Wire.object();
      body.putObject("input")
          .put("prompt", PROMPT)
          .put("control_image", Wire.dataUrl())
          .put("seed", seed);
      if (!webhook.isEmpty()) {
        body.put("webhook", webhook);
      }
      return Wire.post(
          Wire.at(sandbox, "/models/black-forest-labs/flux-depth-pro/predictions"), body, AUTH);
    }

    @Override
    HttpResponse<byte[]> poll(Sandbox sandbox, JsonNode created) throws IOException {
      return Wire.get(URI.create(created.path("urls").path("get").asText()), AUTH);
    }

    @Override
    JsonNode output(JsonNode state) {
      return state.path("output");
    }

    @Override
    int listed(Sandbox sandbox) throws IOException {
      return Wire.json(Wire.get(Wire.at(sandbox, "/predictions"), AUTH)).path("results").size();
    }
  },
  EACHLABS(SandboxProtocol.EACHLABS, Set.of("created", "starting", "processing")) {
    @Override
    HttpResponse<byte[]> create(Sandbox sandbox, int seed, String webhook) throws IOException {
      ObjectNode body =
          EachlabsServerTest.body("flux-depth-pro", EachlabsServerTest.uploaded(sandbox), seed);
      if (!webhook.isEmpty()) {
        body.put("webhook_url", webhook);
      }
      return Wire.post(Wire.at(sandbox, "/v1/prediction"), body, AUTH);
    }

    @Override
    HttpResponse<byte[]> poll(Sandbox sandbox, JsonNode created) throws IOException {
      return Wire.get(
          Wire.at(sandbox, "/v1/prediction/" + created.path("predictionID").asText()), AUTH);
    }

    @Override
    JsonNode output(JsonNode state) {
      return state.path("output");
    }

    @Override
    int listed(Sandbox sandbox) throws IOException {
      return Wire.json(Wire.get(Wire.at(sandbox, "/v1/executions"), AUTH))
          .path("executions")
          .size();
    }
  },
  COMETAPI(SandboxProtocol.COMETAPI, Set.of("Pending")) {
    @Override
    HttpResponse<byte[]> create(Sandbox sandbox, int seed, String webhook) throws IOException {
      ObjectNode body = bfl(seed);
      if (!webhook.isEmpty()) {
        body.put("webhook_url", webhook);
      }
      return Wire.post(Wire.at(sandbox, "/flux/v1/flux-pro-1-0-depth"), body, AUTH);
    }

    @Override
    HttpResponse<byte[]> poll(Sandbox sandbox, JsonNode created) throws IOException {
      return Wire.get(
          Wire.at(sandbox, "/flux/v1/get_result?id=" + created.path("id").asText()), AUTH);
    }

    @Override
    JsonNode output(JsonNode state) {
      return state.path("result").path("sample");
    }
  },
  RAILWAIL(SandboxProtocol.RAILWAIL, Set.of()) {
    @Override
    HttpResponse<byte[]> create(Sandbox sandbox, int seed, String webhook) throws IOException {
      ObjectNode body = Wire.object().put("model", "flux-1-depth").put("prompt", PROMPT + seed);
      return Wire.post(Wire.at(sandbox, "/images/generations"), body.put("size", "256x256"), AUTH);
    }

    @Override
    JsonNode output(JsonNode state) {
      return state.path("data").path(0).path("url");
    }
  },
  COMFY_ROUTER(SandboxProtocol.COMFY_ROUTER, Set.of()) {
    @Override
    HttpResponse<byte[]> create(Sandbox sandbox, int seed, String webhook) throws IOException {
      return Wire.post(
          Wire.at(sandbox, "/v2/models/bfl/flux-pro-1.0-depth"),
          bfl(seed),
          "X-API-Key",
          Wire.KEY,
          "Idempotency-Key",
          "key" + seed);
    }

    @Override
    JsonNode output(JsonNode state) {
      return state.path("result").path("sample");
    }
  };

  private static final String PROMPT = "a red room";
  private static final String[] AUTH = {"Authorization", "Bearer " + Wire.KEY};

  private final SandboxProtocol protocol;
  private final Set<String> undecided;

  Rehearsed(SandboxProtocol protocol, Set<String> undecided) {
    this.protocol = protocol;
    this.undecided = undecided;
  }

  private static ObjectNode bfl(int seed) {
    return Wire.object()
        .put("prompt", PROMPT)
        .put("control_image", Wire.base64())
        .put("seed", seed);
  }

  SandboxProtocol protocol() {
    return protocol;
  }

  /** True where the create call itself has the result. */
  boolean synchronous() {
    return undecided.isEmpty();
  }

  /** The documented words for a prediction that is not decided. */
  Set<String> undecided() {
    return undecided;
  }

  abstract HttpResponse<byte[]> create(Sandbox sandbox, int seed, String webhook)
      throws IOException;

  HttpResponse<byte[]> poll(Sandbox sandbox, JsonNode created) throws IOException {
    throw new IllegalStateException(this + " is not asked");
  }

  /** Where the first picture is. */
  abstract JsonNode output(JsonNode state);

  /** How many predictions the list shows. */
  int listed(Sandbox sandbox) throws IOException {
    throw new IllegalStateException(this + " has no list");
  }

  /** The first state that is decided. */
  JsonNode decided(Sandbox sandbox, JsonNode created) throws IOException {
    if (synchronous()) {
      return created;
    }
    for (int i = 0; i < 400; i++) {
      JsonNode state = Wire.json(poll(sandbox, created));
      String status = state.path("status").asText();
      boolean known = !undecided.contains(status);
      if (known && !Set.of("Warming Up", "booting", "provisioning").contains(status)) {
        return state;
      }
      Wire.pause(5);
    }
    throw new AssertionError(this + " does not decide");
  }

  /** The picture, or the answer that came instead. */
  HttpResponse<byte[]> fetched(JsonNode state) throws IOException {
    Optional<String> place = Optional.ofNullable(output(state).textValue());
    return Wire.get(
        URI.create(place.orElseThrow(() -> new AssertionError("no output in " + state))));
  }
}
