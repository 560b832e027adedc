package org.isobath.generate.hosted;

import java.io.IOException;
import java.net.URI;
import org.isobath.generate.GeneratorCard;

/** What the sender asks before it fetches an output, and before it believes that it has one. */
interface OutputRules {
  /** The place of an output is one from which nothing may be fetched. */
  final class PlaceRefused extends IOException {
    private static final long serialVersionUID = 1L;

    PlaceRefused(String message) {
      super(message);
    }
  }

  /** What was fetched is no picture. */
  final class NoPicture extends IOException {
    private static final long serialVersionUID = 1L;

    NoPicture(String message) {
      super(message);
    }
  }

  /**
   * A picture that was decoded.
   *
   * @param format jpeg, png or webp
   */
  record Measured(String format, int width, int height) {}

  /** Passes when the card's outputs may be fetched from {@code url}. May ask for names. */
  void place(URI url, GeneratorCard card) throws PlaceRefused;

  /** Decodes a picture, whole, that is no larger than the card allows. */
  Measured measure(byte[] bytes, GeneratorCard card) throws NoPicture;
}
