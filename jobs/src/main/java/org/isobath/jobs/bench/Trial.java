package org.isobath.jobs.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.jobs.Overlap;
import org.isobath.model.ImageEstimator;
import org.isobath.model.PendingPasses;

/**
 * What an executor does to pictures, without Spark and tables: so many tasks, each with its own
 * threads, over one model, for a given time. The pictures go round until the time is over; what is
 * done before all tasks are at full speed does not count.
 */
final class Trial {
  /** Of the measured time, before it. */
  private static final double WARM_UP = 0.25;

  private static final long LOOK_MILLIS = 2;

  /**
   * An encoded picture.
   *
   * @param bytes that it takes with its three channels
   */
  record Picture(byte[] content, long bytes) {}

  /**
   * A measurement.
   *
   * @param images per second
   * @param deviceBusy share of the time in which the device, or every core of a CPU, was in a run
   * @param processorBusy share of the time of all cores that this process had
   */
  record Rate(double images, double deviceBusy, double processorBusy) {}

  private Trial() {}

  /**
   * @param pictures at least one
   * @param cores of the executor
   * @param aheadBytes of one task
   * @param seconds to measure for; longer where too little is done in that time
   * @throws UserError when a picture gives no depth
   */
  static Rate run(
      ImageEstimator estimator,
      List<Picture> pictures,
      SweepPoint point,
      int cores,
      long aheadBytes,
      double seconds)
      throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong done = new AtomicLong();
    ExecutorService tasks = Executors.newFixedThreadPool(point.tasks());
    List<Future<?>> running = new ArrayList<>();
    Overlap.Bounds bounds =
        Overlap.Bounds.of(
            point.decoders(), estimator.model().maxBatch(), aheadBytes, Duration.ofHours(1));
    for (int t = 0; t < point.tasks(); t++) {
      int first = t * pictures.size() / point.tasks();
      running.add(
          tasks.submit(
              () -> {
                task(estimator, round(pictures, first, over), bounds, done);
                return null;
              }));
    }
    try {
      long batches = Math.max(4L, 2L * point.tasks()) * point.batch();
      await(running, done, seconds * WARM_UP, batches / 2);
      Snapshot before = Snapshot.of(estimator, done);
      await(running, done, seconds, before.done + batches);
      return Snapshot.of(estimator, done).since(before, point, cores);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UserError mistake ? mistake : e;
    } finally {
      over.set(true);
      tasks.shutdown();
      tasks.awaitTermination(1, TimeUnit.HOURS);
    }
  }

  private static void task(
      ImageEstimator estimator,
      Iterator<Picture> pictures,
      Overlap.Bounds bounds,
      AtomicLong done) {
    try (Overlap<Picture, Boolean> overlap =
        new Overlap<>(pictures, new Work(estimator), bounds, () -> {})) {
      while (overlap.hasNext()) {
        overlap.next();
        done.incrementAndGet();
      }
    }
  }

  /** The pictures again and again, until it is over. */
  private static Iterator<Picture> round(List<Picture> pictures, int first, AtomicBoolean over) {
    return new Iterator<>() {
      private int next = first;

      @Override
      public boolean hasNext() {
        return !over.get();
      }

      @Override
      public Picture next() {
        return pictures.get(next++ % pictures.size());
      }
    };
  }

  private static void await(List<Future<?>> running, AtomicLong done, double seconds, long count)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    while ((System.nanoTime() - start) / 1e9 < seconds || done.get() < count) {
      for (Future<?> task : running) {
        if (task.isDone()) {
          // it has no end of its own: this throws
          task.get();
        }
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /** The counters at one moment. */
  private record Snapshot(long nanos, long done, Duration busy, long cpuNanos, boolean gpu) {
    static Snapshot of(ImageEstimator estimator, AtomicLong done) {
      return new Snapshot(
          System.nanoTime(),
          done.get(),
          estimator.model().busy(),
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime(),
          estimator.model().device().gpu());
    }

    Rate since(Snapshot before, SweepPoint point, int cores) {
      double wall = nanos - before.nanos;
      double inRuns = busy.minus(before.busy).toNanos();
      double device = gpu ? inRuns / wall : inRuns * point.intraOp() / (wall * cores);
      return new Rate(
          (done - before.done) / (wall / 1e9),
          Math.min(1, device),
          Math.min(1, (cpuNanos - before.cpuNanos) / (wall * cores)));
    }
  }

  /** As {@code estimate} works on a picture, but for reading and rows. */
  private record Work(ImageEstimator estimator) implements Overlap.Work<Picture, Boolean> {
    @Override
    public long bytes(Picture picture) {
      return picture.bytes();
    }

    @Override
    public Overlap.Part<Boolean> begin(Picture picture) {
      ImageEstimator.Decoded decoded;
      try {
        decoded = estimator.decode(picture.content());
      } catch (Rejected e) {
        throw unusable(e);
      }
      if (estimator.model().maxBatch() == 1) {
        PendingPasses computed = estimator.submit(decoded);
        return new Overlap.Part<>(null, () -> finish(decoded, computed));
      }
      AtomicReference<PendingPasses> pending = new AtomicReference<>();
      return new Overlap.Part<>(
          () -> {
            pending.set(estimator.submit(decoded));
            return pending.get().settled();
          },
          () -> finish(decoded, pending.get()));
    }

    private boolean finish(ImageEstimator.Decoded decoded, PendingPasses pending) {
      try {
        estimator.finish(decoded, pending, Double.NaN);
        return true;
      } catch (Rejected e) {
        throw unusable(e);
      }
    }

    private static UserError unusable(Rejected why) {
      return new UserError("a picture gives no depth: " + why.getMessage(), why);
    }

    @Override
    public Boolean late(Picture picture) {
      return false;
    }
  }
}
