package org.isobath.jobs.estimate;

import java.io.Serializable;
import java.time.Duration;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Overlap;
import org.isobath.jobs.TaskCores;

/**
 * How much a task works on at once.
 *
 * @param cores that belong to one task
 * @param intraOp threads inside one inference on a CPU
 * @param decoders threads of one task besides its own, as configured; 0: as many as keep its cores
 *     busy
 * @param aheadBytes encoded and decoded pictures of one task
 * @param deadline for one half of a picture's work
 */
record TaskThreads(int cores, int intraOp, int decoders, long aheadBytes, Duration deadline)
    implements Serializable {

  static TaskThreads of(Conf conf) {
    TaskCores cores = TaskCores.of(conf);
    return new TaskThreads(
        cores.perTask(),
        cores.intraOpThreads(conf),
        conf.string("estimate.decoder-threads").equals("auto")
            ? 0
            : conf.integer("estimate.decoder-threads", 1, 1024),
        conf.bytes("estimate.ahead-bytes"),
        conf.duration("estimate.deadline"));
  }

  /**
   * @param maxBatch pictures in one run; 1 where the threads of the task run the model themselves,
   *     so that each of them keeps as many cores busy as an inference has threads
   */
  Overlap.Bounds bounds(int maxBatch) {
    int workers = decoders;
    if (workers == 0) {
      workers = maxBatch > 1 ? cores : Math.max(1, cores / intraOp);
    }
    return Overlap.Bounds.of(workers, maxBatch, aheadBytes, deadline);
  }
}
