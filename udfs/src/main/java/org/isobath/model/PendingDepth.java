package org.isobath.model;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.onnx.OnnxFailure;

/** A picture that was handed to the device. */
public final class PendingDepth {
  private final String modelId;
  private final CompletableFuture<RawDepth> result;

  PendingDepth(String modelId, CompletableFuture<RawDepth> result) {
    this.modelId = modelId;
    this.result = result;
  }

  /**
   * Done when {@link #get} no longer waits. Go on from it by asynchronous actions only: others
   * would run while the device waits for them.
   */
  public CompletableFuture<?> settled() {
    return result;
  }

  /** Takes the picture back, unless it is done. */
  public void cancel() {
    result.cancel(false);
  }

  /**
   * Waits for the device.
   *
   * @throws Rejected when the runtime failed for this picture, or gave something else than a map
   * @throws CancellationException when the picture was taken back, or this thread is interrupted;
   *     its interrupt stays set
   */
  public RawDepth get() throws Rejected {
    try {
      return result.get();
    } catch (InterruptedException e) {
      cancel();
      Thread.currentThread().interrupt();
      throw (CancellationException)
          new CancellationException("interrupted while the device worked").initCause(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Rejected rejected) {
        throw rejected;
      }
      if (cause instanceof OnnxFailure failure) {
        throw new Rejected(
            Reason.INFERENCE_FAILED, "model " + modelId + ": " + failure.getMessage(), failure);
      }
      throw new IllegalStateException("model " + modelId + " did not answer", cause);
    }
  }
}
