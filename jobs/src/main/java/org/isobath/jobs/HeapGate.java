package org.isobath.jobs;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the tasks of one JVM begin only while its heap has room for what they will hold, so that
 * those with giant cells take turns instead of ending the executor. What one task needs is known
 * before any begins ({@link CellMemory}) and travels with it as a property of its Spark job; how
 * much room there is, each executor knows for itself. So the same job runs one task at a time in an
 * executor of 1 GB and many in a large one, in code of Spark and Delta as much as in Isobath's own.
 *
 * <p>A task takes its share at once, before its body, and keeps it until it ends: nobody waits here
 * who holds anything, and what Spark's readers and writers keep for the next row is counted.
 */
public final class HeapGate {
  private static final Logger LOG = LoggerFactory.getLogger(HeapGate.class);

  private static final String NEED = "isobath.task.heap";

  /** How long it takes at most to notice that a task that waits was cancelled. */
  private static final long LOOK_MILLIS = 100;

  /** Of the heap, for tasks; the rest is Spark's, Delta's, and what no reckoning has seen. */
  private static final double SHARE = 0.75;

  private static final HeapGate JVM =
      new HeapGate((int) Math.max(1, (long) (Runtime.getRuntime().maxMemory() * SHARE) >> 20));

  private final int permits;
  private final Semaphore free;

  /**
   * @param mebibytes that may be in use at a time
   */
  HeapGate(int mebibytes) {
    this.permits = mebibytes;
    this.free = new Semaphore(mebibytes, true);
  }

  /** The one of this JVM. */
  static HeapGate jvm() {
    return JVM;
  }

  /**
   * Runs {@code work}, whose Spark jobs have tasks that need {@code bytes} of heap each. Jobs of
   * threads that it starts count as well.
   */
  public static <T, E extends Exception> T during(
      SparkContext spark, long bytes, SessionSettings.Work<T, E> work) throws E {
    String before = spark.getLocalProperty(NEED);
    spark.setLocalProperty(NEED, String.valueOf(bytes));
    try {
      return work.run();
    } finally {
      spark.setLocalProperty(NEED, before);
    }
  }

  /** Waits until there is room for {@code task}; one that needs more than there is goes alone. */
  void enter(TaskContext task) {
    String need = task.getLocalProperty(NEED);
    if (need == null) {
      return;
    }
    int share = (int) Math.min(permits, 1 + (Long.parseLong(need) >> 20));
    try {
      if (!free.tryAcquire(share, 0, TimeUnit.MILLISECONDS)) {
        LOG.info("task {} waits for {} MiB of heap", task.taskAttemptId(), share);
        while (!free.tryAcquire(share, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          if (task.isInterrupted()) {
            // it ends before it reads anything
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    task.addTaskCompletionListener((TaskCompletionListener) ended -> free.release(share));
  }
}
