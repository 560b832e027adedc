package org.isobath.generate.hosted;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The orders of one generator, in line. A few of them are made ready ahead, so that a create call
 * that may be sent is not kept waiting by a storage; the rest are names only.
 */
final class Lane {
  /** Orders with their control in memory before they may be sent. */
  private static final int AHEAD = 32;

  /** A generator that refuses so often in a row, half an hour at least, has no time for us. */
  private static final int PATIENCE = 40;

  private static final long LONG_RUN = 30_000;

  /** Hints that are remembered for a prediction that nobody knows yet. */
  private static final int EARLY = 1_000;

  final Sender sender;
  final Route route;
  final Throttle throttle;
  final ControlUploads uploads;
  final Reconciliation reconciliation;

  private final Deque<Order> waiting = new ArrayDeque<>();
  private final Deque<Order> ready = new ArrayDeque<>();
  private final Map<String, Order> bought = new HashMap<>();
  private final Set<String> early = new LinkedHashSet<>();
  private int preparing;
  private boolean wakes;
  private long usual;

  Lane(Sender sender, Route route) {
    this.sender = sender;
    this.route = route;
    this.throttle = new Throttle(route.card().limits(), sender.random);
    this.uploads = new ControlUploads(this);
    this.reconciliation = new Reconciliation(this);
  }

  /** A text from outside without secrets. */
  String plain(String text) {
    return PlainText.of(route.hide().apply(String.valueOf(text)));
  }

  /** Puts an order at the end of the line. */
  void add(Order order) {
    waiting.add(order);
  }

  /** Puts an order that has waited before at the head of the line. */
  void addFirst(Order order) {
    waiting.addFirst(order);
    pump();
  }

  /** Sends what may be sent now, and comes again when more may be. */
  void pump() {
    if (!sender.buys()) {
      return;
    }
    prepareAhead();
    sendReady();
    prepareAhead();
  }

  private void prepareAhead() {
    while (!waiting.isEmpty() && preparing + ready.size() < AHEAD) {
      Order order = waiting.poll();
      if (order.affordable()) {
        preparing++;
        order.preparation.begin();
      } else {
        order.forgo();
      }
    }
  }

  private void sendReady() {
    while (!ready.isEmpty()) {
      long now = sender.loop.now();
      long wait = throttle.untilCreate(now);
      if (wait == Throttle.NOT_NOW) {
        return;
      }
      if (wait > 0) {
        wake(wait);
        return;
      }
      Order order = ready.poll();
      if (order.afford()) {
        throttle.create(now);
        order.send();
      }
    }
  }

  private void wake(long millis) {
    if (!wakes) {
      wakes = true;
      sender.loop.schedule(
          millis,
          () -> {
            wakes = false;
            pump();
          });
    }
  }

  /** An order has its control, or will not be sent: the next one can be made ready. */
  void prepared(Order order, boolean sendable) {
    preparing--;
    if (sendable) {
      ready.add(order);
    }
    pump();
  }

  /** A place at the generator is free again. */
  void finish() {
    throttle.finish();
    pump();
  }

  /** The generator refused a create call, or could not be reached. */
  void refused(long sentAt, Optional<Duration> after, String message) {
    throttle.refused(sender.loop.now(), sentAt, after);
    if (throttle.refusals() >= PATIENCE) {
      halt("it refused " + PATIENCE + " create calls in a row; the last time: " + message);
    }
  }

  /** Nothing more is bought here. */
  void halt(String message) {
    throttle.halt(message);
    drop(message);
    sender.publish();
  }

  /** Leaves all that was not sent. */
  void drop(String message) {
    while (!ready.isEmpty()) {
      ready.poll().leave(message);
    }
    while (!waiting.isEmpty()) {
      waiting.poll().leave(message);
    }
  }

  /** Why nothing is sent here any more; null while something is. */
  String closed() {
    if (throttle.halted() != null) {
      return throttle.halted();
    }
    return sender.buys() ? null : "nothing is bought in this run";
  }

  /** A prediction was found done so long after it was bought. */
  void took(long millis) {
    // one that was bought by an earlier run says nothing
    long seen = Math.min(millis, LONG_RUN);
    usual = usual == 0 ? seen : (7 * usual + seen) / 8;
  }

  /** How long predictions take here, of late; 0 before the first. */
  long usualMillis() {
    return usual;
  }

  /** A prediction is known to be an order's. */
  void claim(Bought prediction, Order order) {
    if (!prediction.predictionId().isEmpty()) {
      bought.put(prediction.predictionId(), order);
    }
    if (early.remove(prediction.predictionId())) {
      sender.loop.execute(order.watch::pollNow);
    }
  }

  boolean claimed(Bought prediction) {
    return bought.containsKey(prediction.predictionId());
  }

  /** There is news of a prediction, perhaps before the answer that names it. */
  void hint(String predictionId) {
    Order order = bought.get(predictionId);
    if (order != null) {
      order.watch.pollNow();
      return;
    }
    if (early.size() >= EARLY) {
      early.remove(early.iterator().next());
    }
    early.add(predictionId);
  }
}
