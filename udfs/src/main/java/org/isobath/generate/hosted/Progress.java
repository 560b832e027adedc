package org.isobath.generate.hosted;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What is known of a prediction that was bought. */
public sealed interface Progress {
  /**
   * Not yet; also for a status that nobody has documented, which is data and no error.
   *
   * @param status the provider's word
   * @param known false for an undocumented word
   * @param after before asking again, when the provider says so
   */
  record Running(String status, boolean known, Optional<Duration> after) implements Progress {}

  /**
   * Done.
   *
   * @param outputs at least one
   * @param seed that was used, when the provider says so
   * @param costUsd that was charged, when the provider says so
   * @param deviceSeconds of the run, when the provider says so
   */
  record Succeeded(
      List<Output> outputs,
      OptionalLong seed,
      Optional<BigDecimal> costUsd,
      OptionalDouble deviceSeconds)
      implements Progress {
    public Succeeded {
      outputs = List.copyOf(outputs);
    }
  }

  /** Refused for what it shows or says. It may have been charged: it counts as spent. */
  record Moderated(String message) implements Progress {}

  /** Failed for good. It may have been charged: it counts as spent. */
  record Failed(String message) implements Progress {}

  /**
   * Ended by somebody.
   *
   * @param charged whether the provider charges it
   */
  record Canceled(boolean charged, String message) implements Progress {}

  /** The provider no longer knows it, or has thrown its outputs away: paid and gone. */
  record Lost(String message) implements Progress {}

  /** The question failed, the prediction goes on: ask again. */
  record Unreachable(Optional<Duration> after, String message) implements Progress {}

  /** The question cannot be answered as configured: a wrong key or place. It stays bought. */
  record Misconfigured(String message) implements Progress {}
}
