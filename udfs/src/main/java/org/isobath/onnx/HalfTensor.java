package org.isobath.onnx;

import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * Numbers of half precision on their way into a session whose graph takes them. Conversion costs
 * more than the copy to a GPU, so whoever prepares a picture does it, not whoever drives the
 * device.
 *
 * @param shape dimensions, each at least 0
 * @param data exactly as many IEEE 754 halves as the shape says, from position 0; direct and in
 *     native order
 */
public record HalfTensor(long[] shape, ShortBuffer data) implements InputTensor {
  public HalfTensor {
    int count = Tensor.count(shape);
    if (data.capacity() != count || !data.isDirect() || data.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException(
          "a tensor of %d halves must be a direct buffer of that size in native order, not %s"
              .formatted(count, data));
    }
  }

  /** Rounds to the nearest half, to the even one where two are as near. */
  static HalfTensor of(Tensor tensor, TensorPool.Lease memory) {
    FloatBuffer floats = tensor.data();
    ShortBuffer halves = memory.shorts().slice(0, floats.capacity());
    for (int i = 0; i < floats.capacity(); i++) {
      halves.put(i, Fp16Conversions.floatToFp16(floats.get(i)));
    }
    return new HalfTensor(tensor.shape(), halves);
  }

  /** Memory for the halves of a tensor of this shape. */
  static TensorPool.Lease lease(long... shape) {
    return TensorPool.lease((Tensor.count(shape) + 1) / 2);
  }

  @Override
  public long bytes() {
    return (long) data.capacity() * Short.BYTES;
  }
}
