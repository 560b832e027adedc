package org.isobath.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run of the current thread that ends soon after the thread is interrupted. Native code does not
 * see an interrupt, so one daemon thread of the JVM looks at the threads that are in a run and
 * tells the runtime, which stops before its next operator. While nothing runs it sleeps.
 */
final class StoppableRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoppableRun.class);

  /** A cancelled task keeps the device this much longer, and the time of one operator. */
  private static final long LOOK_NANOS = 20_000_000;

  private static final Map<Thread, StoppableRun> RUNNING = new ConcurrentHashMap<>();
  private static final Thread WATCH = watch();

  private final Thread thread = Thread.currentThread();
  private final RunOptions options;
  private boolean over;

  private StoppableRun() throws OrtException {
    options = new RunOptions();
  }

  /** Begins a run; to be closed by the same thread, which begins no other meanwhile. */
  static StoppableRun begin() throws OrtException {
    StoppableRun run = new StoppableRun();
    RUNNING.put(run.thread, run);
    LockSupport.unpark(WATCH);
    return run;
  }

  RunOptions options() {
    return options;
  }

  private static Thread watch() {
    Thread watch =
        new Thread(
            () -> {
              while (true) {
                if (RUNNING.isEmpty()) {
                  LockSupport.park(RUNNING);
                } else {
                  LockSupport.parkNanos(RUNNING, LOOK_NANOS);
                }
                RUNNING.values().forEach(StoppableRun::stopIfInterrupted);
              }
            },
            "isobath-run-watch");
    watch.setDaemon(true);
    watch.start();
    return watch;
  }

  /** Not while {@link #close} frees what the runtime would be told through. */
  private synchronized void stopIfInterrupted() {
    if (over || !thread.isInterrupted()) {
      return;
    }
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      LOG.warn("cannot stop a run: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    RUNNING.remove(thread);
    synchronized (this) {
      over = true;
      options.close();
    }
  }
}
