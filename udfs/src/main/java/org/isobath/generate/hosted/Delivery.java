package org.isobath.generate.hosted;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Brings the outputs of a prediction into the storage: the place is checked, the bytes are fetched
 * without a key, decoded, and kept. What was cut off on the way is fetched again while its place
 * lives; for what is gone the provider is asked for a new place.
 */
final class Delivery {
  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final int BAD_PICTURES = 4;
  private static final int NEW_PLACES = 2;
  private static final long FIRST_PAUSE = 1_000;
  private static final long LONGEST_PAUSE = 30_000;

  private final Sender sender;
  private final Lane lane;
  private final Order order;
  private final Progress.Succeeded succeeded;
  private final long begun;
  private final List<LedgerEntry.Picture> pictures = new ArrayList<>();
  private int bad;
  private int failures;

  Delivery(Sender sender, Lane lane, Order order, Progress.Succeeded succeeded) {
    this.sender = sender;
    this.lane = lane;
    this.order = order;
    this.succeeded = succeeded;
    this.begun = sender.loop.now();
  }

  void begin() {
    next();
  }

  private void next() {
    if (pictures.size() == succeeded.outputs().size()) {
      order.delivered(pictures, succeeded);
      return;
    }
    Output output = succeeded.outputs().get(pictures.size());
    if (output.bytes() != null) {
      keep(output.bytes());
    } else {
      check(output.url());
    }
  }

  private void check(URI url) {
    sender.loop.work(
        () -> {
          sender.rules.place(url, lane.route.card());
          return url;
        },
        (allowed, failure) -> {
          if (failure != null) {
            // more pictures from there would be paid for and not be fetched
            misplaced(failure.getMessage());
          } else {
            fetch(allowed);
          }
        });
  }

  private void misplaced(String message) {
    String plain = lane.plain(message);
    lane.halt(plain);
    order.leave(plain);
  }

  private void fetch(URI url) {
    HttpCall call = new HttpCall("GET", url, Map.of(), new byte[0], false, TIMEOUT);
    sender.call(
        lane.route.downloads(),
        call,
        (reply, failure) -> {
          if (failure != null) {
            again(failure.getMessage());
          } else if (reply.status() == 200) {
            keep(reply.body());
          } else if (reply.status() == 403 || reply.status() == 404 || reply.status() == 410) {
            gone("its place answered " + reply.status());
          } else if (reply.status() / 100 == 3) {
            misplaced(
                "outputs at %s lead elsewhere, and are not followed".formatted(url.getHost()));
          } else {
            again("its place answered " + reply.status());
          }
        });
  }

  private void keep(byte[] bytes) {
    RequestState state = order.state;
    int index = pictures.size();
    String requestId = order.request.requestId();
    sender.loop.work(
        () -> {
          OutputRules.Measured measured = sender.rules.measure(bytes, lane.route.card());
          byte[] picture = bytes;
          String name;
          try {
            name = sender.ledger.keep(requestId, state, index, bytes);
          } catch (Ledger.Contested e) {
            // an earlier run fetched it before it was killed, and the provider encodes each time
            name = sender.ledger.nameOf(requestId, state, index);
            picture = sender.ledger.kept(requestId, state, index).orElseThrow(() -> e);
            measured = sender.rules.measure(picture, lane.route.card());
          }
          return new LedgerEntry.Picture(
              name,
              Sha256.hex(picture),
              measured.format(),
              measured.width(),
              measured.height(),
              picture.length);
        },
        (picture, failure) -> {
          if (failure instanceof OutputRules.NoPicture) {
            bad(failure.getMessage());
          } else if (failure != null) {
            again(failure.getMessage());
          } else {
            pictures.add(picture);
            next();
          }
        });
  }

  private void bad(String message) {
    bad++;
    boolean fetched = succeeded.outputs().get(pictures.size()).url() != null;
    if (fetched && bad < BAD_PICTURES) {
      pause();
    } else {
      order.reject(Refusal.UNUSABLE, message, true);
    }
  }

  private void again(String message) {
    if (sender.loop.now() - begun < lane.route.card().limits().outputLife().toMillis()) {
      pause();
    } else if (order.watch.refreshable(NEW_PLACES)) {
      order.watch.askAgain();
    } else {
      order.leave("its pictures cannot be fetched: " + lane.plain(message));
    }
  }

  private void gone(String message) {
    if (order.watch.refreshable(NEW_PLACES)) {
      order.watch.askAgain();
    } else {
      order.reject(Refusal.LOST, "paid, and gone before it was fetched: " + message, true);
    }
  }

  private void pause() {
    long pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(failures++, 5));
    sender.loop.schedule(Throttle.jitter(pause, sender.random), this::next);
  }
}
