package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Controls that are too large for a call. */
class UploadTest {
  private static Upload upload(String label) {
    return Protocols.of(ProtocolCards.of(label)).upload().orElseThrow();
  }

  private static Upload.Step begun(String label, int status, String body) {
    return upload(label).begun(Replies.json(status, body), ProtocolCards.CONTROL);
  }

  @Test
  void onlyTwoProvidersTakeUploads() {
    for (String label : Protocols.labels()) {
      assertThat(Protocols.of(ProtocolCards.of(label)).upload().isPresent())
          .as(label)
          .isEqualTo(List.of("replicate", "eachlabs").contains(label));
    }
  }

  @Test
  void replicateTakesAFormOfOnePart() {
    HttpCall call = upload("replicate").begin(ProtocolCards.CONTROL, "control \"1\".png");
    // SHA-256 of the bytes 1 2 3 4 begins so
    String boundary = "isobath-9f64a747e1b97f131fabb6b447296c9b";
    assertThat(call.uri()).hasToString("https://api.replicate.com/v1/files");
    assertThat(call.authorised()).isTrue();
    assertThat(call.headers())
        .containsEntry("Content-Type", "multipart/form-data; boundary=" + boundary);
    assertThat(new String(call.body(), StandardCharsets.ISO_8859_1))
        .isEqualTo(
            "--%s\r\nContent-Disposition: form-data; name=\"content\"; filename=\"control__1_.png\"\r\nContent-Type: image/png\r\n\r\n\u0001\u0002\u0003\u0004\r\n--%s--\r\n"
                .formatted(boundary, boundary));
  }

  @Test
  void aFileOfReplicateIsThereAtOnce() {
    Upload.Step step =
        begun(
            "replicate",
            201,
            "{\"id\":\"f1\",\"expires_at\":\"2026-01-02T03:04:05.678Z\","
                + "\"urls\":{\"get\":\"https://api.replicate.com/v1/files/f1\"}}");
    assertThat(step)
        .isEqualTo(
            new Upload.Step.Done(
                new Upload.Stored(
                    URI.create("https://api.replicate.com/v1/files/f1"),
                    Optional.of(Instant.parse("2026-01-02T03:04:05.678Z")))));
  }

  @Test
  void eachlabsNamesAStoreThatGetsTheBytesAndNotTheKey() {
    HttpCall begin = upload("eachlabs").begin(ProtocolCards.CONTROL, "x");
    assertThat(begin.uri()).hasToString("https://api.eachlabs.ai/v1/upload/presign");
    assertThat(new String(begin.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"content_type\":\"image/png\",\"file_type\":\"image\","
                + "\"expires_in_seconds\":604800}");
    Upload.Step step =
        begun(
            "eachlabs",
            200,
            "{\"id\":\"u1\",\"presigned_url\":\"https://s3.example.org/u1?sig=x\","
                + "\"public_url\":\"https://cdn.example.org/u1.png\",\"expires_at\":null,"
                + "\"required_headers\":{\"x-amz-meta-file-id\":\"u1\",\"host\":\"h\","
                + "\"content-type\":\"text/plain\"}}");
    assertThat(step)
        .isInstanceOfSatisfying(
            Upload.Step.Put.class,
            put -> {
              assertThat(put.call().method()).isEqualTo("PUT");
              assertThat(put.call().uri()).hasToString("https://s3.example.org/u1?sig=x");
              assertThat(put.call().authorised()).isFalse();
              assertThat(put.call().body()).isEqualTo(ProtocolCards.CONTROL.bytes());
              assertThat(put.call().headers())
                  .hasSize(2)
                  .containsEntry("x-amz-meta-file-id", "u1")
                  .containsValue("image/png");
              assertThat(put.stored().uri()).hasToString("https://cdn.example.org/u1.png");
              assertThat(put.stored().expiresAt()).isEmpty();
            });
    assertThat(upload("eachlabs").stored(Replies.json(200, ""))).isTrue();
    assertThat(upload("eachlabs").stored(Replies.json(403, "<Error/>"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "500, true",
    "503, true",
    "429, true",
    "408, true",
    "200, true",
    "400, false",
    "401, false",
    "413, false",
    "301, false",
  })
  void anUploadThatDidNotWorkCostsNothingAndIsTriedAgainWhereThatCanHelp(
      int status, boolean again) {
    for (String label : List.of("replicate", "eachlabs")) {
      assertThat(begun(label, status, "{\"error\":\"no\"}"))
          .as(label)
          .isEqualTo(new Upload.Step.Refused(again, "upload: HTTP " + status + ": no"));
    }
  }

  @Test
  void aPlaceLessSafeThanTheBaseUrlIsRefused() {
    assertThat(
            begun(
                "eachlabs",
                200,
                "{\"presigned_url\":\"http://169.254.169.254/x\","
                    + "\"public_url\":\"https://cdn.example.org/u1.png\"}"))
        .isInstanceOf(Upload.Step.Refused.class);
    assertThat(begun("replicate", 201, "{\"urls\":{\"get\":\"file:///etc/passwd\"}}"))
        .isInstanceOf(Upload.Step.Refused.class);
  }
}
