package org.isobath.jobs;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * How fast all executors work, over their last seconds.
 *
 * @param imagesPerSecond outcomes, rejected ones included, of all verbs
 * @param decodeBusy share of the cores that decode, 0 to 1
 * @param deviceBusy share of the time that a GPU has a run under way, mean over the GPUs in use;
 *     where there is none, share of the cores that infer, 0 to 1
 * @param queueWaitMs milliseconds that an input waited for its batch to run, mean; 0 without
 *     batches
 * @param batchFill inputs of a batch over what it had room for, mean; 0 without batches
 */
record Pace(
    double imagesPerSecond,
    double decodeBusy,
    double deviceBusy,
    double queueWaitMs,
    double batchFill) {

  /** How far back reports count. */
  private static final long WINDOW_NANOS = 10_000_000_000L;

  /** An executor that is silent for so long, three reports, is taken for dead. */
  private static final long SILENT_NANOS = 15_000_000_000L;

  /** The latest reports of one executor. */
  static final class Recent {
    private final int cores;
    private final Deque<Effort.Report> reports = new ArrayDeque<>();
    private long arrived;

    Recent(int cores) {
      this.cores = Math.max(1, cores);
    }

    /**
     * @param now by the driver's clock
     */
    synchronized void add(Effort.Report report, long now) {
      arrived = now;
      reports.add(report);
      // the first one left is the one that the window begins with
      while (reports.size() > 2 && report.nanos() - second().nanos() >= WINDOW_NANOS) {
        reports.remove();
      }
    }

    private Effort.Report second() {
      return reports.stream().skip(1).findFirst().orElseThrow();
    }

    private synchronized Span span(long now) {
      if (reports.size() < 2 || now - arrived > SILENT_NANOS) {
        return null;
      }
      Effort.Report first = reports.getFirst();
      Effort.Report last = reports.getLast();
      return new Span(cores, last.nanos() - first.nanos(), last.total().since(first.total()));
    }
  }

  private record Span(int cores, long nanos, Effort effort) {}

  /**
   * @param now by the driver's clock
   */
  static Pace of(Collection<Recent> executors, long now) {
    double rate = 0;
    double decode = 0;
    double cores = 0;
    double device = 0;
    double devices = 0;
    double batched = 0;
    double room = 0;
    double waited = 0;
    for (Recent executor : executors) {
      Span span = executor.span(now);
      if (span == null || span.nanos <= 0) {
        continue;
      }
      Effort effort = span.effort;
      int gpus = effort.device().gpus();
      rate += effort.handled() * 1e9 / span.nanos;
      decode += effort.decode().nanos();
      cores += (double) span.nanos * span.cores;
      device += gpus > 0 ? effort.device().gpuNanos() : effort.device().coreNanos();
      devices += (double) span.nanos * (gpus > 0 ? gpus : span.cores);
      batched += effort.device().batched();
      room += effort.device().room();
      waited += effort.device().queueNanos();
    }
    return new Pace(
        rate,
        share(decode, cores),
        share(device, devices),
        batched == 0 ? 0 : waited / batched / 1e6,
        share(batched, room));
  }

  private static double share(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
