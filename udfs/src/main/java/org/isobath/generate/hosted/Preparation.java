package org.isobath.generate.hosted;

import java.time.Instant;
import java.util.function.BiConsumer;
import org.isobath.Rejected;

/**
 * What a create call needs before it may be sent: the order's control, brought to the provider
 * where it is too large for a call.
 */
final class Preparation {
  private final Order order;
  private final Sender sender;
  private final Lane lane;
  private ControlImage control;
  private Instant controlUntil = Instant.MAX;

  Preparation(Order order) {
    this.order = order;
    this.sender = order.sender;
    this.lane = order.lane;
  }

  /** Gets the control, and tells the lane when it is there or never will be. */
  void begin() {
    withControl(
        this::ready,
        (reason, message) -> {
          if (reason != null) {
            unsendable(reason, message);
          } else {
            lane.prepared(order, false);
            order.leave(message);
          }
        });
  }

  /**
   * Gets the control, and brings it to the provider where it is too large for a call.
   *
   * @param then with the control, and how long the provider has it
   * @param failed with the reason why there will never be one, null where there may be, and words
   */
  void withControl(BiConsumer<ControlImage, Instant> then, BiConsumer<Refusal, String> failed) {
    sender.loop.work(
        () -> sender.controls.control(order.request),
        (image, failure) -> {
          if (failure instanceof Rejected) {
            failed.accept(Refusal.CONTROL, failure.getMessage());
          } else if (failure != null) {
            failed.accept(null, "its control cannot be read now: " + failure.getMessage());
          } else if (image.bytes().length <= lane.route.card().limits().inlineBytes()) {
            then.accept(image, Instant.MAX);
          } else if (lane.route.protocol().upload().isEmpty()) {
            failed.accept(
                Refusal.CONTROL,
                "its control has %d bytes, and %s takes %d"
                    .formatted(
                        image.bytes().length,
                        lane.route.card().id(),
                        lane.route.card().limits().inlineBytes()));
          } else {
            upload(image, then, failed);
          }
        });
  }

  private void upload(
      ControlImage image,
      BiConsumer<ControlImage, Instant> then,
      BiConsumer<Refusal, String> failed) {
    lane.uploads.place(
        order.request.controlId(),
        image,
        (stored, problem) -> {
          if (problem != null) {
            failed.accept(null, "its control could not be uploaded: " + lane.plain(problem));
          } else {
            then.accept(image.at(stored.uri()), stored.expiresAt().orElse(Instant.MAX));
          }
        });
  }

  private void ready(ControlImage image, Instant until) {
    if (lane.closed() != null) {
      lane.prepared(order, false);
      order.leave(lane.closed());
      return;
    }
    control = image;
    controlUntil = until;
    lane.prepared(order, true);
  }

  private void unsendable(Refusal reason, String message) {
    order.write(
        new LedgerEntry.Rejected(order.now(), reason, lane.plain(message), false),
        () -> {
          lane.prepared(order, false);
          order.finish(Standpoint.REJECTED, null);
        });
  }

  /** The control; null before it is there and once it is forgotten. */
  ControlImage control() {
    return control;
  }

  /** Whether the provider has the control for long enough. */
  boolean lasts() {
    return !controlUntil.isBefore(order.now().plus(ControlUploads.REST.dividedBy(2)));
  }

  /** The control is not needed any more, or has to be got again. */
  void forget() {
    control = null;
  }
}
