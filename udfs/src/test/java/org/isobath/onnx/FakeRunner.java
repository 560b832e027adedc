package org.isobath.onnx;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * A device that adds one to every number, remembers what came in one run, fails on request, and
 * runs only when it is let.
 */
final class FakeRunner implements BatchRunner {
  /** The first number of each input, run by run. */
  final List<List<Float>> runs = Collections.synchronizedList(new ArrayList<>());

  final Semaphore turns = new Semaphore(0);

  /** Runs of more numbers than this find no memory. */
  volatile int memory = Integer.MAX_VALUE;

  /** A run with an input that begins with this number fails. */
  volatile float poison = Float.NaN;

  static FakeRunner free() {
    FakeRunner runner = new FakeRunner();
    runner.turns.release(1_000_000);
    return runner;
  }

  @Override
  public TensorType inputType() {
    return TensorType.FLOAT32;
  }

  @Override
  public boolean overlaps() {
    return false;
  }

  @Override
  public Map<String, Tensor> run(InputTensor batch, Outputs memory) {
    turns.acquireUninterruptibly();
    float[] numbers = ((Tensor) batch).toArray();
    int count = (int) batch.shape()[0];
    int size = numbers.length / count;
    List<Float> firsts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      firsts.add(numbers[i * size]);
    }
    runs.add(firsts);
    if (numbers.length > this.memory) {
      throw failure("Failed to allocate memory for requested buffer of size 1");
    }
    if (firsts.contains(poison)) {
      throw failure("Non-zero status code returned while running Conv node");
    }
    Tensor out = memory.take("out", batch.shape());
    for (int i = 0; i < numbers.length; i++) {
      out.data().put(i, numbers[i] + 1);
    }
    return Map.of("out", out);
  }

  private static OnnxFailure failure(String words) {
    return new OnnxFailure(new OrtException(OrtException.OrtErrorCode.ORT_FAIL, words));
  }
}
