package org.isobath.jobs.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.isobath.Rejected;
import org.isobath.model.ImageEstimator;

/**
 * What a careful programmer would write without Spark: the same kernels and model over files, in a
 * few threads of one process, results thrown away. The yardstick of {@code bench}.
 */
final class BareLoop {
  private BareLoop() {}

  /** Estimates every file once, each thread taking the next one when it is free. */
  static void run(ImageEstimator estimator, List<Path> files, int threads)
      throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        workers.add(
            pool.submit(
                () -> {
                  for (int i = next.getAndIncrement();
                      i < files.size();
                      i = next.getAndIncrement()) {
                    estimate(estimator, files.get(i));
                  }
                }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the bare loop failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private static void estimate(ImageEstimator estimator, Path file) {
    try {
      estimator.estimate(Files.readAllBytes(file), Double.NaN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Rejected e) {
      throw new IllegalStateException(file + " was rejected", e);
    }
  }
}
