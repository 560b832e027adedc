package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.isobath.UserError;
import org.isobath.generate.hosted.Upload;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class SignedLinksTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  private static final AwsCredentials KEY =
      AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", SECRET);

  private static SignedLinks links(S3Presigner.Builder presigner, AwsCredentials credentials) {
    return new SignedLinks(
        presigner, () -> credentials, "depth", "warehouse/_ledger/controls", Duration.ofHours(6));
  }

  private static S3Presigner.Builder europe() {
    return S3Presigner.builder().region(Region.EU_CENTRAL_1);
  }

  private static Map<String, String> query(URI uri) {
    return Arrays.stream(uri.getRawQuery().split("&"))
        .collect(
            Collectors.toMap(
                part -> part.substring(0, part.indexOf('=')),
                part -> part.substring(part.indexOf('=') + 1)));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Signature version 4 of a GET, by its description. */
  private static String signature(URI uri) throws GeneralSecurityException {
    Map<String, String> query = query(uri);
    String canonical =
        "GET\n"
            + uri.getRawPath()
            + "\n"
            + query.entrySet().stream()
                .filter(part -> !part.getKey().equals("X-Amz-Signature"))
                .map(part -> part.getKey() + "=" + part.getValue())
                .sorted()
                .collect(Collectors.joining("&"))
            + "\nhost:"
            + uri.getAuthority()
            + "\n\nhost\nUNSIGNED-PAYLOAD";
    String date = query.get("X-Amz-Date");
    String scope = date.substring(0, 8) + "/eu-central-1/s3/aws4_request";
    assertThat(query.get("X-Amz-Credential"))
        .isEqualTo("AKIAIOSFODNN7EXAMPLE%2F" + scope.replace("/", "%2F"));
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
    byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    String text =
        "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + HexFormat.of().formatHex(hash);
    return HexFormat.of().formatHex(hmac(key, text));
  }

  @Test
  void a_link_is_signed_for_one_object_and_a_time() throws Exception {
    Upload.Stored link = links(europe(), KEY).to("c0ffee/whole.jpeg");
    URI uri = link.uri();
    assertThat(uri.getHost()).isEqualTo("depth.s3.eu-central-1.amazonaws.com");
    assertThat(uri.getPath()).isEqualTo("/warehouse/_ledger/controls/c0ffee/whole.jpeg");
    assertThat(query(uri))
        .containsEntry("X-Amz-Algorithm", "AWS4-HMAC-SHA256")
        .containsEntry("X-Amz-Expires", "21600")
        .containsEntry("X-Amz-SignedHeaders", "host")
        .containsEntry("X-Amz-Signature", signature(uri));
    assertThat(Duration.between(Instant.now(), link.expiresAt().orElseThrow()))
        .isBetween(Duration.ofHours(6).minusMinutes(1), Duration.ofHours(6));
    assertThat(link).as("what a log would say").hasToString("upload at " + uri.getHost());
  }

  @Test
  void another_storage_has_the_bucket_in_its_path() throws Exception {
    S3Presigner.Builder elsewhere =
        europe()
            .endpointOverride(URI.create("https://s3.example:9000"))
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build());
    URI uri = links(elsewhere, KEY).to("c0ffee/whole.jpeg").uri();
    assertThat(uri.toString())
        .startsWith(
            "https://s3.example:9000/depth/warehouse/_ledger/controls/c0ffee/whole.jpeg?X-Amz-");
    assertThat(query(uri)).containsEntry("X-Amz-Signature", signature(uri));
  }

  private static AwsCredentials until(Instant end) {
    return AwsSessionCredentials.builder()
        .accessKeyId("AKIAIOSFODNN7EXAMPLE")
        .secretAccessKey(SECRET)
        .sessionToken("token")
        .expirationTime(end)
        .build();
  }

  @Test
  void a_link_ends_with_the_credentials_that_sign_it() throws Exception {
    Instant end = Instant.now().plusSeconds(3600);
    Upload.Stored link = links(europe(), until(end)).to("c0ffee/whole.jpeg");
    assertThat(link.expiresAt()).contains(end);
    assertThat(query(link.uri())).containsEntry("X-Amz-Security-Token", "token");
    assertThatThrownBy(() -> links(europe(), until(Instant.now().plusSeconds(60))).to("c"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("too soon for links");
  }

  @Test
  void there_are_no_links_into_a_folder_of_this_machine() {
    assertThatThrownBy(
            () -> SignedLinks.at(new Path("file:/w"), new Configuration(), Duration.ofHours(1)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "file:/w is not on s3a, so that there are no links to what is in it. Set generate.large-controls = upload.");
  }
}
