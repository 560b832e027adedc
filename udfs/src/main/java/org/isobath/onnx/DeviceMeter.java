package org.isobath.onnx;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what {@link DeviceLoad} tells of one device. */
final class DeviceMeter {
  private static final LongAdder RUNS = new LongAdder();
  private static final LongAdder CORE_NANOS = new LongAdder();
  private static final LongAdder BATCHES = new LongAdder();
  private static final LongAdder BATCHED = new LongAdder();
  private static final LongAdder ROOM = new LongAdder();
  private static final LongAdder QUEUE_NANOS = new LongAdder();
  private static final Map<Integer, DeviceMeter> GPUS = new ConcurrentHashMap<>();
  private static final DeviceMeter CPU = new DeviceMeter();

  private int underWay;
  private long since;
  private long nanos;

  DeviceMeter() {}

  /** The one of this place; sessions on one GPU share it. */
  static DeviceMeter of(Device place, int gpu) {
    return place.gpu() ? GPUS.computeIfAbsent(gpu, g -> new DeviceMeter()) : CPU;
  }

  static DeviceLoad load() {
    long now = System.nanoTime();
    long gpuNanos = 0;
    int gpus = 0;
    for (DeviceMeter gpu : GPUS.values()) {
      long busy = gpu.busy(now);
      gpuNanos += busy;
      gpus += busy > 0 ? 1 : 0;
    }
    return new DeviceLoad(
        RUNS.sum(),
        CORE_NANOS.sum(),
        gpuNanos,
        gpus,
        BATCHES.sum(),
        BATCHED.sum(),
        ROOM.sum(),
        QUEUE_NANOS.sum());
  }

  /**
   * @param inputs in the batch
   * @param room inputs that it might have had
   * @param waitedNanos of all its inputs together
   */
  static void batch(int inputs, int room, long waitedNanos) {
    BATCHES.increment();
    BATCHED.add(inputs);
    ROOM.add(room);
    QUEUE_NANOS.add(waitedNanos);
  }

  /**
   * A run that begins now; closing it ends it.
   *
   * @param threads that it has on a CPU
   */
  Run begin(int threads) {
    long start = System.nanoTime();
    enter(start);
    return () -> {
      long end = System.nanoTime();
      leave(end);
      RUNS.increment();
      if (this == CPU) {
        CORE_NANOS.add(threads * (end - start));
      }
    };
  }

  /** The end of a run. */
  interface Run extends AutoCloseable {
    @Override
    void close();
  }

  synchronized void enter(long now) {
    if (underWay++ == 0) {
      since = now;
    }
  }

  synchronized void leave(long now) {
    if (--underWay == 0) {
      nanos += now - since;
    }
  }

  /** Time with at least one run under way. */
  synchronized long busy(long now) {
    return nanos + (underWay > 0 ? Math.max(0, now - since) : 0);
  }
}
