package org.isobath.onnx;

import java.util.ArrayList;
import java.util.List;

/** Memory of one run, leased as the outputs ask for it and given back together. */
public final class Leases implements Outputs, AutoCloseable {
  private final List<TensorPool.Lease> leases = new ArrayList<>();

  @Override
  public Tensor take(String name, long... shape) {
    return add(TensorPool.lease(shape)).tensor();
  }

  TensorPool.Lease add(TensorPool.Lease lease) {
    leases.add(lease);
    return lease;
  }

  @Override
  public void close() {
    leases.forEach(TensorPool.Lease::close);
  }
}
