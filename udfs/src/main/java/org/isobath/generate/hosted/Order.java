package org.isobath.generate.hosted;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.isobath.generate.GenerationRequest;

/**
 * One request on its way through this run: what the ledger has of it, where it stands, and its
 * money. What is done next hangs on the ledger's state of it, and each step that costs money or
 * forgets something is in the ledger before the next one is taken. The steps have classes of their
 * own: {@link Preparation}, {@link CreateCall}, {@link Doubt}, {@link Watch}, {@link Delivery}, and
 * {@link Resumption} for those of an earlier run.
 */
final class Order {
  final GenerationRequest request;
  final Sender sender;
  final Lane lane;
  final Preparation preparation;
  final CreateCall createCall;
  final Doubt doubt;
  final Watch watch;
  RequestState state = RequestState.NEW;

  private final EntryWriter entries;
  private Standpoint standpoint = Standpoint.WAITING;
  private String distrusted;
  private boolean placed;

  Order(Sender sender, Lane lane, GenerationRequest request) {
    this.sender = sender;
    this.lane = lane;
    this.request = request;
    this.preparation = new Preparation(this);
    this.createCall = new CreateCall(this);
    this.doubt = new Doubt(this);
    this.watch = new Watch(this);
    this.entries = new EntryWriter(this);
  }

  // ---- beginning ----

  /** What the ledger knows of it. */
  void load(RequestState known) {
    state = known;
    if (known.spentUsd().signum() > 0) {
      sender.budget.spend(request.requestId(), request.budgetGroup(), known.spentUsd());
    }
    if (known.purchase() != null) {
      lane.claim(known.purchase().bought(), this);
    }
  }

  /** The ledger holds something that cannot be read: it may have been paid for. */
  void distrust(String problem) {
    distrusted = problem;
    if (request.priceUsd() != null) {
      sender.budget.spend(request.requestId(), request.budgetGroup(), request.priceUsd());
    }
  }

  /** Goes on from where the ledger left it. */
  void begin() {
    if (distrusted != null) {
      leave(distrusted);
      return;
    }
    switch (state.standing()) {
      case UNSENT -> {
        if (lane.closed() == null) {
          lane.add(this);
        } else {
          leave(lane.closed());
        }
      }
      case STORED -> move(Standpoint.STORED, null);
      case REJECTED -> move(Standpoint.REJECTED, null);
      case BOUGHT -> {
        resume();
        new Resumption(this).ofPrediction();
      }
      case INTENDED, AMBIGUOUS -> {
        resume();
        new Resumption(this).ofIntent();
      }
    }
  }

  private void resume() {
    lane.throttle.resume();
    placed = true;
    move(Standpoint.RUNNING, null);
  }

  // ---- its money ----

  /** Sets its price aside; false when the budget does not allow it, or its upload ends too soon. */
  boolean afford() {
    if (!preparation.lasts()) {
      preparation.forget();
      lane.add(this);
      return false;
    }
    if (sender.budget.reserve(request.requestId(), request.budgetGroup(), request.priceUsd())) {
      return true;
    }
    forgo();
    return false;
  }

  /** Whether the budget would allow it now. */
  boolean affordable() {
    return sender.budget.fits(request.budgetGroup(), request.priceUsd());
  }

  /** The budget does not allow it. */
  void forgo() {
    preparation.forget();
    move(Standpoint.UNAFFORDABLE, null);
  }

  /** Money came back. */
  void affordAgain() {
    move(Standpoint.WAITING, null);
    if (lane.closed() == null) {
      lane.addFirst(this);
    } else {
      leave(lane.closed());
    }
  }

  /** It is paid for, or must be taken as if it were. */
  void spend() {
    sender.budget.spend(request.requestId(), request.budgetGroup(), request.priceUsd());
    sender.publish();
  }

  /** It costs nothing, for certain: others may have its money. */
  void free() {
    sender.budget.release(request.requestId());
    sender.moneyBack(request.priceUsd());
  }

  // ---- between beginning and end ----

  /** Buys it: its place at the generator is taken. */
  void send() {
    placed = true;
    move(Standpoint.RUNNING, null);
    createCall.begin();
  }

  /** Nothing was bought: it goes back to the head of the line. */
  void sendAgain() {
    sender.budget.release(request.requestId());
    unplace();
    if (lane.closed() == null) {
      move(Standpoint.WAITING, null);
      lane.addFirst(this);
    } else {
      leave(lane.closed());
      sender.moneyBack(request.priceUsd());
    }
  }

  /**
   * The prediction exists.
   *
   * @param places of its outputs, where they are known already
   * @param then once that is in the ledger
   */
  void bought(Bought prediction, List<URI> places, Runnable then) {
    forgetCall();
    spend();
    write(
        new LedgerEntry.Purchase(now(), prediction, places),
        () -> {
          lane.claim(prediction, this);
          then.run();
        });
  }

  /** Lets go of what only the create call needs: there are many orders. */
  void forgetCall() {
    createCall.forget();
    preparation.forget();
  }

  // ---- the end ----

  /** The pictures are in the storage. */
  void delivered(List<LedgerEntry.Picture> pictures, Progress.Succeeded succeeded) {
    Instant now = now();
    LedgerEntry.Stored stored =
        new LedgerEntry.Stored(
            now,
            pictures,
            succeeded.seed(),
            succeeded.costUsd(),
            succeeded.deviceSeconds(),
            Duration.between(state.intent().at(), now).toMillis(),
            state.attempts(),
            "passed");
    write(
        stored,
        () -> {
          sender.budget.spend(request.requestId(), request.budgetGroup(), state.spentUsd());
          finish(Standpoint.STORED, null);
        });
  }

  /** It ends without pictures. */
  void reject(Refusal reason, String message, boolean spent) {
    write(
        new LedgerEntry.Rejected(now(), reason, lane.plain(message), spent),
        () -> {
          if (spent) {
            spend();
          } else {
            sender.budget.release(request.requestId());
          }
          finish(Standpoint.REJECTED, null);
          if (!spent) {
            sender.moneyBack(request.priceUsd());
          }
        });
  }

  /** This run does no more for it. */
  void leave(String message) {
    finish(Standpoint.LEFT, message);
  }

  /**
   * Nothing more happens to it in this run.
   *
   * @param open why it has not ended, for people; null when it has
   */
  void finish(Standpoint end, String open) {
    forgetCall();
    watch.end();
    unplace();
    move(end, open);
  }

  private void unplace() {
    if (placed) {
      placed = false;
      lane.finish();
    }
  }

  void move(Standpoint to, String open) {
    Standpoint from = standpoint;
    standpoint = to;
    sender.move(this, from, to, open);
  }

  boolean running() {
    return standpoint == Standpoint.RUNNING;
  }

  Instant now() {
    return Instant.ofEpochMilli(sender.loop.now());
  }

  /** Writes an entry, and goes on once it is there. */
  void write(LedgerEntry entry, Runnable then) {
    entries.write(entry, then);
  }
}
