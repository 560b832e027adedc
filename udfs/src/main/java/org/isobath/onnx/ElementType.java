package org.isobath.onnx;

import java.util.Locale;

/**
 * What a tensor in an ONNX file consists of, by the numbers of {@code TensorProto.DataType}. Wider
 * than {@link TensorType}, which is what can be fed and read here.
 */
public enum ElementType {
  UNDEFINED(0, 0),
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

  ElementType(int code, int bits) {
    this.code = code;
    this.bits = bits;
  }

  /** The name in messages. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Bytes of so many elements, as they are stored. */
  public long bytes(long elements) {
    return Math.addExact(Math.multiplyExact(elements, bits), 7) / 8;
  }

  /** The type with this number; {@link #UNDEFINED} for one that is not known here. */
  static ElementType of(long code) {
    for (ElementType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return UNDEFINED;
  }
}
