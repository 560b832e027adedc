package org.isobath.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Numbers on their way into or out of a session: 32-bit floats, last dimension fastest.
 *
 * @param shape dimensions, each at least 0
 * @param data exactly as many floats as the shape says, from position 0; direct and in native
 *     order, because a heap buffer is copied on every run (facts of the runtime: 2 ms against 0.002
 *     ms for 1x3x512x512)
 */
public record Tensor(long[] shape, FloatBuffer data) implements InputTensor {
  public Tensor {
    long count = count(shape);
    if (data.capacity() != count) {
      throw new IllegalArgumentException(
          "a tensor of shape "
              + Arrays.toString(shape)
              + " has "
              + count
              + " floats, not "
              + data.capacity());
    }
    if (!data.isDirect() || data.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException("tensor data must be a direct buffer in native order");
    }
  }

  /** A tensor of zeros in memory of its own. */
  public static Tensor allocate(long... shape) {
    return new Tensor(shape.clone(), directFloats(count(shape)));
  }

  /** A copy of {@code values} with this shape. */
  public static Tensor of(float[] values, long... shape) {
    if (values.length != count(shape)) {
      throw new IllegalArgumentException(
          "a tensor of shape "
              + Arrays.toString(shape)
              + " has "
              + count(shape)
              + " floats, not "
              + values.length);
    }
    Tensor tensor = allocate(shape);
    tensor.data().put(0, values);
    return tensor;
  }

  /** The numbers as an array. */
  public float[] toArray() {
    float[] values = new float[data.capacity()];
    data.get(0, values);
    return values;
  }

  @Override
  public long bytes() {
    return (long) data.capacity() * Float.BYTES;
  }

  /** Product of the dimensions. */
  public static int count(long[] shape) {
    long count = 1;
    for (long d : shape) {
      count = Math.multiplyExact(count, d);
    }
    return Math.toIntExact(count);
  }

  static FloatBuffer directFloats(int count) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(count, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
