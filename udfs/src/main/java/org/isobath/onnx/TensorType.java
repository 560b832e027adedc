package org.isobath.onnx;

import ai.onnxruntime.OnnxJavaType;
import java.util.Locale;

/** Element type of a tensor in a graph. */
public enum TensorType {
  FLOAT32,
  FLOAT16,
  /** The upper half of a 32-bit float. */
  BFLOAT16,
  FLOAT64,
  UINT8,
  INT32,
  INT64,
  BOOL,
  /** Anything else; never read or written here. */
  OTHER;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * True for the types that {@link OnnxSession} takes as input: 32-bit floats, and 16-bit ones by
   * conversion.
   */
  public boolean feedable() {
    return this == FLOAT32 || this == FLOAT16 || this == BFLOAT16;
  }

  /** True for the types that {@link WholeNumber} is fed as. */
  public boolean whole() {
    return this == INT64 || this == INT32;
  }

  /** True for the types that {@link OnnxSession} returns, each as 32-bit floats. */
  public boolean readable() {
    return feedable() || this == FLOAT64 || this == BOOL || this == UINT8;
  }

  static TensorType of(OnnxJavaType type) {
    switch (type) {
      case FLOAT:
        return FLOAT32;
      case FLOAT16:
        return FLOAT16;
      case BFLOAT16:
        return BFLOAT16;
      case DOUBLE:
        return FLOAT64;
      case UINT8:
        return UINT8;
      case INT32:
        return INT32;
      case INT64:
        return INT64;
      case BOOL:
        return BOOL;
      default:
        return OTHER;
    }
  }
}
