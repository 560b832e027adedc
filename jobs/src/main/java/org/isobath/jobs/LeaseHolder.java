package org.isobath.jobs;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.isobath.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One contender for a warehouse: at most one of all holds it at a time, whoever dies when.
 *
 * <p>The highest number decides: whoever created its object is the holder until the lease in it is
 * ended, or silent for its term. Either way the next holder creates the next number, which only one
 * of all contenders can. The object with the highest number is never removed; so a contender that
 * comes late, with a number that was removed long ago, finds a higher one and gives up. Silence is
 * measured by whoever waits, on its own clock and between two readings of its own; no clocks of two
 * hosts are compared. A holder that could not give a sign of life for three quarters of its term
 * takes the lease for lost, before anyone else may.
 *
 * <p>This cannot stop what a holder has already sent when it is suspended for longer than its term
 * and wakes up: it learns of its loss with the next sign of life.
 */
final class LeaseHolder {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseHolder.class);

  private final LeaseObjects objects;
  private final LongSupplier nanos;
  private final long patience;
  private volatile long renewed;
  private volatile boolean holding;
  private Lease mine;
  private long number;
  private Lease seen;
  private long seenNumber;
  private long seenSince;
  private boolean alive;

  /**
   * @param mine what others will see
   * @param nanos a clock that never goes back, nanoseconds
   */
  LeaseHolder(LeaseObjects objects, Lease mine, LongSupplier nanos) {
    this.objects = objects;
    this.mine = mine;
    this.nanos = nanos;
    this.patience = mine.term().multipliedBy(3).dividedBy(4).toNanos();
  }

  /** Time between two signs of life. */
  static Duration pause(Duration term) {
    return term.dividedBy(12);
  }

  /**
   * Tries once to become the holder.
   *
   * @return the lease that is in the way; empty when this one holds now
   */
  synchronized Optional<Lease> attempt() throws IOException {
    while (true) {
      long top = top();
      if (top > 0) {
        Optional<Lease> there = objects.read(top);
        if (there.isEmpty()) {
          // removed after the listing, so there is a higher one
          continue;
        }
        if (!there.get().released() && !silent(top, there.get())) {
          return there;
        }
      }
      long start = nanos.getAsLong();
      if (created(top + 1) && stands(top + 1)) {
        renewed = start;
        number = top + 1;
        holding = true;
        requireExclusion();
        clean();
        return Optional.empty();
      }
    }
  }

  /** True when the lease that is in the way gave a sign of life while this one was watching. */
  synchronized boolean foundAlive() {
    return alive;
  }

  /**
   * Gives a sign of life.
   *
   * @return false when the lease is lost
   * @throws IOException when the storage does not take it; it may be tried again
   */
  synchronized boolean renew() throws IOException {
    long start = nanos.getAsLong();
    if (!held()) {
      return false;
    }
    if (top() > number) {
      holding = false;
      return false;
    }
    Lease next = mine.beaten();
    objects.replace(number, next);
    mine = next;
    renewed = start;
    return held();
  }

  /** Whether to go on writing: asks nobody, waits for nothing, and once false stays false. */
  boolean held() {
    if (holding && nanos.getAsLong() - renewed >= patience) {
      holding = false;
    }
    return holding;
  }

  /** Lets go; the next contender need not wait. */
  synchronized void release() throws IOException {
    if (held()) {
      holding = false;
      objects.replace(number, mine.ended());
    }
  }

  private long top() throws IOException {
    return objects.numbers().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  private boolean silent(long top, Lease there) {
    long now = nanos.getAsLong();
    boolean same = seenNumber == top && there.equals(seen);
    if (!same) {
      alive = seen != null;
      seen = there;
      seenNumber = top;
      seenSince = now;
    }
    return same && now - seenSince >= there.term().toNanos();
  }

  private boolean created(long candidate) throws IOException {
    try {
      objects.create(candidate, mine);
      return true;
    } catch (IOException e) {
      // the answer to a success may be lost, and what is sent again is then refused
      Optional<Lease> there = objects.read(candidate);
      if (there.isEmpty() && top() < candidate) {
        throw e;
      }
      return there.isPresent() && there.get().token().equals(mine.token());
    }
  }

  private boolean stands(long candidate) throws IOException {
    if (top() == candidate) {
      return true;
    }
    objects.delete(candidate);
    return false;
  }

  /** Some storages that speak S3 take every conditional create for a plain one. */
  private void requireExclusion() throws IOException {
    try {
      objects.create(number, mine);
    } catch (IOException e) {
      return;
    }
    release();
    throw new UserError(
        "The storage of the warehouse overwrites an object that is only to be created (it ignores"
            + " If-None-Match), so two drivers cannot be kept apart. Use a storage that does not, or"
            + " configure Delta's log store for several drivers and start one job at a time.");
  }

  private void clean() {
    try {
      for (long old : objects.numbers()) {
        if (old < number) {
          objects.delete(old);
        }
      }
    } catch (IOException e) {
      LOG.info("Old leases stay until the next run: {}", e.toString());
    }
  }
}
