package org.isobath.onnx;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A session as a {@link Batcher} sees it. */
record SessionRunner(
    OnnxSession session, String input, Map<String, WholeNumber> constants, Set<String> wanted)
    implements BatchRunner {
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
    Map<String, InputTensor> fed = new HashMap<>(constants);
    fed.put(input, batch);
    return session.run(fed, wanted, memory);
  }
}
