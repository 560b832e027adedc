package org.isobath.generate.hosted;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.generate.GenerationRequest;

/**
 * One request on its way through this run: what is done next hangs on the ledger's state of it, and
 * each step that costs money or forgets something is in the ledger before the next one is taken.
 */
final class Order {
  private static final long FIRST_POLL = 1_000;
  private static final long SLOWEST_POLL = 10_000;

  /** How long a provider that gives no answer is asked beyond the deadline. */
  private static final Duration GRACE = Duration.ofMinutes(5);

  /** Documented keys of this kind are remembered for a day. */
  private static final Duration IDEMPOTENT = Duration.ofHours(12);

  private static final int RESENDS = 10;
  private static final int WRITES = 6;
  private static final long WRITE_PAUSE = 1_000;

  final GenerationRequest request;
  RequestState state = RequestState.NEW;

  private final Sender sender;
  private final Lane lane;
  private Standpoint standpoint = Standpoint.WAITING;
  private String distrusted;
  private boolean placed;
  private ControlImage control;
  private Instant controlUntil = Instant.MAX;
  private HttpCall create;
  private long sentAt;
  private boolean doubted;
  private int resends;

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

  Order(Sender sender, Lane lane, GenerationRequest request) {
    this.sender = sender;
    this.lane = lane;
    this.request = request;
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
        place();
        move(Standpoint.RUNNING, null);
        resume();
      }
      case INTENDED, AMBIGUOUS -> {
        place();
        move(Standpoint.RUNNING, null);
        adopt();
      }
    }
  }

  private void place() {
    lane.throttle.resume();
    placed = true;
  }

  /** A prediction of an earlier run. */
  private void resume() {
    if (pollable(state.purchase().bought())) {
      if (sender.purpose == Sender.Purpose.CANCEL) {
        cancel();
      } else {
        watch();
      }
      return;
    }
    kept(
        pictures -> {
          List<Output> outputs = new ArrayList<>(pictures);
          List<URI> places = state.purchase().outputs();
          for (int i = outputs.size(); i < places.size(); i++) {
            outputs.add(new Output(places.get(i), null));
          }
          if (outputs.isEmpty()) {
            reject(Refusal.LOST, "the provider answered once and has no way to ask again", true);
          } else {
            deliver(succeeded(outputs));
          }
        });
  }

  /** An intent of an earlier run: its pictures may be here although its prediction is not. */
  private void adopt() {
    kept(
        pictures -> {
          if (!pictures.isEmpty()) {
            bought(
                new Bought("", null), List.of(), () -> deliver(succeeded(List.copyOf(pictures))));
          } else {
            doubt("the sender ended before it had an answer");
          }
        });
  }

  private static Progress.Succeeded succeeded(List<Output> outputs) {
    return new Progress.Succeeded(
        outputs, OptionalLong.empty(), Optional.empty(), OptionalDouble.empty());
  }

  private void kept(Consumer<List<Output>> then) {
    RequestState now = state;
    sender.loop.<List<Output>>work(
        () -> {
          List<Output> pictures = new ArrayList<>();
          for (int i = 0; i < request.outputs(); i++) {
            Optional<byte[]> bytes = sender.ledger.kept(request.requestId(), now, i);
            if (bytes.isEmpty()) {
              break;
            }
            pictures.add(new Output(null, bytes.get()));
          }
          return pictures;
        },
        (pictures, failure) -> {
          if (failure != null) {
            leave(String.valueOf(failure.getMessage()));
          } else {
            then.accept(pictures);
          }
        });
  }

  // ---- before the create call ----

  /** Gets everything that its create call needs. */
  void prepare() {
    withControl(
        this::prepared,
        (reason, message) -> {
          if (reason != null) {
            unsendable(reason, message);
          } else {
            lane.prepared(this, false);
            leave(message);
          }
        });
  }

  /**
   * Gets the control, and brings it to the provider where it is too large for a call.
   *
   * @param then with the control, and how long the provider has it
   * @param failed with the reason why there will never be one, null where there may be, and words
   */
  private void withControl(
      BiConsumer<ControlImage, Instant> then, BiConsumer<Refusal, String> failed) {
    sender.loop.work(
        () -> sender.controls.control(request),
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
            lane.uploads.place(
                request.controlId(),
                image,
                (stored, problem) -> {
                  if (problem != null) {
                    failed.accept(
                        null, "its control could not be uploaded: " + lane.plain(problem));
                  } else {
                    then.accept(image.at(stored.uri()), stored.expiresAt().orElse(Instant.MAX));
                  }
                });
          }
        });
  }

  private void prepared(ControlImage image, Instant until) {
    if (lane.closed() != null) {
      lane.prepared(this, false);
      leave(lane.closed());
      return;
    }
    control = image;
    controlUntil = until;
    lane.prepared(this, true);
  }

  private void unsendable(Refusal reason, String message) {
    write(
        new LedgerEntry.Rejected(now(), reason, PlainText.of(message), false),
        () -> {
          lane.prepared(this, false);
          finish(Standpoint.REJECTED, null);
        });
  }

  /** Sets its price aside; false when the budget does not allow it, or its upload ends too soon. */
  boolean afford() {
    if (controlUntil.isBefore(now().plus(ControlUploads.REST.dividedBy(2)))) {
      control = null;
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
    control = null;
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

  // ---- the create call ----

  /** Writes the intent, and sends the create call. */
  void send() {
    placed = true;
    move(Standpoint.RUNNING, null);
    String attempt = sender.token();
    create =
        lane.route
            .protocol()
            .create(request, control, lane.route.webhook().apply(request), attempt);
    write(
        new LedgerEntry.Intent(
            now(),
            attempt,
            request.generator(),
            request.priceUsd(),
            request.budgetGroup(),
            sender.process),
        this::post);
  }

  private void post() {
    sentAt = sender.loop.now();
    HttpCall call = create;
    sender.call(
        lane.route.api(),
        call,
        (reply, failure) -> {
          if (failure instanceof Transport.NotSent) {
            answered(new Creation.Throttled(Optional.empty(), failure.getMessage()));
          } else if (failure != null) {
            doubt(failure.getMessage());
          } else {
            answered(lane.route.protocol().created(reply, request));
          }
        });
  }

  private void answered(Creation creation) {
    if (creation instanceof Creation.Accepted accepted) {
      lane.throttle.accepted();
      bought(accepted.bought(), List.of(), this::watch);
    } else if (creation instanceof Creation.Decided decided) {
      lane.throttle.accepted();
      decided(decided);
    } else if (creation instanceof Creation.Ambiguous ambiguous) {
      doubt(ambiguous.message());
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
      reject(Refusal.MODERATED, moderated.message(), doubted);
    } else if (creation instanceof Creation.Invalid invalid) {
      if (doubted) {
        park("sent again after an answer that got lost, and called wrong: " + invalid.message());
      } else {
        reject(Refusal.INVALID, invalid.message(), false);
      }
    }
  }

  /** This call bought nothing; an earlier one of the same attempt may have. */
  private void refused(String message) {
    if (!doubted) {
      notCreated(message);
    } else if (lane.throttle.halted() != null) {
      leave(lane.throttle.halted());
    } else {
      doubt(message);
    }
  }

  /** A synchronous answer: pictures that exist nowhere else are kept before anything else. */
  private void decided(Creation.Decided decided) {
    List<Output> outputs =
        decided.progress() instanceof Progress.Succeeded succeeded
            ? succeeded.outputs()
            : List.of();
    List<URI> places = new ArrayList<>();
    outputs.stream().map(Output::url).filter(url -> url != null).forEach(places::add);
    RequestState intended = state;
    sender.loop.work(
        () -> {
          for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).bytes() != null) {
              sender.ledger.keep(request.requestId(), intended, i, outputs.get(i).bytes());
            }
          }
          return null;
        },
        (nothing, failure) -> {
          if (failure != null) {
            sender.fail(failure);
          } else {
            bought(decided.bought(), places, () -> decide(decided.progress()));
          }
        });
  }

  /** Nothing was bought, for certain: its money is free, and it may be sent again. */
  private void notCreated(String evidence) {
    write(
        new LedgerEntry.NotCreated(now(), lane.plain(evidence)),
        () -> {
          create = null;
          sender.budget.release(request.requestId());
          unplace();
          if (lane.closed() == null) {
            move(Standpoint.WAITING, null);
            lane.addFirst(this);
          } else {
            leave(lane.closed());
            sender.moneyBack(request.priceUsd());
          }
        });
  }

  /** Nobody knows whether it was bought. */
  private void doubt(String message) {
    doubted = true;
    lastWord = lane.plain(message);
    spend(request.priceUsd());
    Protocol protocol = lane.route.protocol();
    boolean young = now().isBefore(state.intent().at().plus(IDEMPOTENT));
    if (protocol.idempotent() && young && resends < RESENDS) {
      resends++;
      if (lane.closed() != null) {
        leave("it will be asked for again by the next run that buys: " + lane.closed());
        return;
      }
      long pause = Throttle.jitter(Math.min(60_000, 1_000L << resends), sender.random);
      sender.loop.schedule(pause, this::resend);
    } else if (protocol.listing().isPresent()) {
      create = null;
      control = null;
      move(Standpoint.SOUGHT, null);
      lane.reconciliation.add(this);
    } else {
      park(lastWord + "; this provider has no list to look it up in");
    }
  }

  /** The same attempt again, which cannot buy twice. */
  private void resend() {
    if (create != null) {
      post();
      return;
    }
    withControl(
        (image, until) -> {
          create =
              lane.route
                  .protocol()
                  .create(
                      request,
                      image,
                      lane.route.webhook().apply(request),
                      state.intent().attempt());
          post();
        },
        (reason, message) -> park("it cannot be asked for again: " + message));
  }

  /** The provider's list holds it. */
  void found(Bought prediction) {
    move(Standpoint.RUNNING, null);
    bought(
        prediction,
        List.of(),
        sender.purpose == Sender.Purpose.CANCEL ? this::cancel : this::watch);
  }

  /** The provider's list holds it not. */
  void provenAbsent(String evidence) {
    notCreated(evidence);
  }

  /** Gives up to find out. */
  void park(String message) {
    String plain = lane.plain(message);
    if (state.standing() == RequestState.Standing.AMBIGUOUS) {
      finish(Standpoint.PARKED, plain);
    } else {
      write(new LedgerEntry.Parked(now(), plain), () -> finish(Standpoint.PARKED, plain));
    }
  }

  // ---- bought ----

  private void bought(Bought prediction, List<URI> places, Runnable then) {
    create = null;
    control = null;
    spend(request.priceUsd());
    write(
        new LedgerEntry.Purchase(now(), prediction, places),
        () -> {
          lane.claim(prediction, this);
          then.run();
        });
  }

  private void spend(BigDecimal usd) {
    sender.budget.spend(request.requestId(), request.budgetGroup(), usd);
    sender.publish();
  }

  private static boolean pollable(Bought bought) {
    return !bought.predictionId().isEmpty() || bought.pollUrl() != null;
  }

  private void cancel() {
    Bought bought = state.purchase().bought();
    Optional<HttpCall> call = lane.route.protocol().cancel(bought);
    if (call.isEmpty()) {
      watch();
    } else {
      // the answer is not believed: the prediction says itself what became of it
      sender.call(lane.route.api(), call.get(), (reply, failure) -> watch());
    }
  }

  /** Asks for it from now on, and sees that this ends. */
  private void watch() {
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
              if (standpoint == Standpoint.RUNNING && !delivering) {
                leave("the provider gives no answer about it: " + lastWord);
              }
            }));
    pollIn(age < FIRST_POLL ? firstPoll() : 0);
  }

  /** Questions before three quarters of the usual time are seldom worth a call. */
  private long firstPoll() {
    long usual = Math.min(SLOWEST_POLL, lane.usualMillis() * 3 / 4);
    return Throttle.jitter(FIRST_POLL, sender.random) + Math.max(0, usual - FIRST_POLL);
  }

  private long age() {
    return sender.loop.now() - state.purchase().at().toEpochMilli();
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
    if (standpoint != Standpoint.RUNNING || asking || delivering) {
      return;
    }
    if (state.standing() != RequestState.Standing.BOUGHT) {
      return;
    }
    question++;
    asking = true;
    sender.loop.schedule(lane.throttle.untilCall(sender.loop.now()), this::ask);
  }

  private void ask() {
    Bought bought = state.purchase().bought();
    if (!pollable(bought)) {
      reject(Refusal.LOST, "undecided, and the provider named nothing to ask by", true);
      return;
    }
    sender.call(
        lane.route.api(),
        lane.route.protocol().poll(bought),
        (reply, failure) -> {
          asking = false;
          if (standpoint != Standpoint.RUNNING) {
            return;
          }
          decide(
              failure != null
                  ? new Progress.Unreachable(Optional.empty(), String.valueOf(failure.getMessage()))
                  : lane.route.protocol().polled(reply, bought, age()));
        });
  }

  private void decide(Progress progress) {
    if (progress instanceof Progress.Running running) {
      if (overdue) {
        reject(
            Refusal.LOST,
            "still '%s' after %d s"
                .formatted(running.status(), lane.route.card().limits().deadline().toSeconds()),
            true);
      } else {
        lastWord = running.status();
        pollLater(running.after());
      }
    } else if (progress instanceof Progress.Succeeded succeeded) {
      lane.took(age());
      deliver(succeeded);
    } else if (progress instanceof Progress.Moderated moderated) {
      reject(Refusal.MODERATED, moderated.message(), true);
    } else if (progress instanceof Progress.Failed failed) {
      reject(Refusal.FAILED, failed.message(), true);
    } else if (progress instanceof Progress.Canceled canceled) {
      reject(Refusal.CANCELED, canceled.message(), canceled.charged());
    } else if (progress instanceof Progress.Lost lost) {
      reject(Refusal.LOST, lost.message(), true);
    } else if (progress instanceof Progress.Unreachable unreachable) {
      lastWord = lane.plain(unreachable.message());
      unreachable.after().ifPresent(after -> lane.throttle.quiet(sender.loop.now(), after));
      pollLater(unreachable.after());
    } else if (progress instanceof Progress.Misconfigured wrong) {
      lane.halt(lane.plain(wrong.message()));
      leave(lane.plain(wrong.message()));
    }
  }

  private void pollLater(Optional<Duration> after) {
    long pause = Throttle.jitter(pollPause, sender.random) + pollPause / 4;
    pollPause = Math.min(SLOWEST_POLL, pollPause * 3 / 2);
    pollIn(Math.max(pause, after.map(Duration::toMillis).orElse(0L)));
  }

  // ---- the end ----

  private void deliver(Progress.Succeeded succeeded) {
    delivering = true;
    new Delivery(sender, lane, this, succeeded).begin();
  }

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
          spend(state.spentUsd());
          finish(Standpoint.STORED, null);
        });
  }

  /** Its outputs are gone from where they were: the provider may know a new place. */
  void askAgain() {
    delivering = false;
    pollIn(FIRST_POLL);
  }

  /** Whether the provider can be asked for a new place of its outputs, once more. */
  boolean refreshable(int most) {
    return pollable(state.purchase().bought()) && refreshed++ < most;
  }

  /** It ends without pictures. */
  void reject(Refusal reason, String message, boolean spent) {
    write(
        new LedgerEntry.Rejected(now(), reason, lane.plain(message), spent),
        () -> {
          if (!spent) {
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

  private void finish(Standpoint end, String open) {
    create = null;
    control = null;
    timers.forEach(Runnable::run);
    timers.clear();
    unplace();
    move(end, open);
  }

  private void unplace() {
    if (placed) {
      placed = false;
      lane.finish();
    }
  }

  private void move(Standpoint to, String open) {
    Standpoint from = standpoint;
    standpoint = to;
    sender.move(this, from, to, open);
  }

  private Instant now() {
    return Instant.ofEpochMilli(sender.loop.now());
  }

  // ---- the ledger ----

  private void write(LedgerEntry entry, Runnable then) {
    write(entry, then, WRITES);
  }

  private void write(LedgerEntry entry, Runnable then, int tries) {
    RequestState before = state;
    sender.loop.work(
        () -> sender.ledger.append(request.requestId(), before, entry),
        (after, failure) -> {
          if (failure == null) {
            state = after;
            then.run();
          } else if (failure instanceof Ledger.Contested) {
            contested(entry, then);
          } else if (failure instanceof IOException && tries > 1) {
            long pause = WRITE_PAUSE << (WRITES - tries);
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
        () -> sender.ledger.state(request.requestId()),
        (there, failure) -> {
          if (failure != null && !(failure instanceof UserError)) {
            sender.fail(failure);
            return;
          }
          boolean ours =
              failure == null
                  && there.entries() > state.entries()
                  && there.standing() == RequestState.Standing.AMBIGUOUS
                  && entry instanceof LedgerEntry.Purchase;
          if (ours) {
            state = there;
            write(entry, then);
            return;
          }
          if (entry instanceof LedgerEntry.Intent) {
            // the other one buys it, with its own money
            sender.budget.release(request.requestId());
            sender.moneyBack(request.priceUsd());
          }
          leave("another sender is working on it by the same ledger");
        });
  }
}
