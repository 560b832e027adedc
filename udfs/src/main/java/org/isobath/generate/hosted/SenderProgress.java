package org.isobath.generate.hosted;

import java.math.BigDecimal;
import java.util.Map;

/**
 * How far a sender is.
 *
 * @param total requests it was given
 * @param stored with pictures, those of earlier runs included
 * @param rejected ended without, by reason
 * @param waiting to be sent
 * @param running sent and not decided
 * @param ambiguous of which nobody knows whether they were bought: looked for, or parked
 * @param unaffordable that the budget does not allow
 * @param open left as they are for a later run, for another reason
 * @param spentUsd paid, or to be taken as paid
 * @param reservedUsd set aside for create calls under way
 * @param halted generators from which nothing more is bought, with the reason
 */
public record SenderProgress(
    int total,
    int stored,
    Map<Refusal, Integer> rejected,
    int waiting,
    int running,
    int ambiguous,
    int unaffordable,
    int open,
    BigDecimal spentUsd,
    BigDecimal reservedUsd,
    Map<String, String> halted) {
  public SenderProgress {
    rejected = Map.copyOf(rejected);
    halted = Map.copyOf(halted);
  }

  /** Requests that nothing more happens to in this run. */
  public int done() {
    return stored + rejected.values().stream().mapToInt(Integer::intValue).sum();
  }
}
