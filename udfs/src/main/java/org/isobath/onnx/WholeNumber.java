package org.isobath.onnx;

/**
 * One whole number for a graph that wants one beside its picture, such as how many tokens to see it
 * in. It takes the rank that the graph declares, each dimension 1.
 */
public record WholeNumber(long value) implements InputTensor {
  @Override
  public long[] shape() {
    return new long[0];
  }

  @Override
  public long bytes() {
    return Long.BYTES;
  }
}
