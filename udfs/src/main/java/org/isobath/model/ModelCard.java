package org.isobath.model;

import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.isobath.UserError;

/**
 * Everything Isobath must know about a depth model: where its file is, what it may be used for, how
 * pictures go in and depth comes out. Written as HOCON; {@code conf/models/isobath-tiny.conf}
 * explains every key. Adding a model is writing a card.
 *
 * @param id lower-case letters, digits, dots, dashes and underscores; unique in a folder
 * @param verified true once somebody has run the real file through this card and looked at the
 *     depth
 * @param source {@code bundled:}, {@code file:}, {@code https:} or any Hadoop file system; always
 *     absolute
 * @param sha256 of the model file, 64 lower-case hex digits; null until the card is locked
 * @param bytes length of the model file; 0 where unknown
 */
public record ModelCard(
    String id,
    String title,
    boolean verified,
    Licence licence,
    URI source,
    String sha256,
    long bytes,
    InputRule input,
    OutputRule output,
    CardLimits limits)
    implements Serializable {

  /**
   * Raised when the code of pre- or post-processing changes in a way that moves depth values, so
   * that old rows and new ones have different keys.
   */
  static final int PROCESSING_VERSION = 1;

  /**
   * Terms of the weights.
   *
   * @param name SPDX identifier where one exists
   * @param commercial whether the terms allow commercial use
   * @param url where the terms are; may be empty
   */
  public record Licence(String name, boolean commercial, String url) implements Serializable {}

  /**
   * Reads a card.
   *
   * @param hocon the card's text
   * @param file its name, for messages
   * @param folder against which a relative source is resolved; ends with a slash
   * @throws UserError with file, line and nearest key, when the card is wrong
   */
  public static ModelCard parse(String hocon, String file, URI folder) {
    return CardFormat.read(hocon, file, folder);
  }

  /** The card as text that {@link #parse} reads back to an equal card, wherever it is read. */
  public String toHocon() {
    return CardFormat.write(this);
  }

  /** This card with another input rule. */
  public ModelCard withInput(InputRule other) {
    return new ModelCard(
        id, title, verified, licence, source, sha256, bytes, other, output, limits);
  }

  /** The hash, once locked. */
  public Optional<String> hash() {
    return Optional.ofNullable(sha256);
  }

  /** This card with the identity of its file. */
  public ModelCard locked(String sha256, long bytes) {
    return new ModelCard(
        id, title, verified, licence, source, sha256, bytes, input, output, limits);
  }

  /** {@link #paramsHash(OutputSize)} for depth at network size. */
  public String paramsHash() {
    return paramsHash(OutputSize.NETWORK);
  }

  /**
   * Key of everything that decides a depth value: weights, input and output rules, version of the
   * processing code, and the size at which depth is kept. Device, batch, threads, titles, licence
   * and limits are not in it: they change no value.
   *
   * @return 64 hex digits
   * @throws UserError when the card has no hash yet
   */
  public String paramsHash(OutputSize size) {
    String text =
        "isobath processing "
            + PROCESSING_VERSION
            + "\nweights "
            + requireHash()
            + "\nsize "
            + size.name().toLowerCase(Locale.ROOT)
            + "\n"
            + CardFormat.writeRules(this);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The hash, or the error that says how to get one. */
  String requireHash() {
    return hash()
        .orElseThrow(
            () ->
                new UserError(
                    "Model card "
                        + id
                        + " has no sha256, and an unverified file is never loaded. Run: isobath models lock "
                        + id
                        + "  (downloads "
                        + source
                        + " once and records its hash)."));
  }
}
