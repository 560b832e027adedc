package org.isobath.image;

import java.util.Locale;

/** What decoding had to do or leave undone: the closed list behind {@link Decoded#flags()}. */
public enum DecodeFlag {
  /** An animation; the picture is its first frame. */
  ANIMATED,
  /** A TIFF of several pages; the picture is the first. */
  MULTI_PAGE,
  /** Some pixels were not opaque and were composited over the matte. */
  ALPHA,
  /** Inks brought to RGB by the plain formula (no profile). */
  CMYK,
  /** More than 8 bits per channel, scaled to 8. */
  SIXTEEN_BIT,
  /** Colours converted to sRGB from the embedded profile, which differs from sRGB visibly. */
  ICC_CONVERTED,
  /** A profile or colour tag other than sRGB that could not be applied: colours may be off. */
  ICC_IGNORED;

  /** The name in tables and reports: lower case with underscores. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
