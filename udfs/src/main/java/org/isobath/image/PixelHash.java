package org.isobath.image;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Equal for pictures with equal pixels, whatever file they came from: the same photograph saved as
 * PNG and BMP, or with other metadata. Not for pictures that merely look alike ({@link
 * PerceptualHash}).
 */
public final class PixelHash {
  private PixelHash() {}

  /**
   * SHA-256, in 64 hexadecimal digits, of width and height (32 bits each, big-endian) and the R, G,
   * B bytes.
   */
  public static String of(Image image) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
    digest.update(ByteBuffer.allocate(8).putInt(image.width()).putInt(image.height()).array());
    digest.update(image.rgb());
    return HexFormat.of().formatHex(digest.digest());
  }
}
