package org.isobath.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * A run that is repeated over the same memory; {@link OnnxSession#bind} makes it. The graph reads
 * and writes 32-bit floats in place; other types have a copy of their own, made once and rewritten
 * before a run where the input changes. For one thread at a time, and closed before its session.
 */
public final class BoundRun implements AutoCloseable {
  /** A tensor of the caller, and its copy in the graph's type. */
  private record Copy(TensorSpec spec, Tensor floats, ByteBuffer numbers) {}

  private final OnnxSession session;
  private final OrtEnvironment environment;
  private final Leases leases = new Leases();
  private final Map<String, OnnxTensor> fed = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> pinned = new LinkedHashMap<>();
  private final List<Copy> before = new ArrayList<>();
  private final List<Copy> after = new ArrayList<>();

  BoundRun(
      OnnxSession session,
      OrtEnvironment environment,
      Map<String, Tensor> tensors,
      Set<String> changing,
      Map<String, Tensor> results) {
    this.session = session;
    this.environment = environment;
    try {
      for (TensorSpec input : session.inputs()) {
        Tensor tensor = OnnxSession.given(tensors, input);
        if (!NativeNumbers.writes(input.type())) {
          throw new IllegalArgumentException(
              "graph input " + input + " cannot be fed with " + tensor);
        }
        Copy copy = bind(input, tensor, fed);
        if (copy != null && changing.contains(input.name())) {
          before.add(copy);
        } else if (copy != null) {
          NativeNumbers.write(input, tensor.data(), copy.numbers());
        }
      }
      for (Map.Entry<String, Tensor> result : results.entrySet()) {
        TensorSpec output = session.output(result.getKey());
        if (!NativeNumbers.reads(output.type())) {
          throw new IllegalArgumentException(
              "graph output " + output + " cannot be read as floats");
        }
        Copy copy = bind(output, result.getValue(), pinned);
        if (copy != null) {
          after.add(copy);
        }
      }
    } catch (OrtException e) {
      close();
      throw new OnnxFailure(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The copy that the graph sees; null where it sees the tensor itself. */
  private Copy bind(TensorSpec spec, Tensor tensor, Map<String, OnnxTensor> handles)
      throws OrtException {
    if (spec.type() == TensorType.FLOAT32) {
      handles.put(
          spec.name(),
          OnnxTensor.createTensor(environment, tensor.data().duplicate().rewind(), tensor.shape()));
      return null;
    }
    int bytes = NativeNumbers.bytes(spec.type(), tensor.shape());
    ByteBuffer numbers = leases.add(TensorPool.lease((bytes + 3) / 4)).bytes(bytes);
    handles.put(
        spec.name(),
        NativeNumbers.handle(
            environment, spec.type(), numbers.duplicate().order(numbers.order()), tensor.shape()));
    return new Copy(spec, tensor, numbers);
  }

  /**
   * Runs the graph over what the inputs hold now.
   *
   * @throws OnnxFailure when the run fails
   * @throws CancellationException when this thread is interrupted, before the run or during it; its
   *     interrupt stays set
   */
  public void run() {
    for (Copy copy : before) {
      NativeNumbers.write(copy.spec(), copy.floats().data(), copy.numbers());
    }
    session.run(fed, pinned);
    for (Copy copy : after) {
      NativeNumbers.read(copy.spec(), copy.numbers(), copy.floats().data());
    }
  }

  /** Gives the handles and copies back; the tensors stay the caller's. */
  @Override
  public void close() {
    fed.values().forEach(OnnxTensor::close);
    pinned.values().forEach(OnnxTensor::close);
    fed.clear();
    pinned.clear();
    leases.close();
  }
}
