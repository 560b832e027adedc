package org.isobath.onnx;

import java.util.Map;
import java.util.Set;

/** A session as a {@link Batcher} sees it. */
record SessionRunner(OnnxSession session, String input, Set<String> wanted) implements BatchRunner {
  @Override
  public TensorType inputType() {
    return session.inputs().stream()
        .filter(spec -> spec.name().equals(input))
        .findFirst()
        .orElseThrow()
        .type();
  }

  @Override
  public boolean overlaps() {
    return session.device().gpu();
  }

  @Override
  public Map<String, Tensor> run(InputTensor batch, Outputs memory) {
    return session.run(Map.of(input, batch), wanted, memory);
  }
}
