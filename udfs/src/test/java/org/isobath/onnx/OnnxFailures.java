package org.isobath.onnx;

import ai.onnxruntime.OrtException;

/** What the runtime says when a run fails, for tests that have no device to exhaust. */
public final class OnnxFailures {
  private OnnxFailures() {}

  /** In the words of CUDA's allocator. */
  public static OnnxFailure outOfMemory() {
    return new OnnxFailure(
        new OrtException(
            "Non-zero status code returned while running MatMul node. Status Message:"
                + " BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of"
                + " size 2147483648"));
  }
}
