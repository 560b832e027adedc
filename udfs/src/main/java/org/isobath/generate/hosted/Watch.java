package org.isobath.generate.hosted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A prediction that exists, until it is decided: asked for by and by, seldom before its time, and
 * not for ever.
 */
final class Watch {
  private static final long FIRST_POLL = 1_000;
  private static final long SLOWEST_POLL = 10_000;

  /** How long a provider that gives no answer is asked beyond the deadline. */
  private static final Duration GRACE = Duration.ofMinutes(5);

  private final Order order;
  private final Sender sender;
  private final Lane lane;

  /** Of the next question: one that was overtaken by another is not put. */
  private int question;

  /** What calls its deadlines off. */
  private final List<Runnable> timers = new ArrayList<>();

  private boolean asking;
  private boolean delivering;
  private boolean overdue;
  private int refreshed;
  private long pollPause = FIRST_POLL;
  private String lastWord = "";

  Watch(Order order) {
    this.order = order;
    this.sender = order.sender;
    this.lane = order.lane;
  }

  /** Whether there is anything to ask for a prediction by. */
  static boolean pollable(Bought bought) {
    return !bought.predictionId().isEmpty() || bought.pollUrl() != null;
  }

  /** Ends it where the provider can, and sees what became of it. */
  void cancel() {
    Optional<HttpCall> call = lane.route.protocol().cancel(bought());
    if (call.isEmpty()) {
      begin();
    } else {
      // the answer is not believed: the prediction says itself what became of it
      sender.call(lane.route.api(), call.get(), (reply, failure) -> begin());
    }
  }

  /** Asks for it from now on, and sees that this ends. */
  void begin() {
    long age = age();
    long deadline = lane.route.card().limits().deadline().toMillis();
    if (age >= deadline) {
      overdue = true;
    } else {
      timers.add(
          sender.loop.schedule(
              deadline - age,
              () -> {
                overdue = true;
                pollNow();
              }));
    }
    timers.add(
        sender.loop.schedule(
            Math.max(0, deadline - age) + GRACE.toMillis(),
            () -> {
              if (order.running() && !delivering) {
                order.leave("the provider gives no answer about it: " + lastWord);
              }
            }));
    pollIn(age < FIRST_POLL ? firstPoll() : 0);
  }

  /** Questions before three quarters of the usual time are seldom worth a call. */
  private long firstPoll() {
    long usual = Math.min(SLOWEST_POLL, lane.usualMillis() * 3 / 4);
    return Throttle.jitter(FIRST_POLL, sender.random) + Math.max(0, usual - FIRST_POLL);
  }

  private Bought bought() {
    return order.state.purchase().bought();
  }

  private long age() {
    return sender.loop.now() - order.state.purchase().at().toEpochMilli();
  }

  private void pollIn(long millis) {
    int number = ++question;
    sender.loop.schedule(
        millis,
        () -> {
          if (number == question) {
            pollNow();
          }
        });
  }

  /** Asks for it at once, unless it has just been asked for. */
  void pollNow() {
    if (!order.running() || asking || delivering) {
      return;
    }
    if (order.state.standing() != RequestState.Standing.BOUGHT) {
      return;
    }
    question++;
    asking = true;
    sender.loop.schedule(lane.throttle.untilCall(sender.loop.now()), this::ask);
  }

  private void ask() {
    Bought bought = bought();
    if (!pollable(bought)) {
      order.reject(Refusal.LOST, "undecided, and the provider named nothing to ask by", true);
      return;
    }
    sender.call(
        lane.route.api(),
        lane.route.protocol().poll(bought),
        (reply, failure) -> {
          asking = false;
          if (!order.running()) {
            return;
          }
          decide(
              failure != null
                  ? new Progress.Unreachable(Optional.empty(), String.valueOf(failure.getMessage()))
                  : lane.route.protocol().polled(reply, bought, age()));
        });
  }

  /** What is done about an answer. */
  void decide(Progress progress) {
    if (progress instanceof Progress.Running running) {
      if (overdue) {
        order.reject(
            Refusal.LOST,
            "still '%s' after %d s"
                .formatted(running.status(), lane.route.card().limits().deadline().toSeconds()),
            true);
      } else {
        lastWord = lane.plain(running.status());
        pollLater(running.after());
      }
    } else if (progress instanceof Progress.Succeeded succeeded) {
      lane.took(age());
      deliver(succeeded);
    } else if (progress instanceof Progress.Moderated moderated) {
      order.reject(Refusal.MODERATED, moderated.message(), true);
    } else if (progress instanceof Progress.Failed failed) {
      order.reject(Refusal.FAILED, failed.message(), true);
    } else if (progress instanceof Progress.Canceled canceled) {
      order.reject(Refusal.CANCELED, canceled.message(), canceled.charged());
    } else if (progress instanceof Progress.Lost lost) {
      order.reject(Refusal.LOST, lost.message(), true);
    } else if (progress instanceof Progress.Unreachable unreachable) {
      lastWord = lane.plain(unreachable.message());
      unreachable.after().ifPresent(after -> lane.throttle.quiet(sender.loop.now(), after));
      pollLater(unreachable.after());
    } else if (progress instanceof Progress.Misconfigured wrong) {
      lane.halt(lane.plain(wrong.message()));
      order.leave(lane.plain(wrong.message()));
    }
  }

  private void pollLater(Optional<Duration> after) {
    long pause = Throttle.jitter(pollPause, sender.random) + pollPause / 4;
    pollPause = Math.min(SLOWEST_POLL, pollPause * 3 / 2);
    pollIn(Math.max(pause, after.map(Duration::toMillis).orElse(0L)));
  }

  /** Brings its outputs home. */
  void deliver(Progress.Succeeded succeeded) {
    delivering = true;
    new Delivery(sender, lane, order, succeeded).begin();
  }

  /** Its outputs are gone from where they were: the provider may know a new place. */
  void askAgain() {
    delivering = false;
    pollIn(FIRST_POLL);
  }

  /** Whether the provider can be asked for a new place of its outputs, once more. */
  boolean refreshable(int most) {
    return pollable(bought()) && refreshed++ < most;
  }

  /** Nothing is asked any more. */
  void end() {
    timers.forEach(Runnable::run);
    timers.clear();
  }
}
