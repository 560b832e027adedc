package org.isobath.generate.hosted;

import java.time.Duration;
import java.util.List;

/**
 * Nobody knows whether a create call bought something. It counts as spent until that is known: by
 * the same attempt again where that cannot buy twice, by the provider's list, or else by a person.
 */
final class Doubt {
  /** Documented keys of this kind are remembered for a day. */
  private static final Duration IDEMPOTENT = Duration.ofHours(12);

  private static final int RESENDS = 10;

  private final Order order;
  private final Sender sender;
  private final Lane lane;
  private boolean cast;
  private int resends;

  Doubt(Order order) {
    this.order = order;
    this.sender = order.sender;
    this.lane = order.lane;
  }

  /** Whether the attempt was ever in doubt: then a refusal of it says little. */
  boolean cast() {
    return cast;
  }

  /** Another attempt begins, of which nothing is in doubt yet. */
  void clear() {
    cast = false;
    resends = 0;
  }

  /** Begins to find out. */
  void begin(String message) {
    cast = true;
    order.spend();
    Protocol protocol = lane.route.protocol();
    boolean young = order.now().isBefore(order.state.intent().at().plus(IDEMPOTENT));
    if (protocol.idempotent() && young && resends < RESENDS) {
      askByTheSameAttempt();
    } else if (protocol.listing().isPresent()) {
      order.forgetCall();
      order.move(Standpoint.SOUGHT, null);
      lane.reconciliation.add(order);
    } else {
      park(lane.plain(message) + "; this provider has no list to look it up in");
    }
  }

  private void askByTheSameAttempt() {
    resends++;
    if (lane.closed() != null) {
      order.leave("it will be asked for again by the next run that buys: " + lane.closed());
      return;
    }
    long pause = Throttle.jitter(Math.min(60_000, 1_000L << resends), sender.random);
    sender.loop.schedule(pause, order.createCall::again);
  }

  /** The provider's list holds it. */
  void found(Bought prediction) {
    order.move(Standpoint.RUNNING, null);
    order.bought(
        prediction,
        List.of(),
        sender.purpose == Sender.Purpose.CANCEL ? order.watch::cancel : order.watch::begin);
  }

  /** The provider's list holds it not. */
  void provenAbsent(String evidence) {
    order.createCall.notCreated(evidence);
  }

  /** Gives up to find out. */
  void park(String message) {
    String plain = lane.plain(message);
    if (order.state.standing() == RequestState.Standing.AMBIGUOUS) {
      order.finish(Standpoint.PARKED, plain);
    } else {
      order.write(
          new LedgerEntry.Parked(order.now(), plain), () -> order.finish(Standpoint.PARKED, plain));
    }
  }
}
