package org.isobath.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.isobath.Rejected;

/** A picture that was handed to the device, and its tiles and further looks, if it has any. */
public final class PendingPasses implements AutoCloseable {
  private final List<PreparedImage> prepared = new ArrayList<>();
  private final List<PendingDepth> passes = new ArrayList<>();
  private Rejected failure;

  void add(PreparedImage image, PendingDepth pass) {
    prepared.add(image);
    passes.add(pass);
    if (pass.settled().isDone()) {
      image.close();
    }
  }

  /** A pass that could not be prepared fails the picture. */
  void fail(Rejected why) {
    failure = why;
  }

  /**
   * Done when {@link #get} no longer waits. Go on from it by asynchronous actions only: others
   * would run while the device waits for them.
   */
  public CompletableFuture<?> settled() {
    return CompletableFuture.allOf(
        passes.stream().map(PendingDepth::settled).toArray(CompletableFuture[]::new));
  }

  /** Waits for the device: the whole picture, then all else in the order it was added. */
  List<RawDepth> get() throws Rejected {
    if (failure != null) {
      throw failure;
    }
    List<RawDepth> results = new ArrayList<>();
    for (PendingDepth pass : passes) {
      results.add(pass.get());
    }
    return results;
  }

  /** Takes back what is not done, and gives the tensors back. */
  @Override
  public void close() {
    passes.forEach(PendingDepth::cancel);
    prepared.forEach(PreparedImage::close);
  }
}
