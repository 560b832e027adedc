package org.isobath.onnx;

/** What a graph can be fed with. */
public sealed interface InputTensor permits Tensor, HalfTensor, WholeNumber {
  /** Dimensions, the last one fastest. */
  long[] shape();

  /** Size of the numbers in memory. */
  long bytes();
}
