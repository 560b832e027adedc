package org.isobath.jobs.ingest;

import java.util.concurrent.Semaphore;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.image.ImageHeader;

/**
 * Lets the tasks of one JVM decode as many pixels at a time as half of its heap holds, so that a
 * few giant pictures wait for each other instead of ending the executor. One that runs out of
 * memory all the same is tried again alone; after that it is rejected like a picture with too many
 * pixels, because for this executor it is one.
 */
final class DecodeGate {
  /** Decoded pixels, the native copy, and the planes that hashes and metrics are computed on. */
  private static final int BYTES_PER_PIXEL = 16;

  private static final DecodeGate JVM =
      new DecodeGate((int) Math.max(1, Runtime.getRuntime().maxMemory() / 2 >> 20));

  private final int permits;
  private final Semaphore free;

  /**
   * @param mebibytes that may be in use at a time
   */
  DecodeGate(int mebibytes) {
    this.permits = mebibytes;
    this.free = new Semaphore(mebibytes, true);
  }

  /** The one of this JVM. */
  static DecodeGate jvm() {
    return JVM;
  }

  /** Work on the pixels of one picture. */
  interface Work<T> {
    T run() throws Rejected;
  }

  /**
   * Runs {@code work} when there is room for the pixels of {@code header}.
   *
   * @throws Rejected by {@code work}, or {@code too_many_pixels} when even alone it runs out of
   *     memory
   */
  <T> T run(ImageHeader header, Work<T> work) throws Rejected {
    try {
      return holding((int) Math.min(permits, 1 + (header.pixels() * BYTES_PER_PIXEL >> 20)), work);
    } catch (OutOfMemoryError crowded) {
      try {
        return holding(permits, work);
      } catch (OutOfMemoryError alone) {
        throw new Rejected(
            Reason.TOO_MANY_PIXELS,
            "%dx%d pixels do not fit into the memory of this executor (heap %d MiB): %s. Give it more, or lower limits.max-pixels"
                .formatted(
                    header.width(),
                    header.height(),
                    Runtime.getRuntime().maxMemory() >> 20,
                    alone.getMessage()),
            alone);
      }
    }
  }

  private <T> T holding(int share, Work<T> work) throws Rejected {
    free.acquireUninterruptibly(share);
    try {
      return work.run();
    } finally {
      free.release(share);
    }
  }
}
