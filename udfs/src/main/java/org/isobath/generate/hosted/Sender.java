package org.isobath.generate.hosted;

import java.io.IOException;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.isobath.UserError;
import org.isobath.generate.GenerationRequest;

/**
 * Buys pictures, each request once, and keeps what it bought. All decisions are made on one thread;
 * calls are asynchronous, and nothing waits for a prediction. Whatever costs money is in the ledger
 * before it is done: the intent before the create call, the prediction before the first question
 * about it, the pictures before the entry that says that they are here. So a sender that is killed
 * at any moment is followed by one that goes on: it asks for what was bought, looks for what may
 * have been bought, and buys the rest.
 */
public final class Sender {
  private static final int LOADING = 16;

  /** How much longer than a call's own timeout the sender believes in its transport. */
  private static final long GUARD_MILLIS = 5_000;

  /** What a run is for. */
  public enum Purpose {
    /** Buys, and brings to an end what was bought before. */
    BUY,
    /** Buys nothing: looks for what is ambiguous and fetches what was bought. */
    RECONCILE,
    /** The same, and ends predictions that still run where the provider can. */
    CANCEL
  }

  /**
   * What a sender works with.
   *
   * @param routes by id of the card
   * @param process that sends, for people who read the ledger
   * @param outcomes hears of each request once: when it has ended, or when this run leaves it; on
   *     the sender's thread
   */
  record Setup(
      Loop loop,
      Ledger ledger,
      Map<String, Route> routes,
      Controls controls,
      OutputRules rules,
      Budget budget,
      Purpose purpose,
      String process,
      Consumer<Outcome> outcomes,
      RandomGenerator random,
      RandomGenerator tokens) {}

  final Loop loop;
  final Ledger ledger;
  final Controls controls;
  final OutputRules rules;
  final Budget budget;
  final Purpose purpose;
  final String process;
  final RandomGenerator random;

  private final RandomGenerator tokens;
  private final Consumer<Outcome> outcomes;
  private final Map<String, Lane> lanes = new LinkedHashMap<>();
  private final List<Order> orders = new ArrayList<>();
  private final Deque<Order> unaffordable = new ArrayDeque<>();
  private final int[] standing = new int[Standpoint.values().length];
  private final Map<Refusal, Integer> rejected = new EnumMap<>(Refusal.class);
  private final CompletableFuture<SenderProgress> done = new CompletableFuture<>();
  private boolean stopped;
  private boolean sending;
  private volatile SenderProgress progress;

  Sender(Setup setup) {
    this.loop = setup.loop();
    this.ledger = setup.ledger();
    this.controls = setup.controls();
    this.rules = setup.rules();
    this.budget = setup.budget();
    this.purpose = setup.purpose();
    this.process = setup.process();
    this.outcomes = setup.outcomes();
    this.random = setup.random();
    this.tokens = setup.tokens();
    setup.routes().forEach((id, route) -> lanes.put(id, new Lane(this, route)));
    publish();
  }

  /**
   * A sender on the clock of the wall. The caller holds the ledger's lock for as long as it runs.
   *
   * @param routes by id of the card: one for each generator that the requests name
   * @param process that sends, for people who read the ledger
   * @param outcomes hears of each request once: when it has ended, or when this run leaves it; on
   *     the sender's thread, which waits for it
   * @param hands threads that wait for the storage and decode pictures
   */
  public static Sender on(
      Ledger ledger,
      Map<String, Route> routes,
      Controls controls,
      Budget budget,
      Purpose purpose,
      String process,
      Consumer<Outcome> outcomes,
      int hands) {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    WallLoop loop = new WallLoop(hands, failure::complete);
    Sender sender =
        new Sender(
            new Setup(
                loop,
                ledger,
                routes,
                controls,
                new PictureRules(),
                budget,
                purpose,
                process,
                outcomes,
                new SplittableRandom(),
                new SecureRandom()));
    failure.thenAccept(sender::fail);
    sender.done.whenComplete((progress, failed) -> loop.close());
    return sender;
  }

  /**
   * Begins. Requests of which the ledger knows are looked up first, all of them, because what they
   * cost counts before anything is bought.
   *
   * @param requests of which each is bought once, however often it is named
   * @return done when nothing more can happen to any request in this run; failed when the ledger
   *     cannot be read or written
   */
  public CompletableFuture<SenderProgress> start(Collection<GenerationRequest> requests) {
    Map<String, GenerationRequest> given = new LinkedHashMap<>();
    requests.forEach(request -> given.putIfAbsent(request.requestId(), request));
    loop.execute(
        () -> {
          for (GenerationRequest request : given.values()) {
            Lane lane = lanes.get(request.generator());
            if (lane == null) {
              fail(new IllegalArgumentException("no route to " + request.generator()));
              return;
            }
            orders.add(new Order(this, lane, request));
          }
          standing[Standpoint.WAITING.ordinal()] = orders.size();
          publish();
          loop.work(ledger::requests, this::load);
        });
    return done;
  }

  private void load(Set<String> known, Throwable failure) {
    if (failure != null) {
      fail(failure);
      return;
    }
    Deque<Order> toLoad = new ArrayDeque<>();
    for (Order order : orders) {
      if (known.contains(order.request.requestId())) {
        toLoad.add(order);
      }
    }
    int[] loading = {Math.min(LOADING, toLoad.size())};
    if (loading[0] == 0) {
      send();
    }
    for (int i = loading[0]; i > 0; i--) {
      loadNext(toLoad, loading);
    }
  }

  private void loadNext(Deque<Order> toLoad, int[] loading) {
    Order order = toLoad.poll();
    if (order == null) {
      if (--loading[0] == 0) {
        send();
      }
      return;
    }
    loop.work(
        () -> ledger.state(order.request.requestId()),
        (state, failure) -> {
          if (failure != null && !(failure instanceof UserError)) {
            fail(failure);
            return;
          }
          if (failure != null) {
            order.distrust(failure.getMessage());
          } else {
            order.load(state);
          }
          loadNext(toLoad, loading);
        });
  }

  private void send() {
    sending = true;
    for (Order order : orders) {
      order.begin();
    }
    lanes.values().forEach(Lane::pump);
    settle();
  }

  /** Sends nothing more; what was sent is brought to its end. Any thread may call. */
  public void stop() {
    loop.execute(
        () -> {
          stopped = true;
          lanes.values().forEach(lane -> lane.drop("the run was stopped before it was sent"));
          settle();
        });
  }

  /** A call back says that there is news of a prediction: it is asked for at once. */
  public void hint(String generator, String predictionId) {
    loop.execute(
        () -> {
          Lane lane = lanes.get(generator);
          if (lane != null) {
            lane.hint(predictionId);
          }
        });
  }

  /** How far it is; any thread may ask at any time. */
  public SenderProgress progress() {
    return progress;
  }

  /** Whether create calls may be sent. */
  boolean buys() {
    return purpose == Purpose.BUY && !stopped;
  }

  /** An unguessable name of an attempt. */
  String token() {
    byte[] bytes = new byte[16];
    tokens.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Everything ends here: without a ledger nothing may be bought. */
  void fail(Throwable failure) {
    done.completeExceptionally(failure);
  }

  boolean failed() {
    return done.isCompletedExceptionally();
  }

  /** An order goes from one standpoint to another. */
  void move(Order order, Standpoint from, Standpoint to, String open) {
    standing[from.ordinal()]--;
    standing[to.ordinal()]++;
    if (to == Standpoint.UNAFFORDABLE) {
      unaffordable.add(order);
    } else if (!to.underWay()) {
      if (order.state.end() instanceof LedgerEntry.Rejected end) {
        rejected.merge(end.reason(), 1, Integer::sum);
      }
      outcomes.accept(new Outcome(order.request, order.state, open));
    }
    publish();
    settle();
  }

  /** Money came back: what the budget did not allow may be possible now. */
  void moneyBack(BigDecimal usd) {
    BigDecimal rest = usd;
    List<Order> again = new ArrayList<>();
    Iterator<Order> orders = unaffordable.iterator();
    while (orders.hasNext() && rest.signum() > 0) {
      Order order = orders.next();
      BigDecimal price = order.request.priceUsd();
      if (order.affordable() && price.compareTo(rest) <= 0) {
        rest = rest.subtract(price);
        orders.remove();
        again.add(order);
      }
    }
    again.forEach(Order::affordAgain);
  }

  private void settle() {
    int underWay = 0;
    for (Standpoint standpoint : Standpoint.values()) {
      underWay += standpoint.underWay() ? standing[standpoint.ordinal()] : 0;
    }
    if (!sending || underWay > 0 || done.isDone()) {
      return;
    }
    for (Order order : unaffordable) {
      outcomes.accept(new Outcome(order.request, order.state, "the budget does not allow it"));
    }
    unaffordable.clear();
    publish();
    done.complete(progress);
  }

  void publish() {
    Map<String, String> halted = new LinkedHashMap<>();
    lanes.forEach(
        (id, lane) -> {
          if (lane.throttle.halted() != null) {
            halted.put(id, lane.throttle.halted());
          }
        });
    progress =
        new SenderProgress(
            orders.size(),
            count(Standpoint.STORED),
            rejected,
            count(Standpoint.WAITING),
            count(Standpoint.RUNNING),
            count(Standpoint.SOUGHT) + count(Standpoint.PARKED),
            count(Standpoint.UNAFFORDABLE),
            count(Standpoint.LEFT),
            budget.spentUsd(),
            budget.reservedUsd(),
            halted);
  }

  private int count(Standpoint standpoint) {
    return standing[standpoint.ordinal()];
  }

  /**
   * Sends a call and hears of its end once, whatever the transport does.
   *
   * @param then a task of the loop, with the answer or with what went wrong
   */
  void call(Transport transport, HttpCall call, BiConsumer<HttpReply, Throwable> then) {
    String name = call.toString();
    boolean[] over = {false};
    Runnable guard =
        loop.schedule(
            call.timeout().toMillis() + GUARD_MILLIS,
            () -> {
              over[0] = true;
              then.accept(null, new IOException(name + ": no answer at all"));
            });
    transport
        .send(call)
        .whenComplete(
            (reply, failure) ->
                loop.execute(
                    () -> {
                      if (!over[0]) {
                        over[0] = true;
                        guard.run();
                        then.accept(reply, cause(failure));
                      }
                    }));
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
