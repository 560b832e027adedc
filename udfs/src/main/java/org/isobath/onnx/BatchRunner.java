package org.isobath.onnx;

import java.util.Map;

/** What a {@link Batcher} drives: a graph of one input whose first dimension is the batch. */
interface BatchRunner {
  /** {@link TensorType#FLOAT32} or {@link TensorType#FLOAT16}. */
  TensorType inputType();

  /** True where one run may prepare while another computes, so that two threads pay. */
  boolean overlaps();

  /**
   * @param memory asked for each output
   * @throws OnnxFailure when the run fails
   */
  Map<String, Tensor> run(InputTensor batch, Outputs memory);
}
