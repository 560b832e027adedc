package org.isobath.jobs;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lines that tell a person how long work goes on: done of total, rate, rejects, time left. It asks
 * for the counts itself every few seconds, so the work need not know of it; short work prints
 * nothing. Not for results: those belong into {@link Outcome#lines()}.
 */
public final class Progress implements AutoCloseable {
  private static final long INTERVAL_SECONDS = 5;

  private final PrintStream out;
  private final String what;
  private final String unit;
  private final long total;
  private final LongSupplier done;
  private final LongSupplier rejected;
  private final long start = System.nanoTime();
  private final ScheduledExecutorService ticker;
  private boolean printed;

  /**
   * @param out usually {@link Run#progress()}
   * @param what the work, for example {@code "ingest photos"}
   * @param unit what is counted, for example {@code "images"}
   * @param total how many there are; negative when unknown
   * @param done how many are finished, rejected ones included; asked from another thread
   * @param rejected how many of those were rejected; asked from another thread
   */
  public static Progress start(
      PrintStream out,
      String what,
      String unit,
      long total,
      LongSupplier done,
      LongSupplier rejected) {
    Progress progress = new Progress(out, what, unit, total, done, rejected);
    progress.ticker.scheduleAtFixedRate(
        progress::tick, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    return progress;
  }

  Progress(
      PrintStream out,
      String what,
      String unit,
      long total,
      LongSupplier done,
      LongSupplier rejected) {
    this.out = out;
    this.what = what;
    this.unit = unit;
    this.total = total;
    this.done = done;
    this.rejected = rejected;
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(
            body -> {
              Thread thread = new Thread(body, "isobath-progress");
              thread.setDaemon(true);
              return thread;
            });
  }

  private synchronized void tick() {
    printed = true;
    out.println(line(System.nanoTime() - start));
  }

  /** Stops the lines; the last one says how it ended, if there was one before. */
  @Override
  public synchronized void close() {
    ticker.shutdownNow();
    if (printed) {
      out.println(line(System.nanoTime() - start));
    }
  }

  /** The line after {@code nanos} of work. */
  String line(long nanos) {
    long count = done.getAsLong();
    double rate = count / Math.max(1e-9, nanos / 1e9);
    StringBuilder line = new StringBuilder(what).append(": ").append(count);
    if (total >= 0) {
      line.append(" of ").append(total);
    }
    line.append(String.format(Locale.ROOT, " %s, %.1f/s", unit, rate));
    if (rejected.getAsLong() > 0) {
      line.append(", ").append(rejected.getAsLong()).append(" rejected");
    }
    if (total > count && count > 0) {
      line.append(", ").append(left(Math.round((total - count) / rate))).append(" left");
    }
    return line.toString();
  }

  private static String left(long seconds) {
    Duration time = Duration.ofSeconds(seconds);
    if (time.toHours() > 0) {
      return time.toHours() + " h " + time.toMinutesPart() + " min";
    }
    return time.toMinutes() > 0
        ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
        : seconds + " s";
  }
}
