package org.isobath.generate.hosted;

import java.util.concurrent.Callable;
import java.util.function.BiConsumer;

/**
 * The one thread on which a sender decides, its clock, and the hands that do what takes time. Tasks
 * run one after the other; what is handed over to {@link #work} runs beside them, and its result
 * comes back as a task. A test has one whose clock jumps.
 */
interface Loop {
  /** Milliseconds since the epoch. */
  long now();

  /** Runs a task after all that are due before it. Any thread may call. */
  void execute(Runnable task);

  /**
   * Runs a task so many milliseconds from now. Any thread may call.
   *
   * @return calls it off
   */
  Runnable schedule(long millis, Runnable task);

  /**
   * Does something that waits for a disk or computes for long.
   *
   * @param then a task, with the result, or with what was thrown
   */
  <T> void work(Callable<T> something, BiConsumer<T, Throwable> then);
}
