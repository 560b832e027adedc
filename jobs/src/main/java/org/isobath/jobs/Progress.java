package org.isobath.jobs;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Lines that tell how long work goes on: done of total, rate, rejects, time left; each once for a
 * person and once, as JSON, for programs ({@link Events}). It asks for the counts itself every few
 * seconds, so the work need not know of it; short work prints nothing. Not for results: those
 * belong into {@link Outcome#lines()}.
 */
public final class Progress implements AutoCloseable {
  private static final long INTERVAL_SECONDS = 5;

  private final PrintStream out;
  private final Events events;
  private final Step step;
  private final long start = System.nanoTime();
  private final ScheduledExecutorService ticker;
  private final DriverMetrics.Reported before;
  private boolean printed;

  /**
   * What is counted.
   *
   * @param verb the job
   * @param subject what it works on, for example a source
   * @param unit what is counted, for example {@code "images"}
   * @param total how many there are; negative when unknown
   * @param done how many are finished, rejected ones included; asked from another thread
   * @param rejected how many of those were rejected; asked from another thread
   * @param more what else a person should see, such as the cost so far; empty for nothing; asked
   *     from another thread
   */
  public record Step(
      String verb,
      String subject,
      String unit,
      long total,
      LongSupplier done,
      LongSupplier rejected,
      Supplier<String> more) {
    /** With nothing else to see. */
    public Step(
        String verb,
        String subject,
        String unit,
        long total,
        LongSupplier done,
        LongSupplier rejected) {
      this(verb, subject, unit, total, done, rejected, () -> "");
    }

    /**
     * ahead what executors have reported since the step began, of tasks that still run as well:
     * those count in the step when they end. Tasks that run twice are in it twice
     */
    Count after(double seconds, DriverMetrics.Reported ahead) {
      long most = total < 0 ? Long.MAX_VALUE : total;
      return new Count(
          Math.max(done.getAsLong(), Math.min(most, ahead.done())),
          total,
          Math.max(rejected.getAsLong(), Math.min(most, ahead.rejected())),
          seconds);
    }
  }

  /**
   * How far a step has come.
   *
   * @param total negative when unknown
   * @param seconds since it began
   */
  record Count(long done, long total, long rejected, double seconds) {
    double perSecond() {
      return done / Math.max(1e-9, seconds);
    }

    /** Seconds until all is done at this pace; empty when that is not known. */
    OptionalDouble left() {
      if (total < 0 || done == 0) {
        return OptionalDouble.empty();
      }
      return OptionalDouble.of(Math.max(0, total - done) / perSecond());
    }
  }

  /** Lines go to {@link Run#progress()} and to the events of the run. */
  public static Progress start(Run run, Step step) {
    Progress progress =
        new Progress(run.progress(), Events.of(run.conf(), run.id(), step.verb()), step);
    progress.ticker.scheduleAtFixedRate(
        progress::tick, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    return progress;
  }

  Progress(PrintStream out, Events events, Step step) {
    this.out = out;
    this.events = events;
    this.step = step;
    this.before = DriverMetrics.reported(step.verb());
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(
            body -> {
              Thread thread = new Thread(body, "isobath-progress");
              thread.setDaemon(true);
              return thread;
            });
  }

  synchronized void tick() {
    printed = true;
    Count count =
        step.after(
            (System.nanoTime() - start) / 1e9, DriverMetrics.reported(step.verb()).since(before));
    out.println(line(step, count));
    events.progress(step.subject(), step.unit(), count);
  }

  /** Stops the lines; the last ones say how it ended, if there were some before. */
  @Override
  public synchronized void close() {
    ticker.shutdownNow();
    if (printed) {
      tick();
    }
  }

  /** The line for a person. */
  static String line(Step step, Count count) {
    StringBuilder line =
        new StringBuilder(step.verb())
            .append(' ')
            .append(step.subject())
            .append(": ")
            .append(count.done());
    if (count.total() >= 0) {
      line.append(" of ").append(count.total());
    }
    line.append(String.format(Locale.ROOT, " %s, %.1f/s", step.unit(), count.perSecond()));
    if (count.rejected() > 0) {
      line.append(", ").append(count.rejected()).append(" rejected");
    }
    String more = step.more().get();
    if (!more.isEmpty()) {
      line.append(", ").append(more);
    }
    double left = count.left().orElse(0);
    if (left > 0) {
      line.append(", ").append(time(Math.round(left))).append(" left");
    }
    return line.toString();
  }

  private static String time(long seconds) {
    Duration time = Duration.ofSeconds(seconds);
    if (time.toHours() > 0) {
      return time.toHours() + " h " + time.toMinutesPart() + " min";
    }
    return time.toMinutes() > 0
        ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
        : seconds + " s";
  }
}
