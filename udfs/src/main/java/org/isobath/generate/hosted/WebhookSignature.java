package org.isobath.generate.hosted;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whether a call back was made by somebody who knows the secret. An empty secret proves nothing.
 * Comparisons take the same time wherever they differ.
 */
final class WebhookSignature {
  /** How far a signed time may be off. */
  static final long TOLERANCE_SECONDS = 300;

  private static final String KEY_PREFIX = "whsec_";

  private WebhookSignature() {}

  /**
   * Standard Webhooks: {@code webhook-signature} holds {@code v1,BASE64} entries parted by spaces,
   * one of which is the HMAC-SHA256 of {@code id.timestamp.body}.
   *
   * @param headers by lower-case name
   * @param secret {@code whsec_} and the key in Base64
   */
  static boolean standard(
      Map<String, String> headers, byte[] body, String secret, long nowSeconds) {
    String id = headers.getOrDefault("webhook-id", "");
    String timestamp = headers.getOrDefault("webhook-timestamp", "");
    byte[] key = key(secret);
    if (id.isEmpty() || key.length == 0 || !recent(timestamp, nowSeconds)) {
      return false;
    }
    byte[] start = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    String expected = "v1," + Base64.getEncoder().encodeToString(hmac(key, start, body));
    boolean found = false;
    for (String entry : headers.getOrDefault("webhook-signature", "").split(" ")) {
      found |= same(expected, entry);
    }
    return found;
  }

  /** {@code sha256=} and the HMAC-SHA256 of the body in hex. */
  static boolean hex(String header, byte[] body, String secret) {
    if (header == null || empty(secret)) {
      return false;
    }
    byte[] key = secret.getBytes(StandardCharsets.UTF_8);
    return same("sha256=" + HexFormat.of().formatHex(hmac(key, body)), header.strip());
  }

  /** The secret itself. */
  static boolean verbatim(String value, String secret) {
    return value != null && !empty(secret) && same(secret, value);
  }

  private static boolean empty(String secret) {
    return secret == null || secret.isEmpty();
  }

  private static byte[] key(String secret) {
    try {
      return secret != null && secret.startsWith(KEY_PREFIX)
          ? Base64.getDecoder().decode(secret.substring(KEY_PREFIX.length()))
          : new byte[0];
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static boolean recent(String timestamp, long nowSeconds) {
    try {
      long offset = Math.subtractExact(nowSeconds, Long.parseLong(timestamp));
      return offset >= -TOLERANCE_SECONDS && offset <= TOLERANCE_SECONDS;
    } catch (ArithmeticException | NumberFormatException e) {
      return false;
    }
  }

  private static boolean same(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
