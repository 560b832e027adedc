package org.isobath.jobs;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * Leaves behind which picture a task had in hand, for the case that it ends the JVM. A picture that
 * is under suspicion, and each picture of a task that runs again, is worked on alone: no other such
 * picture in the JVM at that time, so that the mark it leaves names one culprit.
 *
 * <p>Ask {@link #check} first, then {@link #enter}, do the work, and {@link #leave}. Threads of the
 * task may share it.
 */
public final class Watch implements AutoCloseable {
  /** Deaths of its own, with no other picture in hand, after which a picture is rejected. */
  static final int DEATHS = 2;

  // not a lock: the thread that ends the work on a picture need not be the one that began
  private static final Semaphore ALONE = new Semaphore(1, true);

  private final Marks marks;
  private final Map<String, List<String>> found;
  private final boolean retried;
  private final int deaths;
  private final InFlight inFlight;
  private final String sign;
  private final Map<String, Integer> noted = new ConcurrentHashMap<>();
  private String alone;
  private boolean closed;

  /**
   * @param found signs that are held against pictures
   * @param retried true to work on every picture alone
   * @param deaths that it takes to reject a picture
   * @param inFlight where the others are noted; null to note them nowhere
   * @param sign of this attempt
   */
  Watch(
      Marks marks,
      Map<String, List<String>> found,
      boolean retried,
      int deaths,
      InFlight inFlight,
      String sign) {
    this.marks = marks;
    this.found = found;
    this.retried = retried;
    this.deaths = deaths;
    this.inFlight = inFlight;
    this.sign = sign;
  }

  /** True when every picture is worked on alone. */
  public boolean retried() {
    return retried;
  }

  /** True when this picture is worked on alone: {@link #enter} then waits for others. */
  public boolean alone(String id) {
    return retried || found.containsKey(id);
  }

  /**
   * @throws Rejected {@code kills_executor} when enough is held against the picture
   */
  public void check(String id) throws Rejected {
    long own =
        found.getOrDefault(id, List.of()).stream()
            .filter(other -> !other.equals(Marks.AMONG_OTHERS))
            .count();
    if (own >= deaths) {
      throw new Rejected(
          Reason.KILLS_EXECUTOR,
          "%d executors died, one after the other, with this picture alone in hand. Their logs may say why; --retry-rejects tries it again"
              .formatted(own));
    }
  }

  /**
   * The work on a picture begins.
   *
   * @throws IOException when its mark cannot be written; the picture is not at fault
   */
  public void enter(String id) throws IOException {
    if (!alone(id)) {
      if (inFlight != null) {
        noted.put(id, inFlight.enter(id));
      }
      return;
    }
    try {
      ALONE.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while it waited for another picture");
    }
    synchronized (this) {
      if (closed) {
        ALONE.release();
        throw new InterruptedIOException("the task has ended");
      }
      alone = id;
    }
    marks.add(id, sign);
  }

  /** The JVM has survived the picture: nothing is held against it any more. */
  public void leave(String id) throws IOException {
    Integer line = noted.remove(id);
    if (line != null) {
      inFlight.leave(line);
    } else if (release(id)) {
      marks.remove(id, sign);
      for (String earlier : found.getOrDefault(id, List.of())) {
        marks.remove(id, earlier);
      }
    }
  }

  /** The JVM will not survive the picture: what is held against it stays. */
  public void condemn(String id) {
    noted.remove(id);
    release(id);
  }

  private synchronized boolean release(String id) {
    if (!id.equals(alone)) {
      return false;
    }
    alone = null;
    ALONE.release();
    return true;
  }

  /** The task has ended. A picture that it was stopped at is neither cleared nor incriminated. */
  @Override
  public void close() {
    String last;
    synchronized (this) {
      closed = true;
      last = alone;
    }
    if (last != null && release(last)) {
      try {
        marks.remove(last, sign);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot remove the mark of " + last, e);
      }
    }
    noted.values().forEach(line -> inFlight.leave(line));
    noted.clear();
  }
}
