package org.isobath.generate.sandbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** All predictions of a rehearsal. */
final class Predictions {
  private static final long MINUTE = 60_000;

  private final Map<String, Prediction> byId = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Long, Prediction> byNumber = new ConcurrentSkipListMap<>();
  private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final List<Prediction> undecided = new ArrayList<>();
  private final Deque<Long> creates = new ArrayDeque<>();

  /** The number of this attempt of a request, from 0. */
  int attempt(String request) {
    return attempts.computeIfAbsent(request, r -> new AtomicInteger()).getAndIncrement();
  }

  long number() {
    return numbers.getAndIncrement();
  }

  void add(Prediction prediction) {
    byId.put(prediction.id(), prediction);
    byNumber.put(prediction.number(), prediction);
    synchronized (undecided) {
      undecided.add(prediction);
    }
  }

  Optional<Prediction> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Those that fit, newest first. */
  Stream<Prediction> newestFirst(Predicate<Prediction> wanted) {
    return byNumber.descendingMap().values().stream().filter(wanted);
  }

  int active() {
    synchronized (undecided) {
      undecided.removeIf(prediction -> !prediction.undecided());
      return undecided.size();
    }
  }

  /** Counts a create call of this minute unless there were {@code most}; true when it counted. */
  boolean minute(int most) {
    long now = System.currentTimeMillis();
    synchronized (creates) {
      while (!creates.isEmpty() && creates.peekFirst() <= now - MINUTE) {
        creates.removeFirst();
      }
      if (creates.size() >= most) {
        return false;
      }
      creates.addLast(now);
      return true;
    }
  }
}
