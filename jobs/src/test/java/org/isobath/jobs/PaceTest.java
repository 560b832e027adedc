package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.isobath.image.DecodeLoad;
import org.isobath.onnx.DeviceLoad;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  private static Effort effort(long images, double decodeSeconds, DeviceLoad device) {
    return new Effort(
        new HashMap<>(Map.of("estimate.images", images, "estimate.rejects.corrupt", images / 10)),
        new DecodeLoad(images, (long) (decodeSeconds * SECOND)),
        device);
  }

  private static DeviceLoad cpu(double coreSeconds) {
    return new DeviceLoad(0, (long) (coreSeconds * SECOND), 0, 0, 0, 0, 0, 0);
  }

  private static Pace.Recent executor(int cores, List<Long> seconds, List<Effort> efforts) {
    Pace.Recent recent = new Pace.Recent(cores);
    for (int i = 0; i < seconds.size(); i++) {
      recent.add(
          new Effort.Report("1", seconds.get(i) * SECOND, efforts.get(i)), seconds.get(i) * SECOND);
    }
    return recent;
  }

  @Test
  void shares_are_of_the_cores_and_rates_of_all_outcomes() {
    Pace.Recent four =
        executor(4, List.of(0L, 5L), List.of(effort(0, 0, cpu(0)), effort(100, 2, cpu(15))));
    Pace.Recent two =
        executor(2, List.of(0L, 10L), List.of(effort(0, 0, cpu(0)), effort(50, 6, cpu(5))));
    Pace pace = Pace.of(List.of(four, two), 10 * SECOND);
    // 110 outcomes in 5 s and 55 in 10 s
    assertThat(pace.imagesPerSecond()).isCloseTo(22 + 5.5, within(1e-9));
    // 8 of 20 + 20 core-seconds
    assertThat(pace.decodeBusy()).isCloseTo(8.0 / 40, within(1e-9));
    assertThat(pace.deviceBusy()).isCloseTo(20.0 / 40, within(1e-9));
    assertThat(pace.batchFill()).isZero();
    assertThat(pace.queueWaitMs()).isZero();
  }

  @Test
  void gpus_are_busy_by_the_clock_and_batches_by_their_inputs() {
    DeviceLoad load = new DeviceLoad(6, 0, 8 * SECOND, 2, 5, 30, 40, 3 * SECOND);
    Pace.Recent executor =
        executor(
            8,
            List.of(0L, 5L),
            List.of(effort(0, 0, new DeviceLoad(0, 0, 0, 0, 0, 0, 0, 0)), effort(30, 20, load)));
    Pace pace = Pace.of(List.of(executor), 5 * SECOND);
    assertThat(pace.deviceBusy()).as("8 s of two GPUs' 5 s").isCloseTo(0.8, within(1e-9));
    assertThat(pace.decodeBusy()).isCloseTo(0.5, within(1e-9));
    assertThat(pace.batchFill()).isCloseTo(0.75, within(1e-9));
    assertThat(pace.queueWaitMs()).isCloseTo(100, within(1e-9));
  }

  @Test
  void only_the_last_seconds_count_and_the_silent_not_at_all() {
    Pace.Recent recent =
        executor(
            1,
            List.of(0L, 5L, 10L, 15L, 20L),
            List.of(
                effort(0, 0, cpu(0)),
                effort(1000, 0, cpu(0)),
                effort(1000, 0, cpu(0)),
                effort(1010, 0, cpu(0)),
                effort(1020, 0, cpu(0))));
    assertThat(Pace.of(List.of(recent), 20 * SECOND).imagesPerSecond())
        .as("20 + 2 outcomes since second 10")
        .isCloseTo(2.2, within(1e-9));
    assertThat(Pace.of(List.of(recent), 36 * SECOND).imagesPerSecond()).isZero();
    assertThat(Pace.of(List.of(new Pace.Recent(3)), 0).decodeBusy()).isZero();
  }
}
