package org.isobath.jobs.generate;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.isobath.generate.hosted.LedgerEntry;
import org.isobath.generate.hosted.Outcome;
import org.isobath.generate.hosted.Refusal;
import org.isobath.generate.hosted.RequestState;

/**
 * What the sender has said about requests: on its thread, while the job takes what has ended from
 * another one.
 */
final class Heard {
  /** Requests and their money. */
  static final class Sum {
    private long count;
    private BigDecimal usd = BigDecimal.ZERO;

    void add(BigDecimal more) {
      count++;
      usd = usd.add(more == null ? BigDecimal.ZERO : more);
    }

    long count() {
      return count;
    }

    BigDecimal usd() {
      return usd;
    }
  }

  private final String process;
  private final List<Outcome> ended = new ArrayList<>();
  private final List<Outcome> doubtful = new ArrayList<>();
  private final Map<Refusal, Sum> rejected = new EnumMap<>(Refusal.class);
  private final Sum left = new Sum();
  private String whyLeft = "";
  private BigDecimal costUsd = BigDecimal.ZERO;

  /**
   * @param process that sends in this run, as its intents name it
   */
  Heard(String process) {
    this.process = process;
  }

  String process() {
    return process;
  }

  synchronized void hear(Outcome outcome) {
    RequestState state = outcome.state();
    if (state.intent() != null && state.intent().process().equals(process)) {
      costUsd = costUsd.add(state.spentUsd());
    }
    if (state.ended()) {
      end(outcome);
    } else if (state.standing() == RequestState.Standing.AMBIGUOUS) {
      doubtful.add(outcome);
    } else {
      left.add(outcome.request().priceUsd());
      whyLeft = whyLeft.isEmpty() ? String.valueOf(outcome.open()) : whyLeft;
    }
  }

  /** One that was doubtful is given up. */
  synchronized void end(Outcome outcome) {
    ended.add(outcome);
    if (outcome.state().end() instanceof LedgerEntry.Rejected end) {
      rejected.computeIfAbsent(end.reason(), none -> new Sum()).add(outcome.state().spentUsd());
    }
  }

  /** Takes what has ended since the last time. */
  synchronized List<Outcome> takeEnded() {
    List<Outcome> taken = List.copyOf(ended);
    ended.clear();
    return taken;
  }

  /** Takes those of which nobody knows whether they were bought. */
  synchronized List<Outcome> takeDoubtful() {
    List<Outcome> taken = List.copyOf(doubtful);
    doubtful.clear();
    return taken;
  }

  /** Those that ended without pictures, with what they cost all the same. */
  synchronized Map<Refusal, Sum> rejected() {
    return new EnumMap<>(rejected);
  }

  /** Those that wait for another run, with their prices. */
  synchronized Sum left() {
    return left;
  }

  /** Why the first of those was left. */
  synchronized String whyLeft() {
    return whyLeft;
  }

  /** Spent by this run, or to be taken as spent. */
  synchronized BigDecimal costUsd() {
    return costUsd;
  }
}
