package org.isobath.generate.hosted;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * The part of a protocol that takes a control before the request that uses it, where it has one:
 * for controls larger than a call may carry.
 */
public interface Upload {
  /** The first call. */
  HttpCall begin(ControlImage control, String name);

  /** What comes after the first call was answered. */
  sealed interface Step {
    /** The bytes are still to be sent, by this call; they are then at {@code stored}. */
    record Put(HttpCall call, Stored stored) implements Step {}

    /** The bytes are there. */
    record Done(Stored stored) implements Step {}

    /** Nothing was uploaded; {@code again} says whether another attempt can help. */
    record Refused(boolean again, String message) implements Step {}
  }

  /**
   * Where the provider finds it, and until when.
   *
   * @param expiresAt empty when the provider does not say
   */
  record Stored(URI uri, Optional<Instant> expiresAt) {
    @Override
    public String toString() {
      return "upload at " + uri.getHost();
    }
  }

  /** Reads the answer to {@link #begin}. */
  Step begun(HttpReply reply, ControlImage control);

  /** Whether the answer to {@link Step.Put} says that the bytes are there. */
  boolean stored(HttpReply reply);
}
