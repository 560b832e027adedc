package org.isobath.onnx;

import ai.onnxruntime.OrtException;
import java.util.Locale;

/** The runtime could not finish a run. Its message is the runtime's own. */
public class OnnxFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OnnxFailure(OrtException cause) {
    super(SessionSettings.words(cause), cause);
  }

  /** True when a smaller batch may succeed: the allocator found no room on the device. */
  public boolean outOfMemory() {
    String words = String.valueOf(getCause().getMessage()).toLowerCase(Locale.ROOT);
    return words.contains("failed to allocate memory") || words.contains("out of memory");
  }
}
