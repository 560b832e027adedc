package org.isobath;

import java.util.Locale;

/**
 * Why an input was rejected: the closed list behind the {@code reason} column of every outcome
 * table. The column holds {@link #label()}; the free text beside it ({@code message}) holds the
 * particulars, the decoder's own words first.
 */
public enum Reason {
  /** The input has no bytes. */
  EMPTY,
  /** The bytes could not be read: permission, vanished file, failing storage. */
  UNREADABLE,
  /** Kept by reference, and the bytes found at use are not those that were ingested. */
  CONTENT_CHANGED,
  /** Not one of JPEG, PNG, GIF, WebP, BMP, TIFF, by magic number. */
  UNSUPPORTED_FORMAT,
  /** More bytes than {@code limits.max-bytes}. */
  TOO_MANY_BYTES,
  /**
   * More pixels, a longer side, or a longer frame list than the limits allow, by the header alone.
   */
  TOO_MANY_PIXELS,
  /** The header declares more frames than {@code limits.max-frames}. */
  TOO_MANY_FRAMES,
  /** The header contradicts itself: zero sides, unknown compression, missing parts. */
  BAD_HEADER,
  /** The data ends before the picture does. */
  TRUNCATED,
  /** The data is there and does not decode. */
  CORRUPT,
  /**
   * The picture is outside what the model's card accepts (a side below the minimum, an aspect above
   * the maximum).
   */
  MODEL_LIMITS,
  /** The model ran and failed, or gave no finite value. */
  INFERENCE_FAILED,
  /** Reference depth has not the proportions of the picture: it is of another, or cropped. */
  REFERENCE_MISMATCH,
  /** Reading and decoding, or scoring and encoding, took longer than {@code estimate.deadline}. */
  TOO_SLOW,
  /**
   * Executor after executor died with this picture in hand: of native code that crashed, say, or of
   * memory that ran out.
   */
  KILLS_EXECUTOR;

  /** The name in tables and reports: lower case with underscores. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
