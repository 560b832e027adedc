package org.isobath.onnx;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the inputs of all threads of a JVM into batches for one model on one device. For GPUs,
 * where a run of eight costs little more than a run of one; on a CPU batches gain nothing, and
 * there the threads better run the session themselves.
 *
 * <p>A batch holds inputs of one shape. It goes when it is full, when its first input has waited
 * long enough, or when no more can come because the window is full; the shape whose first input
 * came first goes first. When the device runs out of memory the batch is halved and the size kept
 * in mind, in numbers per batch, so that smaller shapes still go in larger batches. When a batch
 * fails otherwise its inputs run one by one, so that one cannot fail its neighbours.
 */
public final class Batcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

  /** The window counts in these, so that any size fits a semaphore. */
  private static final int GRAIN = 1024;

  /**
   * Takes one result out of the outputs of a batch, whose memory is only valid during the call.
   *
   * @param <R> the result
   */
  @FunctionalInterface
  public interface Reader<R> {
    /**
     * @param index of the input in the batch
     * @param count inputs in the batch
     * @throws Exception that the input's future fails with
     */
    R read(Map<String, Tensor> outputs, int index, int count) throws Exception;
  }

  private final String name;
  private final BatchRunner runner;
  private final int max;
  private final long waitNanos;
  private final int grains;
  private final Semaphore window;
  private final AtomicLong maxNumbers = new AtomicLong(Long.MAX_VALUE);

  /** Runs share it; a run that found no memory is tried again alone on the device. */
  private final ReadWriteLock device = new ReentrantReadWriteLock();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition change = lock.newCondition();
  private final Map<List<Long>, Deque<Entry<?>>> waiting = new LinkedHashMap<>();
  private int shutOut;
  private boolean closed;

  /**
   * @param name of model and device, for the log
   * @param max inputs in one run at most
   */
  Batcher(String name, BatchRunner runner, int max, Batching settings) {
    this.name = name;
    this.runner = runner;
    this.max = max;
    this.waitNanos = settings.maxWait().toNanos();
    this.grains = (int) Math.min(Integer.MAX_VALUE, Math.max(1, settings.windowBytes() / GRAIN));
    this.window = new Semaphore(grains, true);
    int lanes = runner.overlaps() ? 2 : 1;
    for (int i = 0; i < lanes; i++) {
      Thread lane = new Thread(this::drive, "isobath-batch-" + name + "-" + i);
      lane.setDaemon(true);
      lane.start();
    }
  }

  /**
   * Hands in one input. Returns once it is in the window; so a thread that hands in more than the
   * device takes waits here, not in memory. To leave the queue, cancel the future. Its dependent
   * actions should be asynchronous ones: others would run while the device waits.
   *
   * @param input batch dimension 1; its memory must stay as it is until the future is done
   * @param reader called when the run is over
   * @throws InterruptedException when this thread is interrupted while it waits
   */
  public <R> CompletableFuture<R> submit(Tensor input, Reader<R> reader)
      throws InterruptedException {
    if (input.shape().length == 0 || input.shape()[0] != 1) {
      throw new IllegalArgumentException("the first dimension of an input must be 1");
    }
    boolean half = runner.inputType() == TensorType.FLOAT16;
    long bytes = half ? input.bytes() / 2 : input.bytes();
    Entry<R> entry = new Entry<>(reader, (int) Math.min(grains, 1 + bytes / GRAIN));
    enter(entry);
    entry.result.whenComplete((result, error) -> leave(entry));
    try {
      entry.take(input, half);
    } catch (RuntimeException | Error e) {
      entry.result.completeExceptionally(e);
      throw e;
    }
    lock.lock();
    try {
      if (closed) {
        entry.result.cancel(false);
      } else {
        entry.waiting = true;
        entry.since = System.nanoTime();
        waiting.computeIfAbsent(shape(entry), k -> new ArrayDeque<>()).add(entry);
        change.signal();
      }
    } finally {
      lock.unlock();
    }
    return entry.result;
  }

  private void enter(Entry<?> entry) throws InterruptedException {
    if (window.tryAcquire(entry.grains, 0, TimeUnit.SECONDS)) {
      return;
    }
    countShutOut(1);
    try {
      window.acquire(entry.grains);
    } finally {
      countShutOut(-1);
    }
  }

  private void countShutOut(int more) {
    lock.lock();
    try {
      shutOut += more;
      change.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whatever the end: result, failure or a caller that does not want it any more. */
  private void leave(Entry<?> entry) {
    lock.lock();
    try {
      if (entry.waiting) {
        entry.waiting = false;
        Deque<Entry<?>> same = waiting.get(shape(entry));
        same.remove(entry);
        if (same.isEmpty()) {
          waiting.remove(shape(entry));
        }
        entry.release();
      }
    } finally {
      lock.unlock();
    }
    window.release(entry.grains);
  }

  private static List<Long> shape(Entry<?> entry) {
    List<Long> shape = new ArrayList<>();
    for (long d : entry.input.shape()) {
      shape.add(d);
    }
    return shape;
  }

  private void drive() {
    try {
      for (List<Entry<?>> batch = next(); !batch.isEmpty(); batch = next()) {
        try {
          run(batch, false);
        } catch (Throwable e) {
          // the thread lives as long as the device; who asked is told
          batch.forEach(entry -> entry.result.completeExceptionally(e));
        } finally {
          batch.forEach(Entry::release);
        }
      }
    } catch (InterruptedException e) {
      LOG.warn("{}: interrupted, no more batches", name, e);
      close();
    }
  }

  /** The next batch to run; empty when there will be none any more. */
  private List<Entry<?>> next() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        long now = System.nanoTime();
        long soonest = Long.MAX_VALUE;
        Deque<Entry<?>> first = null;
        for (Deque<Entry<?>> same : waiting.values()) {
          Entry<?> head = same.element();
          long left = waitNanos - (now - head.since);
          if (left > 0 && same.size() < limit(head) && shutOut == 0) {
            soonest = Math.min(soonest, left);
          } else if (first == null || head.since - first.element().since < 0) {
            first = same;
          }
        }
        if (first != null) {
          return take(first);
        }
        change.await(soonest, TimeUnit.NANOSECONDS);
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private List<Entry<?>> take(Deque<Entry<?>> same) {
    int count = Math.min(same.size(), limit(same.element()));
    List<Entry<?>> batch = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Entry<?> entry = same.remove();
      entry.waiting = false;
      batch.add(entry);
    }
    if (same.isEmpty()) {
      waiting.remove(shape(batch.get(0)));
    }
    change.signal();
    return batch;
  }

  private int limit(Entry<?> entry) {
    return (int) Math.max(1, Math.min(max, maxNumbers.get() / Math.max(1, numbers(entry))));
  }

  private static long numbers(Entry<?> entry) {
    return Tensor.count(entry.input.shape());
  }

  private void run(List<Entry<?>> batch, boolean alone) {
    List<Entry<?>> wanted = new ArrayList<>(batch);
    wanted.removeIf(entry -> entry.result.isDone());
    if (wanted.isEmpty()) {
      return;
    }
    var turn = alone ? device.writeLock() : device.readLock();
    RuntimeException failure;
    turn.lock();
    try {
      runOnce(wanted);
      return;
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      turn.unlock();
    }
    boolean outOfMemory = failure instanceof OnnxFailure onnx && onnx.outOfMemory();
    int half = wanted.size() / 2;
    if (half == 0) {
      if (outOfMemory && !alone) {
        run(wanted, true);
      } else {
        wanted.get(0).result.completeExceptionally(failure);
      }
    } else if (outOfMemory) {
      maxNumbers.accumulateAndGet(half * numbers(wanted.get(0)), Math::min);
      LOG.warn(
          "{}: out of device memory with a batch of {}, going on with {}",
          name,
          wanted.size(),
          half);
      runIn(half, wanted);
    } else {
      LOG.warn(
          "{}: a batch of {} failed and runs one by one: {}",
          name,
          wanted.size(),
          failure.getMessage());
      runIn(1, wanted);
    }
  }

  private void runIn(int size, List<Entry<?>> entries) {
    int from = 0;
    while (from < entries.size()) {
      // a part that finds no memory makes the next ones smaller
      int to = Math.min(entries.size(), from + Math.min(size, limit(entries.get(from))));
      run(entries.subList(from, to), false);
      from = to;
    }
  }

  private void runOnce(List<Entry<?>> entries) {
    try (Leases leases = new Leases()) {
      InputTensor stacked = stack(entries, leases);
      long now = System.nanoTime();
      Map<String, Tensor> outputs = runner.run(stacked, leases);
      long waited = entries.stream().mapToLong(entry -> now - entry.handedIn).sum();
      DeviceMeter.batch(entries.size(), max, waited);
      for (int i = 0; i < entries.size(); i++) {
        entries.get(i).read(outputs, i, entries.size());
      }
    }
  }

  /** All inputs in one tensor; a single one as it stands. */
  private static InputTensor stack(List<Entry<?>> entries, Leases leases) {
    InputTensor first = entries.get(0).input;
    if (entries.size() == 1) {
      return first;
    }
    long[] shape = first.shape().clone();
    shape[0] = entries.size();
    if (first instanceof HalfTensor) {
      ShortBuffer into = leases.add(HalfTensor.lease(shape)).shorts();
      for (int i = 0; i < entries.size(); i++) {
        ShortBuffer from = ((HalfTensor) entries.get(i).input).data();
        into.put(i * from.capacity(), from, 0, from.capacity());
      }
      return new HalfTensor(shape, into.slice(0, Tensor.count(shape)));
    }
    Tensor batch = leases.take("input", shape);
    for (int i = 0; i < entries.size(); i++) {
      FloatBuffer from = ((Tensor) entries.get(i).input).data();
      batch.data().put(i * from.capacity(), from, 0, from.capacity());
    }
    return batch;
  }

  /** Ends the threads after their current batches; inputs that still wait are cancelled. */
  @Override
  public void close() {
    List<Entry<?>> left = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      waiting.values().forEach(left::addAll);
      change.signalAll();
    } finally {
      lock.unlock();
    }
    left.forEach(entry -> entry.result.cancel(false));
  }

  /** One input and what became of it. */
  private static final class Entry<R> {
    final CompletableFuture<R> result = new CompletableFuture<>();
    final Reader<R> reader;
    final int grains;
    final long handedIn = System.nanoTime();
    InputTensor input;
    long since;
    boolean waiting;
    private TensorPool.Lease converted;

    Entry(Reader<R> reader, int grains) {
      this.reader = reader;
      this.grains = grains;
    }

    void take(Tensor tensor, boolean half) {
      if (half) {
        converted = HalfTensor.lease(tensor.shape());
        input = HalfTensor.of(tensor, converted);
      } else {
        input = tensor;
      }
    }

    void read(Map<String, Tensor> outputs, int index, int count) {
      try {
        result.complete(reader.read(outputs, index, count));
      } catch (Exception e) {
        result.completeExceptionally(e);
      }
    }

    void release() {
      if (converted != null) {
        converted.close();
      }
    }
  }
}
