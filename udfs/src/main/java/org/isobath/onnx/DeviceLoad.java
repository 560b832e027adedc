package org.isobath.onnx;

import java.io.Serializable;

/**
 * What the devices of this JVM have done since it started. Two of them tell what happened in
 * between, and so how busy the devices were.
 *
 * @param runs of any graph on any device
 * @param coreNanos time of the runs on the CPU, each times the threads it has: over wall time, the
 *     cores that infer
 * @param gpuNanos time with at least one run under way, added over the GPUs
 * @param gpus that had a run since the JVM started
 * @param batches that a {@link Batcher} ran; threads that run a session themselves make none
 * @param batched inputs in those batches
 * @param room inputs that those batches had room for
 * @param queueNanos that those inputs waited, from when they were handed in until their batch ran
 */
public record DeviceLoad(
    long runs,
    long coreNanos,
    long gpuNanos,
    int gpus,
    long batches,
    long batched,
    long room,
    long queueNanos)
    implements Serializable {

  /** As it is now. */
  public static DeviceLoad now() {
    return DeviceMeter.load();
  }

  /** What came after {@code earlier}; {@link #gpus} stays as it is here. */
  public DeviceLoad since(DeviceLoad earlier) {
    return new DeviceLoad(
        runs - earlier.runs,
        coreNanos - earlier.coreNanos,
        gpuNanos - earlier.gpuNanos,
        gpus,
        batches - earlier.batches,
        batched - earlier.batched,
        room - earlier.room,
        queueNanos - earlier.queueNanos);
  }
}
