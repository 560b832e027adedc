package org.isobath.onnx;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a graph declares about one of its inputs or outputs.
 *
 * @param shape one entry per dimension, -1 where the graph leaves it open; empty for a scalar and
 *     for an undeclared rank
 */
public record TensorSpec(String name, TensorType type, long[] shape) {
  public int rank() {
    return shape.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorSpec that
        && name.equals(that.name)
        && type == that.type
        && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(shape);
  }

  /** As in {@code image float32 [?,3,?,?]}. */
  @Override
  public String toString() {
    return name
        + " "
        + type.label()
        + " ["
        + Arrays.stream(shape)
            .mapToObj(d -> d < 0 ? "?" : Long.toString(d))
            .collect(Collectors.joining(","))
        + "]";
  }
}
