package org.isobath.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Direct memory that is used again. Allocating and zeroing tens of megabytes per image, and waiting
 * for the collector to free them, costs more than the copy they save; so a tensor is leased, used,
 * and closed. Blocks have sizes of powers of two; at most {@link #MAX_IDLE_BYTES} stay idle, the
 * rest goes back to the JVM. Leasing never blocks. Direct memory counts against {@code
 * -XX:MaxDirectMemorySize} (the heap size unless set), not against the heap.
 */
public final class TensorPool {
  /** Idle memory kept for the whole JVM. */
  static final long MAX_IDLE_BYTES = 256L << 20;

  private static final int SMALLEST_LOG2 = 12;

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static final ConcurrentLinkedDeque<ByteBuffer>[] IDLE = new ConcurrentLinkedDeque[32];

  private static final AtomicLong IDLE_BYTES = new AtomicLong();

  static {
    for (int i = 0; i < IDLE.length; i++) {
      IDLE[i] = new ConcurrentLinkedDeque<>();
    }
  }

  private TensorPool() {}

  /** A tensor whose contents are undefined until written. */
  public static Lease lease(long... shape) {
    int count = Tensor.count(shape);
    int bytes = Math.multiplyExact(count, Float.BYTES);
    int log2 = Math.max(SMALLEST_LOG2, 32 - Integer.numberOfLeadingZeros(Math.max(1, bytes) - 1));
    ByteBuffer block = IDLE[log2].pollFirst();
    if (block != null) {
      IDLE_BYTES.addAndGet(-block.capacity());
    }
    if (block == null || block.capacity() < bytes) {
      // a buffer ends at 2 GiB - 1, so the largest class cannot be rounded up
      block =
          ByteBuffer.allocateDirect(log2 < 31 ? 1 << log2 : bytes).order(ByteOrder.nativeOrder());
    }
    Tensor tensor = new Tensor(shape.clone(), block.asFloatBuffer().slice(0, count));
    return new Lease(block, log2, tensor);
  }

  static long idleBytes() {
    return IDLE_BYTES.get();
  }

  /**
   * Drops idle blocks, those of the class in use last, because that one is asked for again soonest.
   */
  private static void trim(int inUse) {
    for (int i = 1; i <= IDLE.length; i++) {
      ConcurrentLinkedDeque<ByteBuffer> idle = IDLE[(inUse + i) % IDLE.length];
      while (IDLE_BYTES.get() > MAX_IDLE_BYTES) {
        ByteBuffer block = idle.pollLast();
        if (block == null) {
          break;
        }
        IDLE_BYTES.addAndGet(-block.capacity());
      }
    }
  }

  /** A leased tensor; after {@link #close} its memory belongs to somebody else. */
  public static final class Lease implements AutoCloseable {
    private final ByteBuffer block;
    private final int log2;
    private Tensor tensor;

    private Lease(ByteBuffer block, int log2, Tensor tensor) {
      this.block = block;
      this.log2 = log2;
      this.tensor = tensor;
    }

    /** The memory, while the lease lasts. */
    public synchronized Tensor tensor() {
      if (tensor == null) {
        throw new IllegalStateException("the lease is closed");
      }
      return tensor;
    }

    /** The same memory as 16-bit words: two per float of the leased shape. */
    ShortBuffer shorts() {
      int bytes = tensor().data().capacity() * Float.BYTES;
      return block.slice(0, bytes).order(ByteOrder.nativeOrder()).asShortBuffer();
    }

    /** So many bytes of the same memory. */
    ByteBuffer bytes(int count) {
      Objects.checkIndex(count - 1, tensor().data().capacity() * Float.BYTES);
      return block.slice(0, count).order(ByteOrder.nativeOrder());
    }

    /** Gives the memory back; a second call does nothing. */
    @Override
    public synchronized void close() {
      if (tensor == null) {
        return;
      }
      tensor = null;
      IDLE[log2].addFirst(block);
      if (IDLE_BYTES.addAndGet(block.capacity()) > MAX_IDLE_BYTES) {
        trim(log2);
      }
    }
  }
}
