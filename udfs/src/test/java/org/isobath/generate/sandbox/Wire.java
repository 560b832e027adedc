package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;

/** Plain HTTP, as anybody would speak it who has read the documentation and nothing else. */
final class Wire {
  static final ObjectMapper JSON = new ObjectMapper();
  static final String KEY = "marker-key";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private static final byte[] PHOTO = ImageEncoder.png(photoImage());

  private Wire() {}

  /** 48 x 32: a bright block before a dark slope. */
  static Image photoImage() {
    int width = 48;
    int height = 32;
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean block = x > 12 && x < 30 && y > 8 && y < 26;
        int at = 3 * (y * width + x);
        rgb[at] = (byte) (block ? 220 : 20 + 2 * x);
        rgb[at + 1] = (byte) (block ? 190 : 30 + 2 * y);
        rgb[at + 2] = (byte) (block ? 160 : 40);
      }
    }
    return new Image(width, height, rgb);
  }

  static byte[] photo() {
    return PHOTO.clone();
  }

  static String base64() {
    return Base64.getEncoder().encodeToString(PHOTO);
  }

  static String dataUrl() {
    return "data:image/png;base64," + base64();
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static URI at(Sandbox sandbox, String path) {
    return URI.create(sandbox.baseUrl() + path);
  }

  /** Header names and values, one after the other. */
  static HttpResponse<byte[]> get(URI uri, String... headers) throws IOException {
    return send(builder(uri, headers).GET().build());
  }

  static HttpResponse<byte[]> post(URI uri, JsonNode body, String... headers) throws IOException {
    return send(
        builder(uri, headers)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build());
  }

  static HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static HttpRequest.Builder builder(URI uri, String... headers) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10));
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    return builder;
  }

  static JsonNode json(HttpResponse<byte[]> response) throws IOException {
    return JSON.readTree(response.body());
  }

  /** Five milliseconds queued, five running, lists that lag for 200. */
  static SandboxSettings fast() {
    return SandboxSettings.DEFAULT
        .withTimes(Duration.ofMillis(5), Duration.ofMillis(5), null, Duration.ofMillis(200))
        .withLongestSide(64);
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
