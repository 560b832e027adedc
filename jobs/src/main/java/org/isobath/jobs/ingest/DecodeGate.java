package org.isobath.jobs.ingest;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.image.ImageHeader;

/**
 * Lets the tasks of one JVM hold as many bytes at a time as half of its heap, so that a few giant
 * pictures wait for each other instead of ending the executor. One that runs out of memory all the
 * same is tried again alone; after that it is rejected, because for this executor it is too large.
 * Other errors (a missing library, say) would meet every picture and pass through.
 */
final class DecodeGate {
  /** Decoded pixels, the native copy, and the planes that hashes and metrics are computed on. */
  private static final int BYTES_PER_PIXEL = 16;

  /** How OpenCV and the C++ library say that memory ran out. */
  private static final List<String> NATIVE = List.of("Insufficient memory", "bad_alloc");

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

  /** Work on one picture. */
  interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /**
   * Runs {@code work} when there is room for the pixels of {@code header}.
   *
   * @throws Rejected by {@code work}, or {@code too_many_pixels} when even alone it runs out of
   *     memory
   */
  <T> T decode(ImageHeader header, Work<T, Rejected> work) throws Rejected {
    String what = header.width() + "x" + header.height() + " pixels";
    return run(
        header.pixels() * BYTES_PER_PIXEL,
        work,
        e -> tooLarge(Reason.TOO_MANY_PIXELS, what, "limits.max-pixels", e));
  }

  /**
   * Runs {@code work} when there is room for {@code bytes} of a file.
   *
   * @throws Rejected {@code too_many_bytes} when even alone it runs out of memory
   */
  <T> T read(long bytes, Work<T, IOException> work) throws IOException, Rejected {
    // a stream of unknown end is gathered in pieces and joined
    return run(
        2 * bytes,
        work,
        e -> tooLarge(Reason.TOO_MANY_BYTES, bytes + " bytes", "limits.max-bytes", e));
  }

  private <T, E extends Exception> T run(
      long bytes, Work<T, E> work, Function<Throwable, Rejected> tooLarge) throws E, Rejected {
    try {
      return holding((int) Math.min(permits, 1 + (bytes >> 20)), work);
    } catch (OutOfMemoryError | Exception crowded) {
      if (!outOfMemory(crowded)) {
        throw crowded;
      }
    }
    try {
      return holding(permits, work);
    } catch (OutOfMemoryError | Exception alone) {
      if (!outOfMemory(alone)) {
        throw alone;
      }
      throw tooLarge.apply(alone);
    }
  }

  private <T, E extends Exception> T holding(int share, Work<T, E> work) throws E {
    free.acquireUninterruptibly(share);
    try {
      return work.run();
    } finally {
      free.release(share);
    }
  }

  private static boolean outOfMemory(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage());
      if (t instanceof OutOfMemoryError || NATIVE.stream().anyMatch(message::contains)) {
        return true;
      }
    }
    return false;
  }

  private static Rejected tooLarge(Reason reason, String what, String limit, Throwable e) {
    return new Rejected(
        reason,
        "%s do not fit into the memory of this executor (heap %d MiB): %s. Give it more, or lower %s"
            .formatted(what, Runtime.getRuntime().maxMemory() >> 20, e.getMessage(), limit),
        e);
  }
}
