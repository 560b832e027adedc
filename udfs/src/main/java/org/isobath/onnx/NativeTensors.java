package org.isobath.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The native handles of one run, closed together, also when the run throws. */
final class NativeTensors implements AutoCloseable {
  private final OrtEnvironment environment;
  private final List<OnnxTensor> handles = new ArrayList<>();
  private final Leases leases = new Leases();

  NativeTensors(OrtEnvironment environment) {
    this.environment = environment;
  }

  /** A handle on the tensor's own memory, or on a copy in the type that the graph wants. */
  OnnxTensor input(TensorSpec spec, InputTensor tensor) throws OrtException {
    if (spec.type() == TensorType.FLOAT32 && tensor instanceof Tensor floats) {
      return keep(
          OnnxTensor.createTensor(environment, floats.data().duplicate().rewind(), floats.shape()));
    }
    if (spec.type() == TensorType.FLOAT16) {
      HalfTensor halves =
          tensor instanceof Tensor floats
              ? HalfTensor.of(floats, leases.add(HalfTensor.lease(floats.shape())))
              : (HalfTensor) tensor;
      return keep(
          OnnxTensor.createTensor(
              environment,
              halves.data().duplicate().rewind(),
              halves.shape(),
              OnnxJavaType.FLOAT16));
    }
    if (tensor instanceof WholeNumber number) {
      return keep(whole(spec, number.value()));
    }
    if (tensor instanceof Tensor floats && NativeNumbers.writes(spec.type())) {
      int bytes = NativeNumbers.bytes(spec.type(), floats.shape());
      ByteBuffer copy = leases.add(TensorPool.lease((bytes + 3) / 4)).bytes(bytes);
      NativeNumbers.write(spec, floats.data(), copy);
      return keep(NativeNumbers.handle(environment, spec.type(), copy, floats.shape()));
    }
    throw new IllegalArgumentException("graph input " + spec + " cannot be fed with " + tensor);
  }

  private OnnxTensor whole(TensorSpec spec, long value) throws OrtException {
    long[] shape = new long[spec.rank()];
    Arrays.fill(shape, 1);
    return spec.type() == TensorType.INT32
        ? OnnxTensor.createTensor(
            environment, IntBuffer.wrap(new int[] {Math.toIntExact(value)}), shape)
        : OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[] {value}), shape);
  }

  /** A handle through which the runtime writes into the tensor's memory. */
  OnnxTensor pinned(Tensor into) throws OrtException {
    return keep(
        OnnxTensor.createTensor(environment, into.data().duplicate().rewind(), into.shape()));
  }

  /** A copy of an output, as 32-bit floats; false is 0 and true is 1. */
  static Tensor read(TensorSpec spec, OnnxTensor value, Outputs memory) {
    Tensor into = memory.take(spec.name(), value.getInfo().getShape());
    FloatBuffer floats = into.data();
    switch (spec.type()) {
      case FLOAT32:
      case FLOAT16:
      case BFLOAT16:
        floats.duplicate().rewind().put(value.getFloatBuffer());
        break;
      case FLOAT64:
        DoubleBuffer doubles = value.getDoubleBuffer();
        for (int i = 0; i < floats.capacity(); i++) {
          floats.put(i, (float) doubles.get(i));
        }
        break;
      case BOOL:
      case UINT8:
        ByteBuffer bytes = value.getByteBuffer();
        for (int i = 0; i < floats.capacity(); i++) {
          floats.put(i, bytes.get(i) & 0xff);
        }
        break;
      default:
        throw new IllegalArgumentException("graph output " + spec + " cannot be read as floats");
    }
    return into;
  }

  private OnnxTensor keep(OnnxTensor handle) {
    handles.add(handle);
    return handle;
  }

  @Override
  public void close() {
    handles.forEach(OnnxTensor::close);
    leases.close();
  }
}
