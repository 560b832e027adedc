package org.isobath.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * The way between 32-bit floats and the type that a graph declares. Exports of one model differ in
 * it: positions may be whole numbers or floats, latents have the precision of the weights.
 */
final class NativeNumbers {
  private NativeNumbers() {}

  /** True for the types that {@link #write} makes. */
  static boolean writes(TensorType type) {
    return type.feedable() || type.whole();
  }

  /** True for the types that {@link #read} takes. */
  static boolean reads(TensorType type) {
    return type.feedable();
  }

  /** Size of a tensor in memory. */
  static int bytes(TensorType type, long... shape) {
    return Math.multiplyExact(Tensor.count(shape), javaType(type).size);
  }

  private static OnnxJavaType javaType(TensorType type) {
    return switch (type) {
      case FLOAT32 -> OnnxJavaType.FLOAT;
      case FLOAT16 -> OnnxJavaType.FLOAT16;
      case BFLOAT16 -> OnnxJavaType.BFLOAT16;
      case INT32 -> OnnxJavaType.INT32;
      case INT64 -> OnnxJavaType.INT64;
      default -> throw new IllegalArgumentException("no numbers are kept as " + type.label());
    };
  }

  /**
   * A handle on this memory.
   *
   * @param memory direct, in native order, of exactly the size of the tensor
   */
  static OnnxTensor handle(
      OrtEnvironment environment, TensorType type, ByteBuffer memory, long[] shape)
      throws OrtException {
    return OnnxTensor.createTensor(environment, memory, shape, javaType(type));
  }

  /**
   * Converts numbers for a graph, to the nearest where they have more bits, to the even one where
   * two are as near.
   *
   * @throws IllegalArgumentException for a number that is not whole where the graph takes whole
   *     ones
   */
  static void write(TensorSpec spec, FloatBuffer from, ByteBuffer to) {
    int count = from.capacity();
    switch (spec.type()) {
      case FLOAT32:
        to.asFloatBuffer().put(0, from, 0, count);
        break;
      case FLOAT16:
        ShortBuffer halves = to.asShortBuffer();
        for (int i = 0; i < count; i++) {
          halves.put(i, Fp16Conversions.floatToFp16(from.get(i)));
        }
        break;
      case BFLOAT16:
        ShortBuffer upper = to.asShortBuffer();
        for (int i = 0; i < count; i++) {
          upper.put(i, Fp16Conversions.floatToBf16(from.get(i)));
        }
        break;
      case INT32:
        IntBuffer ints = to.asIntBuffer();
        for (int i = 0; i < count; i++) {
          ints.put(i, Math.toIntExact(whole(spec, from.get(i))));
        }
        break;
      default:
        LongBuffer longs = to.asLongBuffer();
        for (int i = 0; i < count; i++) {
          longs.put(i, whole(spec, from.get(i)));
        }
        break;
    }
  }

  private static long whole(TensorSpec spec, float value) {
    long whole = (long) value;
    if (whole != value) {
      throw new IllegalArgumentException("graph input " + spec + " cannot be fed with " + value);
    }
    return whole;
  }

  /** Converts what a graph gave, exactly. */
  static void read(TensorSpec spec, ByteBuffer from, FloatBuffer to) {
    ShortBuffer halves = from.asShortBuffer();
    boolean upper = spec.type() == TensorType.BFLOAT16;
    for (int i = 0; i < to.capacity(); i++) {
      short half = halves.get(i);
      to.put(i, upper ? Fp16Conversions.bf16ToFloat(half) : Fp16Conversions.fp16ToFloat(half));
    }
  }
}
