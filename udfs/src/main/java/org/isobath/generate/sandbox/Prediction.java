package org.isobath.generate.sandbox;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A prediction and its life, which is arithmetic on the clock: queued, running, decided, and at
 * last its outputs are gone. Times are epoch milliseconds.
 */
final class Prediction {
  /** How far it is. */
  enum Phase {
    QUEUED,
    RUNNING,
    DECIDED,
    /** Decided, and its outputs and input are no longer kept. */
    GONE
  }

  private final String id;
  private final long number;
  private final Draft draft;
  private final int attempt;
  private final long createdAt;
  private final long startsAt;
  private final long endsAt;
  private final long keptFor;
  private final Fate planned;
  private final AtomicInteger polls = new AtomicInteger();
  private final AtomicInteger downloads = new AtomicInteger();
  private volatile Fate ended;
  private volatile long endedAt;

  Prediction(
      String id,
      long number,
      Draft draft,
      int attempt,
      long createdAt,
      long startsAt,
      long endsAt,
      long keptFor,
      Fate planned) {
    this.id = id;
    this.number = number;
    this.draft = draft;
    this.attempt = attempt;
    this.createdAt = createdAt;
    this.startsAt = startsAt;
    this.endsAt = endsAt;
    this.keptFor = keptFor;
    this.planned = planned;
  }

  String id() {
    return id;
  }

  /** In the order of creation. */
  long number() {
    return number;
  }

  Draft draft() {
    return draft;
  }

  /** Which attempt of its request made it, from 0. */
  int attempt() {
    return attempt;
  }

  long createdAt() {
    return createdAt;
  }

  long startsAt() {
    return startsAt;
  }

  /** When it is decided. */
  long endsAt() {
    return ended == null ? endsAt : endedAt;
  }

  Fate fate() {
    return ended == null ? planned : ended;
  }

  Phase phase() {
    long now = System.currentTimeMillis();
    if (now >= endsAt() + keptFor) {
      return Phase.GONE;
    }
    if (now >= endsAt()) {
      return Phase.DECIDED;
    }
    return now >= startsAt ? Phase.RUNNING : Phase.QUEUED;
  }

  boolean undecided() {
    return System.currentTimeMillis() < endsAt();
  }

  /** True when it is done and has pictures that are still there. */
  boolean ready() {
    return phase() == Phase.DECIDED && fate() == Fate.SUCCEEDED;
  }

  /** Ends it now unless it is decided; true when it did. */
  synchronized boolean end(Fate fate) {
    if (!undecided()) {
      return false;
    }
    endedAt = System.currentTimeMillis();
    ended = fate;
    return true;
  }

  /** How often it was asked for before, and counts. */
  int poll() {
    return polls.getAndIncrement();
  }

  /** How often its pictures were fetched before, and counts. */
  int download() {
    return downloads.getAndIncrement();
  }
}
