package org.isobath.jobs.ingest;

import java.util.Iterator;
import java.util.concurrent.Semaphore;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Lets the tasks of one JVM hold as many bytes of row groups at a time as a third of its heap, so
 * that a few giant ones wait for each other instead of ending the executor. A task keeps its share
 * until it ends: Spark's reader holds a row group until it has read the last of its rows. Tasks
 * that hold one of these go on to wait for {@link DecodeGate}, and never the other way round.
 */
final class RowGroupGate {
  /** Of the heap; the rest is for the pictures on their way, twice over. */
  private static final int SHARE = 3;

  private static final RowGroupGate JVM =
      new RowGroupGate((int) Math.max(1, Runtime.getRuntime().maxMemory() / SHARE >> 20));

  private final int permits;
  private final Semaphore free;

  /**
   * @param mebibytes that may be in use at a time
   */
  RowGroupGate(int mebibytes) {
    this.permits = mebibytes;
    this.free = new Semaphore(mebibytes, true);
  }

  /** The one of this JVM. */
  static RowGroupGate jvm() {
    return JVM;
  }

  /** Bytes that a row group may take when it is alone. */
  long room() {
    return (long) permits << 20;
  }

  /** The heap in which a row group of {@code bytes} can be read. */
  static long heapFor(long bytes) {
    return SHARE * bytes;
  }

  /**
   * {@code rows} once there is room for {@code bytes}; the room is given back when the task ends.
   */
  <T> Iterator<T> hold(long bytes, Iterator<T> rows) throws InterruptedException {
    int share = (int) Math.min(permits, 1 + (bytes >> 20));
    free.acquire(share);
    TaskContext.get()
        .addTaskCompletionListener((TaskCompletionListener) ended -> free.release(share));
    return rows;
  }
}
