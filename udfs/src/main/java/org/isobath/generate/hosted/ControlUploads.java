package org.isobath.generate.hosted;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Brings controls that are too large for a call to the provider: each once, for all orders that use
 * it, and again when the provider has thrown it away. Where the house gives links to its own
 * storage there is nothing to bring: a control has one link for a run, and a new one in good time.
 */
final class ControlUploads {
  /**
   * An upload has to live on for so long to be used: the provider reads it after the create call.
   */
  static final Duration REST = Duration.ofMinutes(10);

  private static final int TRIES = 5;
  private static final long PAUSE = 2_000;

  /** Links that are kept in memory; a forgotten one is made anew. */
  private static final int LINKS = 10_000;

  private final Lane lane;
  private final Map<String, List<BiConsumer<Upload.Stored, String>>> under = new HashMap<>();
  private final Map<String, Upload.Stored> links = new LinkedHashMap<>();

  ControlUploads(Lane lane) {
    this.lane = lane;
  }

  /**
   * Sees that a control is there.
   *
   * @param then where it is, or the problem
   */
  void place(String controlId, ControlImage control, BiConsumer<Upload.Stored, String> then) {
    List<BiConsumer<Upload.Stored, String>> others = under.get(controlId);
    if (others != null) {
      others.add(then);
      return;
    }
    Instant now = Instant.ofEpochMilli(lane.sender.loop.now());
    Upload.Stored link = links.get(controlId);
    if (link != null && link.expiresAt().orElse(Instant.MAX).isAfter(now.plus(longestWait()))) {
      then.accept(link, null);
      return;
    }
    under.put(controlId, new ArrayList<>(List.of(then)));
    lane.sender.loop.<Optional<Upload.Stored>>work(
        () -> linked(controlId, now),
        (made, failure) -> {
          if (failure != null) {
            end(controlId, null, failure.getMessage());
          } else if (made.isPresent()) {
            remember(controlId, made.get());
            end(controlId, made.get(), null);
          } else {
            find(controlId, control, now);
          }
        });
  }

  /** A prediction reads its control when it starts, which may be shortly before its deadline. */
  private Duration longestWait() {
    Duration deadline = lane.route.card().limits().deadline();
    return deadline.compareTo(REST) > 0 ? deadline : REST;
  }

  private Optional<Upload.Stored> linked(String controlId, Instant now) throws IOException {
    Optional<Upload.Stored> link = lane.sender.controls.link(controlId);
    if (link.isPresent()) {
      lane.sender.ledger.link(lane.route.card().id(), controlId, link.get(), now);
    }
    return link;
  }

  private void remember(String controlId, Upload.Stored link) {
    if (links.size() >= LINKS) {
      links.remove(links.keySet().iterator().next());
    }
    links.put(controlId, link);
  }

  private void find(String controlId, ControlImage control, Instant now) {
    lane.sender.loop.<Optional<Upload.Stored>>work(
        () -> lane.sender.ledger.uploaded(lane.route.card().id(), controlId, now.plus(REST)),
        (there, failure) -> {
          if (failure != null) {
            end(controlId, null, failure.getMessage());
          } else if (there.isPresent()) {
            end(controlId, there.get(), null);
          } else {
            begin(controlId, control, TRIES);
          }
        });
  }

  private void begin(String controlId, ControlImage control, int tries) {
    Upload upload = lane.route.protocol().upload().orElseThrow();
    call(
        upload.begin(control, Sha256.hex(controlId).substring(0, 32)),
        (reply, failure) -> {
          if (failure != null) {
            again(controlId, control, tries, failure.getMessage());
            return;
          }
          Upload.Step step = upload.begun(reply, control);
          if (step instanceof Upload.Step.Done done) {
            keep(controlId, done.stored());
          } else if (step instanceof Upload.Step.Put put) {
            put(controlId, control, put, tries);
          } else if (step instanceof Upload.Step.Refused refused && refused.again()) {
            again(controlId, control, tries, refused.message());
          } else {
            end(controlId, null, ((Upload.Step.Refused) step).message());
          }
        });
  }

  private void put(String controlId, ControlImage control, Upload.Step.Put put, int tries) {
    call(
        put.call(),
        (reply, failure) -> {
          if (failure == null && lane.route.protocol().upload().orElseThrow().stored(reply)) {
            keep(controlId, put.stored());
          } else {
            again(
                controlId,
                control,
                tries,
                failure != null ? failure.getMessage() : "the storage said " + reply.status());
          }
        });
  }

  private void call(HttpCall call, BiConsumer<HttpReply, Throwable> then) {
    Sender sender = lane.sender;
    sender.loop.schedule(
        lane.throttle.untilCall(sender.loop.now()),
        () -> sender.call(lane.route.api(), call, then));
  }

  private void again(String controlId, ControlImage control, int tries, String message) {
    if (tries <= 1) {
      end(controlId, null, message);
      return;
    }
    long pause = Throttle.jitter(PAUSE << (TRIES - tries), lane.sender.random);
    lane.sender.loop.schedule(pause, () -> begin(controlId, control, tries - 1));
  }

  private void keep(String controlId, Upload.Stored stored) {
    Sender sender = lane.sender;
    Instant now = Instant.ofEpochMilli(sender.loop.now());
    sender.loop.work(
        () -> {
          sender.ledger.upload(lane.route.card().id(), controlId, stored, now);
          return stored;
        },
        (kept, failure) -> {
          if (failure != null) {
            sender.fail(failure);
          } else {
            end(controlId, kept, null);
          }
        });
  }

  private void end(String controlId, Upload.Stored stored, String problem) {
    for (BiConsumer<Upload.Stored, String> one : under.remove(controlId)) {
      one.accept(stored, problem);
    }
  }
}
