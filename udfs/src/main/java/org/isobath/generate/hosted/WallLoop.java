package org.isobath.generate.hosted;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The loop on the clock of the wall: one thread for decisions, a few for disks and pictures. */
final class WallLoop implements Loop, AutoCloseable {
  private final ScheduledThreadPoolExecutor loop;
  private final ExecutorService hands;
  private final Consumer<Throwable> failed;

  /**
   * @param hands threads for what takes time; a storage far away wants more of them
   * @param failed hears of a task that threw, which is our fault
   */
  WallLoop(int hands, Consumer<Throwable> failed) {
    this.loop = new ScheduledThreadPoolExecutor(1, threads("sender"));
    loop.setRemoveOnCancelPolicy(true);
    loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.hands = Executors.newFixedThreadPool(hands, threads("sender-hands"));
    this.failed = failed;
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public long now() {
    return System.currentTimeMillis();
  }

  @Override
  public void execute(Runnable task) {
    schedule(0, task);
  }

  @Override
  public Runnable schedule(long millis, Runnable task) {
    try {
      Future<?> scheduled = loop.schedule(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
      return () -> scheduled.cancel(false);
    } catch (RejectedExecutionException e) {
      // closed: an answer that comes now is one that nobody waits for
      return () -> {};
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    }
  }

  @Override
  public <T> void work(Callable<T> something, BiConsumer<T, Throwable> then) {
    try {
      hands.execute(
          () -> {
            T result;
            try {
              result = something.call();
            } catch (Exception | Error e) {
              execute(() -> then.accept(null, e));
              return;
            }
            execute(() -> then.accept(result, null));
          });
    } catch (RejectedExecutionException e) {
      return;
    }
  }

  /** Stops: what is not begun is dropped. */
  @Override
  public void close() {
    loop.shutdownNow();
    hands.shutdown();
  }
}
