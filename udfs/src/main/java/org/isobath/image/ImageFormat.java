package org.isobath.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Container formats told apart by their first bytes, never by a file name. Only {@link
 * #supported()} ones decode.
 */
public enum ImageFormat {
  /** Baseline, progressive and multi-picture (MPO: the first picture is the image) JPEG. */
  JPEG(true),
  /** PNG, also animated (APNG: the default image is the image). */
  PNG(true),
  GIF(true),
  WEBP(true),
  BMP(true),
  /** Classic and BigTIFF. */
  TIFF(true),
  AVIF(false),
  HEIC(false),
  JPEG_XL(false),
  JPEG_2000(false),
  ICO(false),
  PSD(false),
  PDF(false),
  /** None of the above. */
  UNKNOWN(false);

  private static final List<String> AVIF_BRANDS = List.of("avif", "avis");
  private static final List<String> HEIC_BRANDS =
      List.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1");

  private final boolean supported;

  ImageFormat(boolean supported) {
    this.supported = supported;
  }

  /** True when {@link ImageDecoder} reads it. */
  public boolean supported() {
    return supported;
  }

  /** The name in tables and reports: lower case with underscores. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The format that these bytes begin like; {@link #UNKNOWN} for anything else, too few bytes
   * included.
   */
  public static ImageFormat sniff(byte[] b) {
    if (starts(b, 0, 0xff, 0xd8, 0xff)) {
      return JPEG;
    }
    if (starts(b, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
      return PNG;
    }
    if (starts(b, 0, 'G', 'I', 'F', '8', '7', 'a') || starts(b, 0, 'G', 'I', 'F', '8', '9', 'a')) {
      return GIF;
    }
    if (starts(b, 0, 'R', 'I', 'F', 'F') && starts(b, 8, 'W', 'E', 'B', 'P')) {
      return WEBP;
    }
    if (starts(b, 0, 'I', 'I', 42, 0)
        || starts(b, 0, 'M', 'M', 0, 42)
        || starts(b, 0, 'I', 'I', 43, 0)
        || starts(b, 0, 'M', 'M', 0, 43)) {
      return TIFF;
    }
    if (starts(b, 0, 'B', 'M') && BmpFile.knownHeaderSize(b)) {
      return BMP;
    }
    if (starts(b, 4, 'f', 't', 'y', 'p')) {
      return isoBrand(b);
    }
    if (starts(b, 0, 0xff, 0x0a) || starts(b, 0, 0, 0, 0, 12, 'J', 'X', 'L', ' ')) {
      return JPEG_XL;
    }
    if (starts(b, 0, 0, 0, 0, 12, 'j', 'P', ' ', ' ') || starts(b, 0, 0xff, 0x4f, 0xff, 0x51)) {
      return JPEG_2000;
    }
    if (starts(b, 0, 0, 0, 1, 0)) {
      return ICO;
    }
    if (starts(b, 0, '8', 'B', 'P', 'S')) {
      return PSD;
    }
    return starts(b, 0, '%', 'P', 'D', 'F') ? PDF : UNKNOWN;
  }

  /**
   * The major brand decides; a general one ({@code mif1}) gives way to a special one among the
   * compatible brands.
   */
  private static ImageFormat isoBrand(byte[] b) {
    boolean heic = false;
    for (int at = 8; at + 4 <= Math.min(b.length, 64); at += 4) {
      String brand = new String(b, at, 4, StandardCharsets.ISO_8859_1);
      if (AVIF_BRANDS.contains(brand)) {
        return AVIF;
      }
      heic |= HEIC_BRANDS.contains(brand);
    }
    return heic ? HEIC : UNKNOWN;
  }

  private static boolean starts(byte[] b, int at, int... magic) {
    if (b.length < at + magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((b[at + i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
