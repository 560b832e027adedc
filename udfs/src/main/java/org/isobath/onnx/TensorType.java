package org.isobath.onnx;

import ai.onnxruntime.OnnxJavaType;
import java.util.Locale;

/**
 * What a tensor consists of, by the numbers of {@code TensorProto.DataType}. Files may hold any of
 * them; the fewer that can be fed and read here say so.
 */
public enum TensorType {
  /** A type that is not known here, or none. */
  OTHER(0, 0),
  FLOAT32(1, 32),
  UINT8(2, 8),
  INT8(3, 8),
  UINT16(4, 16),
  INT16(5, 16),
  INT32(6, 32),
  INT64(7, 64),
  STRING(8, 0),
  BOOL(9, 8),
  FLOAT16(10, 16),
  FLOAT64(11, 64),
  UINT32(12, 32),
  UINT64(13, 64),
  COMPLEX64(14, 64),
  COMPLEX128(15, 128),
  /** The upper half of a 32-bit float. */
  BFLOAT16(16, 16),
  FLOAT8E4M3FN(17, 8),
  FLOAT8E4M3FNUZ(18, 8),
  FLOAT8E5M2(19, 8),
  FLOAT8E5M2FNUZ(20, 8),
  UINT4(21, 4),
  INT4(22, 4),
  FLOAT4E2M1(23, 4);

  private final int code;
  private final int bits;

  TensorType(int code, int bits) {
    this.code = code;
    this.bits = bits;
  }

  /** The name in messages. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Bytes of so many elements, as they are stored. */
  long bytes(long elements) {
    return Math.addExact(Math.multiplyExact(elements, bits), 7) / 8;
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

  /** The type with this number of a file; {@link #OTHER} for one that is not known here. */
  static TensorType of(long code) {
    for (TensorType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return OTHER;
  }
}
