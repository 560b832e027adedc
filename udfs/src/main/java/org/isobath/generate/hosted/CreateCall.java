package org.isobath.generate.hosted;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The call that buys. Its intent is in the ledger before it, and its answer says whether something
 * was bought, nothing was, or nobody knows.
 */
final class CreateCall {
  private final Order order;
  private final Sender sender;
  private final Lane lane;
  private HttpCall call;
  private long sentAt;

  CreateCall(Order order) {
    this.order = order;
    this.sender = order.sender;
    this.lane = order.lane;
  }

  /** Writes the intent, and sends the call. */
  void begin() {
    order.doubt.clear();
    String attempt = sender.token();
    call = call(order.preparation.control(), attempt);
    order.write(
        new LedgerEntry.Intent(
            order.now(),
            attempt,
            order.request.generator(),
            order.request.priceUsd(),
            order.request.budgetGroup(),
            sender.process),
        this::post);
  }

  private HttpCall call(ControlImage control, String attempt) {
    return lane.route
        .protocol()
        .create(order.request, control, lane.route.webhook().apply(order.request), attempt);
  }

  /** The same attempt again, for a provider where that cannot buy twice. */
  void again() {
    if (call != null) {
      post();
      return;
    }
    order.preparation.withControl(
        (image, until) -> {
          call = call(image, order.state.intent().attempt());
          post();
        },
        (reason, message) -> order.doubt.park("it cannot be asked for again: " + message));
  }

  /** It is not sent again: its control may be large. */
  void forget() {
    call = null;
  }

  private void post() {
    sentAt = sender.loop.now();
    sender.call(
        lane.route.api(),
        call,
        (reply, failure) -> {
          if (failure instanceof Transport.NotSent) {
            answered(new Creation.Throttled(Optional.empty(), failure.getMessage()));
          } else if (failure != null) {
            order.doubt.begin(failure.getMessage());
          } else {
            answered(lane.route.protocol().created(reply, order.request));
          }
        });
  }

  private void answered(Creation creation) {
    if (creation instanceof Creation.Accepted accepted) {
      lane.throttle.accepted();
      order.bought(accepted.bought(), List.of(), order.watch::begin);
    } else if (creation instanceof Creation.Decided decided) {
      lane.throttle.accepted();
      decided(decided);
    } else if (creation instanceof Creation.Ambiguous ambiguous) {
      order.doubt.begin(ambiguous.message());
    } else if (creation instanceof Creation.Throttled throttled) {
      lane.refused(sentAt, throttled.after(), lane.plain(throttled.message()));
      refused("not taken: " + throttled.message());
    } else if (creation instanceof Creation.NoCredit noCredit) {
      lane.halt(
          lane.plain(
              "the account has no credit: %s. Add credit, then run generate again"
                  .formatted(noCredit.message())));
      refused("no credit: " + noCredit.message());
    } else if (creation instanceof Creation.Misconfigured wrong) {
      lane.halt(
          lane.plain(
              "%s. Check the key, the base URL and the model of the card, then run generate again"
                  .formatted(wrong.message())));
      refused("refused: " + wrong.message());
    } else if (creation instanceof Creation.Moderated moderated) {
      order.reject(Refusal.MODERATED, moderated.message(), order.doubt.cast());
    } else if (creation instanceof Creation.Invalid invalid) {
      if (order.doubt.cast()) {
        order.doubt.park(
            "sent again after an answer that got lost, and called wrong: " + invalid.message());
      } else {
        order.reject(Refusal.INVALID, invalid.message(), false);
      }
    }
  }

  /** This call bought nothing; an earlier one of the same attempt may have. */
  private void refused(String message) {
    if (!order.doubt.cast()) {
      notCreated(message);
    } else if (lane.throttle.halted() != null) {
      order.leave(lane.throttle.halted());
    } else {
      order.doubt.begin(message);
    }
  }

  /** A synchronous answer: pictures that exist nowhere else are kept before anything else. */
  private void decided(Creation.Decided decided) {
    boolean sold = decided.progress() instanceof Progress.Succeeded;
    if (!sold && !Watch.pollable(decided.bought())) {
      // one entry has all of it: nobody could be asked again for a reason that was not written
      order.watch.decide(decided.progress());
      return;
    }
    List<Output> outputs =
        decided.progress() instanceof Progress.Succeeded succeeded
            ? succeeded.outputs()
            : List.of();
    List<URI> places = new ArrayList<>();
    outputs.stream().map(Output::url).filter(Objects::nonNull).forEach(places::add);
    RequestState intended = order.state;
    sender.loop.work(
        () -> {
          for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).bytes() != null) {
              sender.ledger.keep(order.request.requestId(), intended, i, outputs.get(i).bytes());
            }
          }
          return null;
        },
        (nothing, failure) -> {
          if (failure != null) {
            sender.fail(failure);
          } else {
            order.bought(decided.bought(), places, () -> order.watch.decide(decided.progress()));
          }
        });
  }

  /** Nothing was bought, for certain: its money is free, and it may be sent again. */
  void notCreated(String evidence) {
    order.write(
        new LedgerEntry.NotCreated(order.now(), lane.plain(evidence)),
        () -> {
          call = null;
          order.sendAgain();
        });
  }
}
