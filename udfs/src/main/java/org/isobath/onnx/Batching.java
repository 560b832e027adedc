package org.isobath.onnx;

import java.io.Serializable;
import java.time.Duration;

/**
 * How inputs of many threads become batches.
 *
 * @param max inputs in one run at most; 0: {@link #GPU_MAX} on a GPU, 1 on a CPU
 * @param maxWait how long the first input of a batch waits for company
 * @param windowBytes input tensors that wait or run on one device at most; who brings more, waits.
 *     A single input may be larger and then goes alone
 */
public record Batching(int max, Duration maxWait, long windowBytes) implements Serializable {
  /** Beyond this the larger depth models gain little on any GPU, and need memory in proportion. */
  public static final int GPU_MAX = 8;

  public static final Batching AUTO = new Batching(0, Duration.ofMillis(2), 256L << 20);

  public Batching {
    if (max < 0 || maxWait.isNegative() || windowBytes < 1) {
      throw new IllegalArgumentException(
          "max %d and maxWait %s must not be negative, windowBytes %d at least 1"
              .formatted(max, maxWait, windowBytes));
    }
  }

  /**
   * Inputs in one run at most on this device. 1 means none at all: each thread runs the session
   * itself, and the values of a picture cannot depend on its neighbours.
   */
  public int maxOn(Device place) {
    return max > 0 ? max : place.gpu() ? GPU_MAX : 1;
  }
}
