package org.isobath.jobs;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on several items of an iterator at once: while one is computed, the next are read and those
 * before it are written. Results come in the order of the items. For tasks, whose thread reads from
 * Spark and writes to Spark and would do nothing else in between.
 *
 * <p>All methods belong to the thread that made it. Items are taken while they fit the bounds, at
 * least one; whoever does not ask for results stops the work soon.
 *
 * @param <I> items
 * @param <O> results
 */
public final class Overlap<I, O> implements Iterator<O>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Overlap.class);

  /** How long it takes at most to notice that the task was cancelled, or an item is late. */
  private static final long LOOK_MILLIS = 20;

  /** How long {@link #close} waits for native code that an interrupt does not reach. */
  private static final long GRACE_MILLIS = 5_000;

  private static final AtomicInteger NUMBER = new AtomicInteger();

  /**
   * What happens to an item.
   *
   * @param <I> items
   * @param <O> results
   */
  public interface Work<I, O> {
    /** Memory that the item takes from now until its result is taken. */
    long bytes(I item);

    /**
     * Begins, on a worker thread.
     *
     * @throws Exception which ends the whole; a result that tells of a failure does not
     */
    Part<O> begin(I item) throws Exception;

    /** The result of an item whose worker took longer than the deadline, and was left to itself. */
    O late(I item);
  }

  /**
   * What is left to do of an item.
   *
   * @param handOver gives the item to somebody else, such as a device, and returns what is done
   *     when it is back; may wait, which is not held against the item. Null to go on at once
   * @param rest makes the result, on a worker thread; also when what handOver returned has failed
   */
  public record Part<O>(Callable<? extends CompletableFuture<?>> handOver, Callable<O> rest) {}

  /**
   * @param workers threads, at least 1
   * @param items taken and not given back yet at most, at least 1
   * @param bytes that these take together; a single item may take more
   * @param deadline for the time that workers spend on one half of an item
   */
  public record Bounds(int workers, int items, long bytes, Duration deadline) {
    /**
     * As many items as keep the workers busy: one more for each, so that it need not wait for the
     * task's own thread; and one batch that forms while another runs.
     *
     * @param maxBatch items that go to a device together; 1 where the workers do all by themselves
     */
    public static Bounds of(int workers, int maxBatch, long bytes, Duration deadline) {
      int items = 2 * workers + (maxBatch > 1 ? 2 * maxBatch : 0);
      return new Bounds(workers, items, bytes, deadline);
    }

    /** The same for one item after the other. */
    public Bounds oneByOne() {
      return new Bounds(1, 1, bytes, deadline);
    }
  }

  private final Iterator<I> source;
  private final Work<I, O> work;
  private final Bounds bounds;
  private final Runnable check;
  private final ThreadPoolExecutor pool;
  private final Deque<Item> taken = new ArrayDeque<>();
  private long count;
  private long bytes;
  private I next;

  /**
   * @param check called often while this waits; what it throws ends the whole
   */
  public Overlap(Iterator<I> source, Work<I, O> work, Bounds bounds, Runnable check) {
    this.source = source;
    this.work = work;
    this.bounds = bounds;
    this.check = check;
    this.pool = pool(bounds.workers());
  }

  private static ThreadPoolExecutor pool(int workers) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    String name = "isobath-overlap-" + NUMBER.incrementAndGet() + "-";
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            workers,
            workers,
            0,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(),
            body -> {
              Thread thread = new Thread(body, name + number.incrementAndGet());
              thread.setDaemon(true);
              // Hadoop looks up file systems through it
              thread.setContextClassLoader(loader);
              return thread;
            });
    // threads of this thread's user and not, later, of the device's
    pool.prestartAllCoreThreads();
    return pool;
  }

  @Override
  public boolean hasNext() {
    if (!taken.isEmpty() || next != null || source.hasNext()) {
      return true;
    }
    close();
    return false;
  }

  @Override
  public O next() {
    try {
      check.run();
      fill();
      Item first = taken.peek();
      if (first == null) {
        throw new NoSuchElementException();
      }
      O result = first.await();
      taken.remove();
      bytes -= first.bytes;
      // what this made room for is worked on while the caller has the result
      fill();
      return result;
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void fill() {
    // where there is no room the next is not even read: it may be large
    while (room() && (next != null || source.hasNext())) {
      if (next == null) {
        next = source.next();
      }
      long more = work.bytes(next);
      if (!taken.isEmpty() && bytes + more > bounds.bytes()) {
        return;
      }
      Item item = new Item(count++, next, more);
      next = null;
      bytes += more;
      taken.add(item);
      pool.execute(new Step(1, item.number, item::begin));
    }
  }

  private boolean room() {
    return taken.isEmpty() || taken.size() < bounds.items() && bytes < bounds.bytes();
  }

  /** Ends what is under way and waits for the threads; a second call does nothing. */
  @Override
  public void close() {
    pool.shutdownNow();
    taken.forEach(Item::cancel);
    taken.clear();
    boolean interrupted = Thread.interrupted();
    try {
      if (!pool.awaitTermination(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.warn("{} threads are in native code that does not stop", pool.getActiveCount());
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One worker more or fewer: a late item keeps its own until native code lets go of it. */
  private void workers(int more) {
    synchronized (pool) {
      int size = pool.getCorePoolSize() + more;
      if (more > 0) {
        pool.setMaximumPoolSize(size);
        pool.setCorePoolSize(size);
      } else {
        pool.setCorePoolSize(size);
        pool.setMaximumPoolSize(size);
      }
    }
  }

  /**
   * Half an item's work. What is begun is finished before more is begun, in the order of the items.
   *
   * @param half 0 for the second, 1 for the first
   */
  private record Step(int half, long number, Runnable body) implements Runnable, Comparable<Step> {
    private static final Comparator<Step> ORDER =
        Comparator.comparingInt(Step::half).thenComparingLong(Step::number);

    @Override
    public int compareTo(Step other) {
      return ORDER.compare(this, other);
    }

    @Override
    public void run() {
      body.run();
    }
  }

  private final class Item {
    final long number;
    final I input;
    final long bytes;
    private final CompletableFuture<O> result = new CompletableFuture<>();
    private CompletableFuture<?> elsewhere;
    private Thread worker;
    private long since;
    private boolean late;

    Item(long number, I input, long bytes) {
      this.number = number;
      this.input = input;
      this.bytes = bytes;
    }

    void begin() {
      try {
        if (!enter()) {
          return;
        }
        Part<O> part;
        try {
          part = work.begin(input);
          if (part.handOver() == null) {
            result.complete(part.rest().call());
            return;
          }
        } finally {
          leave();
        }
        handedOver(part.handOver().call())
            .whenComplete((r, e) -> pool.execute(new Step(0, number, () -> end(part.rest()))));
      } catch (Throwable e) {
        result.completeExceptionally(e);
      }
    }

    private void end(Callable<O> rest) {
      try {
        if (!enter()) {
          return;
        }
        try {
          result.complete(rest.call());
        } finally {
          leave();
        }
      } catch (Throwable e) {
        result.completeExceptionally(e);
      }
    }

    private synchronized CompletableFuture<?> handedOver(CompletableFuture<?> to) {
      elsewhere = to;
      if (result.isDone()) {
        to.cancel(true);
      }
      return to;
    }

    private synchronized boolean enter() {
      if (result.isDone()) {
        return false;
      }
      worker = Thread.currentThread();
      since = System.nanoTime();
      return true;
    }

    private synchronized void leave() {
      worker = null;
      if (late) {
        workers(-1);
      }
    }

    private synchronized void giveUpIfLate() {
      if (worker != null
          && !late
          && System.nanoTime() - since > bounds.deadline().toNanos()
          && result.complete(work.late(input))) {
        late = true;
        worker.interrupt();
        workers(1);
      }
    }

    synchronized void cancel() {
      result.cancel(false);
      if (elsewhere != null) {
        elsewhere.cancel(true);
      }
    }

    O await() {
      while (true) {
        try {
          return result.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          check.run();
          taken.forEach(Item::giveUpIfLate);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw (CancellationException)
              new CancellationException("interrupted while others worked").initCause(e);
        } catch (ExecutionException e) {
          throw thrown(e.getCause());
        }
      }
    }

    private RuntimeException thrown(Throwable cause) {
      if (cause instanceof Error error) {
        throw error;
      }
      return cause instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException(cause);
    }
  }
}
