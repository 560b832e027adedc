package org.isobath.onnx;

/** Where a run puts its results: asked once per wanted output, when the shape is known. */
@FunctionalInterface
public interface Outputs {
  /** Memory of exactly this shape, to be overwritten. */
  Tensor take(String name, long... shape);
}
