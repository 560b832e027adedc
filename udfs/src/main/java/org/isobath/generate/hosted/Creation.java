package org.isobath.generate.hosted;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of a create call, by its answer: whether something was bought is all that matters.
 */
public sealed interface Creation {
  /** It exists; ask for it later. */
  record Accepted(Bought bought) implements Creation {}

  /** It exists and is already decided: what a synchronous API answers. */
  record Decided(Bought bought, Progress progress) implements Creation {}

  /**
   * Nothing was bought and nothing will be by asking again: the provider finds the request wrong.
   */
  record Invalid(String message) implements Creation {}

  /** Nothing was bought: the prompt or the control was refused before any work. */
  record Moderated(String message) implements Creation {}

  /**
   * Nothing was bought: too much at once. Ask again after {@code after}, or by one's own patience.
   */
  record Throttled(Optional<Duration> after, String message) implements Creation {}

  /** Nothing was bought: the account has no credit. No request of the generator can succeed. */
  record NoCredit(String message) implements Creation {}

  /**
   * Nothing was bought, and the configuration is why: a wrong key, place or permission. No request
   * of the generator can succeed.
   */
  record Misconfigured(String message) implements Creation {}

  /** Nobody knows whether it was bought: an error after the request had been sent. */
  record Ambiguous(String message) implements Creation {}
}
