package org.isobath.generate.hosted;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.isobath.generate.GeneratorCard;

/**
 * How fast one generator is asked: predictions that are unfinished at once, create calls and other
 * calls a minute, and the patience that the generator asked for. Times are milliseconds of the
 * caller's clock. For one thread.
 */
final class Throttle {
  /** Under the card's rate by a little: a refusal costs more time than it would gain. */
  private static final double MARGIN = 0.98;

  /** Rates fall no lower than the card's over this. */
  private static final double LOWEST = 64;

  private static final long FIRST_BACKOFF = 1_000;
  private static final long LONGEST_BACKOFF = 60_000;

  /**
   * Milliseconds that a timer may be late without losing calls: so much of them may be made at
   * once. A minute holds no more than the card allows even then, because {@link #MARGIN} times 61
   * seconds is less than 60.
   */
  private static final long BURST = 1_000;

  private final int active;
  private final double createsPerMilli;
  private final double callsPerMilli;
  private final RandomGenerator random;

  private double rate;
  private double tokens = 1;
  private long filled;
  private long blockedUntil;
  private int refusals;
  private long refusedAt = Long.MIN_VALUE;
  private int unfinished;
  private double nextCall;
  private String halted;

  Throttle(GeneratorCard.Limits limits, RandomGenerator random) {
    this.active = limits.active();
    this.createsPerMilli = MARGIN * limits.createsPerMinute() / 60_000;
    this.callsPerMilli = MARGIN * limits.callsPerMinute() / 60_000;
    this.random = random;
    this.rate = createsPerMilli;
  }

  /** Never, until something else happens. */
  static final long NOT_NOW = Long.MAX_VALUE;

  /**
   * Milliseconds until the next create call may be sent, 0 for now; {@link #NOT_NOW} while as many
   * predictions as allowed are unfinished, or the generator is halted.
   */
  long untilCreate(long now) {
    if (halted != null || unfinished >= active) {
      return NOT_NOW;
    }
    if (blockedUntil > now) {
      return blockedUntil - now;
    }
    fill(now);
    // a token short by rounding alone is a token
    return tokens >= 1 - 1e-9 ? 0 : Math.max(1, (long) Math.ceil((1 - tokens) / rate));
  }

  private void fill(long now) {
    if (now > filled) {
      tokens = Math.min(Math.max(1, rate * BURST), tokens + rate * (now - filled));
      filled = now;
    }
  }

  /** A create call is sent now: it takes a place among the unfinished. */
  void create(long now) {
    fill(now);
    tokens -= 1;
    unfinished++;
  }

  /** A prediction that an earlier run bought is unfinished: it takes a place whatever the limit. */
  void resume() {
    unfinished++;
  }

  /** A place is free again. */
  void finish() {
    unfinished--;
  }

  int unfinished() {
    return unfinished;
  }

  /** A create call was taken: patience is back, and speed comes back by and by. */
  void accepted() {
    refusals = 0;
    rate = Math.min(createsPerMilli, rate + createsPerMilli / 32);
  }

  /**
   * A create call was refused as too much, or did not get through. Nothing is created until the
   * time that the generator named; without one, for a time that doubles, with jitter, and at half
   * the rate from then on. Calls that were under way together are refused together: they count
   * once.
   *
   * @param sentAt when the call was sent
   */
  void refused(long now, long sentAt, Optional<Duration> after) {
    boolean another = sentAt >= refusedAt;
    if (another) {
      refusals++;
      refusedAt = now;
    }
    long wait = 0;
    if (after.isPresent()) {
      // everybody was told the same time: come a little later, and not all at once
      wait = after.get().toMillis() + random.nextLong(250);
    } else if (another) {
      rate = Math.max(createsPerMilli / LOWEST, rate / 2);
      wait = jitter(backoff(refusals), random);
    }
    blockedUntil = Math.max(blockedUntil, now + wait);
    tokens = Math.min(tokens, 1);
  }

  private static long backoff(int refusals) {
    return Math.min(LONGEST_BACKOFF, FIRST_BACKOFF << Math.min(refusals - 1, 6));
  }

  /** Refusals since a create call was taken. */
  int refusals() {
    return refusals;
  }

  /** From half of {@code millis} to all of it. */
  static long jitter(long millis, RandomGenerator random) {
    return millis / 2 + random.nextLong(millis / 2 + 1);
  }

  /**
   * Takes the next place in the line of the other calls.
   *
   * @return milliseconds until it may be sent
   */
  long untilCall(long now) {
    double at = Math.max(nextCall, now - BURST);
    nextCall = at + 1 / callsPerMilli;
    return Math.max(0, (long) Math.ceil(at - now));
  }

  /** The generator asked for patience with the other calls. */
  void quiet(long now, Duration after) {
    nextCall = Math.max(nextCall, now + after.toMillis());
  }

  /** Nothing more is created here: no request can succeed. */
  void halt(String message) {
    if (halted == null) {
      halted = message;
    }
  }

  /** Why nothing more is created; null while something is. */
  String halted() {
    return halted;
  }
}
