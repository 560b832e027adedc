package org.isobath.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeviceLoadTest {
  @Test
  void a_device_is_busy_while_at_least_one_run_is_under_way() {
    DeviceMeter meter = new DeviceMeter();
    meter.enter(10);
    meter.enter(20);
    meter.leave(30);
    assertThat(meter.busy(50)).as("the second still runs").isEqualTo(40);
    meter.leave(60);
    assertThat(meter.busy(100)).isEqualTo(50);
    meter.enter(200);
    assertThat(meter.busy(207)).isEqualTo(57);
    meter.leave(210);
    assertThat(meter.busy(1000)).isEqualTo(60);
  }

  @Test
  void batches_count_their_inputs_their_room_and_what_inputs_waited() throws Exception {
    DeviceLoad before = DeviceLoad.now();
    FakeRunner runner = FakeRunner.free();
    long start = System.nanoTime();
    try (Batcher batcher =
        new Batcher("fake", runner, 4, new Batching(4, Duration.ofMillis(50), 1 << 20))) {
      List<CompletableFuture<Integer>> results = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        results.add(
            batcher.submit(Tensor.of(new float[] {i}, 1, 1), (outputs, index, count) -> count));
      }
      for (CompletableFuture<Integer> result : results) {
        result.get(30, TimeUnit.SECONDS);
      }
    }
    long wall = System.nanoTime() - start;
    DeviceLoad load = DeviceLoad.now().since(before);
    int batches = runner.runs.size();
    assertThat(load.batched()).isEqualTo(5);
    assertThat(load.batches()).isEqualTo(batches);
    assertThat(load.room()).isEqualTo(4L * batches);
    // the last one found no full batch and waited for company
    assertThat(load.queueNanos()).isBetween(Duration.ofMillis(50).toNanos(), 5 * wall);
  }
}
