package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.isobath.UserError;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Overlap;
import org.junit.jupiter.api.Test;

class TaskThreadsTest {
  private static Overlap.Bounds bounds(int cores, int intraOp, int decoders, int maxBatch) {
    return new TaskThreads(cores, intraOp, decoders, 100, Duration.ofSeconds(9)).bounds(maxBatch);
  }

  @Test
  void onACpuDecodersAndThreadsOfAnInferenceTakeTheTasksCoresOnce() {
    assertThat(bounds(1, 1, 0, 1)).isEqualTo(new Overlap.Bounds(1, 2, 100, Duration.ofSeconds(9)));
    assertThat(bounds(4, 4, 0, 1).workers()).isEqualTo(1);
    assertThat(bounds(4, 2, 0, 1).workers()).isEqualTo(2);
    assertThat(bounds(4, 3, 0, 1).workers()).isEqualTo(1);
    assertThat(bounds(2, 8, 0, 1).workers()).isEqualTo(1);
  }

  @Test
  void whereADeviceTakesBatchesAllCoresDecodeAndTwoBatchesAreUnderWay() {
    assertThat(bounds(4, 4, 0, 8)).isEqualTo(new Overlap.Bounds(4, 24, 100, Duration.ofSeconds(9)));
  }

  @Test
  void aGivenNumberOfDecodersIsTakenAsItIs() {
    assertThat(bounds(4, 4, 3, 1)).isEqualTo(new Overlap.Bounds(3, 6, 100, Duration.ofSeconds(9)));
  }

  @Test
  void onOneThreadPerCoreTheDefaultIsOneWorkerForEachTask() {
    Conf conf = Conf.reference().with("spark.master", "local[2]");
    TaskThreads threads = TaskThreads.of(conf);
    assertThat(threads).isEqualTo(new TaskThreads(1, 1, 0, 64 << 20, Duration.ofMinutes(10)));
    assertThatThrownBy(() -> TaskThreads.of(conf.with("estimate.decoder-threads", 0)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("estimate.decoder-threads must be a whole number from 1 to 1024");
  }
}
