package org.isobath.generate.hosted;

import java.io.IOException;
import org.isobath.UserError;

/**
 * Writes an order's entries, each before the step that follows on it: again where the storage
 * fails, and never against what another sender wrote.
 */
final class EntryWriter {
  private static final int TRIES = 6;
  private static final long PAUSE = 1_000;

  private final Order order;
  private final Sender sender;

  EntryWriter(Order order) {
    this.order = order;
    this.sender = order.sender;
  }

  /**
   * Writes an entry.
   *
   * @param then a task of the loop, with the order in the state after the entry; never run when
   *     there is no such state
   */
  void write(LedgerEntry entry, Runnable then) {
    write(entry, then, TRIES);
  }

  private void write(LedgerEntry entry, Runnable then, int tries) {
    RequestState before = order.state;
    sender.loop.work(
        () -> sender.ledger.append(order.request.requestId(), before, entry),
        (after, failure) -> {
          if (failure == null) {
            order.state = after;
            then.run();
          } else if (failure instanceof Ledger.Contested) {
            contested(entry, then);
          } else if (failure instanceof IOException && tries > 1) {
            long pause = PAUSE << (TRIES - tries);
            sender.loop.schedule(pause, () -> write(entry, then, tries - 1));
          } else {
            sender.fail(failure);
          }
        });
  }

  /**
   * Another sender wrote about it: what was bought here is written after that, all else is left.
   */
  private void contested(LedgerEntry entry, Runnable then) {
    sender.loop.work(
        () -> sender.ledger.state(order.request.requestId()),
        (there, failure) -> {
          if (failure != null && !(failure instanceof UserError)) {
            sender.fail(failure);
            return;
          }
          boolean ours =
              failure == null
                  && there.entries() > order.state.entries()
                  && there.standing() == RequestState.Standing.AMBIGUOUS
                  && entry instanceof LedgerEntry.Purchase;
          if (ours) {
            order.state = there;
            write(entry, then);
            return;
          }
          if (entry instanceof LedgerEntry.Intent) {
            // the other one buys it, with its own money
            order.free();
          }
          order.leave("another sender is working on it by the same ledger");
        });
  }
}
