package org.isobath.generate.hosted;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Looks for orders of which nobody knows whether they were bought in the provider's list, all of a
 * generator in one sweep. One that is absent from two sweeps at least a minute apart, both within
 * the time for which the list tells the truth about it, was never created. One that is not decided
 * by then is parked.
 */
final class Reconciliation {
  /** Between the two looks: lists may lag behind. */
  static final long APART = 60_000;

  private static final long FIRST_LOOK = 5_000;
  private static final long AGAIN = 15_000;

  /** By how much the provider's clock may be off. */
  private static final Duration SKEW = Duration.ofSeconds(60);

  /** The end of the window lies in the future, so that a clock ahead of ours hides nothing. */
  private static final Duration AHEAD = Duration.ofMinutes(10);

  private final Lane lane;

  /** Each order with the time of the first look in which it was absent; -1 before. */
  private final Map<Order, Long> sought = new LinkedHashMap<>();

  private boolean sweeps;

  Reconciliation(Lane lane) {
    this.lane = lane;
  }

  /** Looks for an order from now on. */
  void add(Order order) {
    sought.put(order, -1L);
    sweepIn(FIRST_LOOK);
  }

  private void sweepIn(long millis) {
    if (!sweeps) {
      sweeps = true;
      lane.sender.loop.schedule(millis, () -> new Sweep().begin());
    }
  }

  private Listing listing() {
    return lane.route.protocol().listing().orElseThrow();
  }

  /** One look through the list. */
  private final class Sweep {
    private final long begun = lane.sender.loop.now();
    private final List<Order> missing = new ArrayList<>(sought.keySet());
    private final Set<Order> unsure = new HashSet<>();
    private final Map<String, Bought> toAsk = new LinkedHashMap<>();

    void begin() {
      Instant from =
          missing.stream()
              .map(order -> order.state.intent().at())
              .min(Instant::compareTo)
              .orElseThrow()
              .minus(SKEW);
      page(listing().first(from, Instant.ofEpochMilli(begun).plus(AHEAD)));
    }

    private void call(HttpCall call, BiConsumer<HttpReply, Throwable> then) {
      Sender sender = lane.sender;
      sender.loop.schedule(
          lane.throttle.untilCall(sender.loop.now()),
          () -> sender.call(lane.route.api(), call, then));
    }

    private void page(HttpCall call) {
      call(
          call,
          (reply, failure) -> {
            if (failure != null) {
              end(false);
            } else {
              read(call, reply);
            }
          });
    }

    /** Reads a page, which repeats inputs and may be large, beside the decisions. */
    private void read(HttpCall call, HttpReply reply) {
      List<Order> orders = List.copyOf(missing);
      lane.sender.loop.<List<Listing.Page>>work(
          () -> {
            List<Listing.Page> pages = new ArrayList<>();
            for (Order order : orders) {
              listing().page(call, reply, order.request).ifPresent(pages::add);
            }
            return pages;
          },
          (pages, failure) -> {
            if (failure != null) {
              lane.sender.fail(failure);
            } else if (pages.size() < orders.size()) {
              end(false);
            } else {
              take(orders, pages);
            }
          });
    }

    /**
     * @param pages the same page, as it looks for each of the orders
     */
    private void take(List<Order> orders, List<Listing.Page> pages) {
      for (int i = 0; i < orders.size(); i++) {
        for (Listing.Entry entry : pages.get(i).entries()) {
          if (lane.claimed(entry.bought())) {
            continue;
          }
          if (entry.match() == Listing.Match.YES) {
            found(orders.get(i), entry.bought());
            break;
          }
          if (entry.match() == Listing.Match.ASK) {
            toAsk.putIfAbsent(entry.bought().predictionId(), entry.bought());
          }
        }
      }
      Optional<HttpCall> next = pages.get(0).next();
      if (next.isPresent() && !missing.isEmpty()) {
        page(next.get());
      } else {
        ask(new ArrayDeque<>(toAsk.values()));
      }
    }

    private void ask(Deque<Bought> rest) {
      rest.removeIf(lane::claimed);
      Bought bought = rest.poll();
      if (bought == null || missing.isEmpty()) {
        end(true);
        return;
      }
      call(
          lane.route.protocol().poll(bought),
          (reply, failure) -> {
            for (Order order : List.copyOf(missing)) {
              Optional<Boolean> same =
                  failure != null ? Optional.empty() : listing().matches(reply, order.request);
              if (same.isEmpty()) {
                unsure.add(order);
              } else if (same.get()) {
                found(order, bought);
                break;
              }
            }
            ask(rest);
          });
    }

    private void found(Order order, Bought bought) {
      missing.remove(order);
      sought.remove(order);
      lane.claim(bought, order);
      order.doubt.found(bought);
    }

    /**
     * @param whole whether the list was seen to its end
     */
    private void end(boolean whole) {
      sweeps = false;
      long now = lane.sender.loop.now();
      for (Order order : missing) {
        boolean within =
            now - order.state.intent().at().toEpochMilli() < listing().window().toMillis();
        if (!within) {
          sought.remove(order);
          order.doubt.park(
              "no answer to the create call, and the list of predictions no longer tells; look at "
                  + listing().place().getHost());
        } else if (whole && !unsure.contains(order)) {
          absent(order);
        }
      }
      if (!sought.isEmpty()) {
        sweepIn(whole ? APART + 1_000 : AGAIN);
      }
    }

    private void absent(Order order) {
      long first = sought.get(order);
      if (first < 0) {
        sought.put(order, begun);
      } else if (begun - first >= APART) {
        sought.remove(order);
        order.doubt.provenAbsent(
            "absent from the list of predictions at %s and %s"
                .formatted(Instant.ofEpochMilli(first), Instant.ofEpochMilli(begun)));
      }
    }
  }
}
