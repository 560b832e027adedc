package org.isobath.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorPoolTest {
  @Test
  void memoryComesBackToTheNextOwner() {
    // a size that no other test leases, so that the pool of the JVM has none of it
    TensorPool.Lease first = TensorPool.lease(1, 3, 1500, 1111);
    first.tensor().data().put(4_999_499, 42);
    first.close();
    try (TensorPool.Lease second = TensorPool.lease(1, 3, 1500, 1111)) {
      assertThat(second.tensor().data().get(4_999_499)).isEqualTo(42);
    }
  }

  @Test
  void aSmallerTensorOfTheSameClassUsesTheSameMemory() {
    TensorPool.Lease first = TensorPool.lease(2_500_003);
    first.tensor().data().put(0, 7);
    first.close();
    try (TensorPool.Lease second = TensorPool.lease(2_200_001)) {
      assertThat(second.tensor().data().capacity()).isEqualTo(2_200_001);
      assertThat(second.tensor().data().get(0)).isEqualTo(7);
    }
  }

  @Test
  void twoOwnersNeverShare() {
    try (TensorPool.Lease a = TensorPool.lease(5000);
        TensorPool.Lease b = TensorPool.lease(5000)) {
      a.tensor().data().put(0, 1);
      b.tensor().data().put(0, 2);
      assertThat(a.tensor().data().get(0)).isEqualTo(1);
    }
  }

  @Test
  void aClosedLeaseCannotBeUsedAndMayBeClosedAgain() {
    TensorPool.Lease lease = TensorPool.lease(10);
    lease.close();
    lease.close();
    assertThatThrownBy(lease::tensor).hasMessage("the lease is closed");
    try (TensorPool.Lease a = TensorPool.lease(10);
        TensorPool.Lease b = TensorPool.lease(10)) {
      a.tensor().data().put(0, 1);
      b.tensor().data().put(0, 2);
      assertThat(a.tensor().data().get(0)).isEqualTo(1);
    }
  }

  @Test
  void idleMemoryIsBounded() {
    TensorPool.Lease[] leases = new TensorPool.Lease[20];
    for (int i = 0; i < leases.length; i++) {
      leases[i] = TensorPool.lease(4 << 20);
    }
    for (TensorPool.Lease lease : leases) {
      lease.close();
    }
    assertThat(TensorPool.idleBytes()).isBetween(16L << 20, TensorPool.MAX_IDLE_BYTES);
  }

  @Test
  void emptyTensorsExist() {
    try (TensorPool.Lease lease = TensorPool.lease(0, 3)) {
      assertThat(lease.tensor().toArray()).isEmpty();
    }
  }
}
