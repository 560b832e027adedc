package org.isobath.jobs.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Adds up what tasks say that they read from storage. */
final class BytesRead extends SparkListener {
  private final AtomicLong bytes = new AtomicLong();

  private BytesRead() {}

  /** Bytes that the tasks of {@code work} read. */
  static long during(SparkContext spark, Usage.Work work) throws Exception {
    BytesRead read = new BytesRead();
    spark.addSparkListener(read);
    try {
      work.run();
      spark.listenerBus().waitUntilEmpty();
      return read.bytes.get();
    } finally {
      spark.removeSparkListener(read);
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    // none for a task that was killed before it began
    if (task.taskMetrics() != null) {
      bytes.addAndGet(task.taskMetrics().inputMetrics().bytesRead());
    }
  }
}
