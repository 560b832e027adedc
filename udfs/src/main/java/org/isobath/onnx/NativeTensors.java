package org.isobath.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;

/** The native handles of one run, closed together, also when the run throws. */
final class NativeTensors implements AutoCloseable {
  private final OrtEnvironment environment;
  private final List<OnnxTensor> handles = new ArrayList<>();
  private final List<TensorPool.Lease> leases = new ArrayList<>();

  NativeTensors(OrtEnvironment environment) {
    this.environment = environment;
  }

  /** A handle on the tensor's own memory, or on a 16-bit copy where the graph wants that. */
  OnnxTensor input(TensorSpec spec, Tensor tensor) throws OrtException {
    switch (spec.type()) {
      case FLOAT32:
        return keep(
            OnnxTensor.createTensor(
                environment, tensor.data().duplicate().rewind(), tensor.shape()));
      case FLOAT16:
        int count = tensor.data().capacity();
        TensorPool.Lease lease = TensorPool.lease((count + 1) / 2);
        leases.add(lease);
        ShortBuffer half = lease.shorts().slice(0, count);
        for (int i = 0; i < count; i++) {
          half.put(i, Fp16Conversions.floatToFp16(tensor.data().get(i)));
        }
        return keep(
            OnnxTensor.createTensor(environment, half, tensor.shape(), OnnxJavaType.FLOAT16));
      default:
        throw new IllegalArgumentException(
            "graph input " + spec + " cannot be fed: float32 or float16 expected");
    }
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
    leases.forEach(TensorPool.Lease::close);
  }
}
