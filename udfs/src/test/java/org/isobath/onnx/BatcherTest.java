package org.isobath.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatcherTest {
  private static final Duration FOREVER = Duration.ofHours(1);
  private static final long ROOM = 1 << 20;
  private static final Batcher.Reader<float[]> OWN = BatcherTest::own;

  private final List<Batcher> open = new ArrayList<>();

  @AfterEach
  void endTheThreads() {
    open.forEach(Batcher::close);
  }

  private Batcher batcher(BatchRunner runner, int max, Duration wait, long windowBytes) {
    Batcher batcher = new Batcher("fake", runner, max, new Batching(max, wait, windowBytes));
    open.add(batcher);
    return batcher;
  }

  private static float[] own(Map<String, Tensor> outputs, int index, int count) {
    float[] all = outputs.values().iterator().next().toArray();
    int size = all.length / count;
    return Arrays.copyOfRange(all, index * size, (index + 1) * size);
  }

  /** An input of {@code size} numbers that begins with {@code first}. */
  private static Tensor input(float first, int size) {
    float[] values = new float[size];
    Arrays.fill(values, 0.5f);
    values[0] = first;
    return Tensor.of(values, 1, size);
  }

  private static float first(CompletableFuture<float[]> result) throws Exception {
    return result.get(30, TimeUnit.SECONDS)[0];
  }

  /** Returns when a run of this one input holds the device, which is then not free for others. */
  private void occupy(FakeRunner runner, Batcher batcher) throws Exception {
    batcher.submit(input(-1, 1), OWN);
    while (runner.turns.getQueueLength() == 0) {
      Thread.sleep(1);
    }
  }

  @Test
  void aFullBatchDoesNotWait() throws Exception {
    FakeRunner runner = FakeRunner.free();
    Batcher batcher = batcher(runner, 3, FOREVER, ROOM);
    List<CompletableFuture<float[]>> results = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      results.add(batcher.submit(input(10 * i, 4), OWN));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(results.get(i).get(30, TimeUnit.SECONDS))
          .as("everyone gets what belongs to it")
          .containsExactly(10 * i + 1, 1.5f, 1.5f, 1.5f);
    }
    assertThat(runner.runs).containsExactly(List.of(0f, 10f, 20f));
  }

  @Test
  void aLonelyInputGoesAfterItsWaitAndNotBefore() throws Exception {
    FakeRunner runner = FakeRunner.free();
    Batcher batcher = batcher(runner, 8, Duration.ofMillis(150), ROOM);
    long start = System.nanoTime();
    assertThat(first(batcher.submit(input(7, 4), OWN))).isEqualTo(8);
    assertThat((System.nanoTime() - start) / 1e6).isGreaterThanOrEqualTo(150);
  }

  @Test
  void whatComesWhileTheDeviceWorksGoesTogetherInItsOrder() throws Exception {
    FakeRunner runner = new FakeRunner();
    Batcher batcher = batcher(runner, 4, Duration.ZERO, ROOM);
    occupy(runner, batcher);
    List<CompletableFuture<float[]>> results = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      results.add(batcher.submit(input(i, 2), OWN));
    }
    runner.turns.release(100);
    for (int i = 0; i < 6; i++) {
      assertThat(first(results.get(i))).isEqualTo(i + 1);
    }
    assertThat(runner.runs).containsExactly(List.of(-1f), List.of(0f, 1f, 2f, 3f), List.of(4f, 5f));
  }

  @Test
  void shapesDoNotMixAndTheOldestGoesFirst() throws Exception {
    FakeRunner runner = new FakeRunner();
    Batcher batcher = batcher(runner, 8, Duration.ZERO, ROOM);
    occupy(runner, batcher);
    List<CompletableFuture<float[]>> results = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      results.add(batcher.submit(input(i, i % 2 == 0 ? 30 : 20), OWN));
    }
    runner.turns.release(100);
    for (int i = 0; i < 6; i++) {
      assertThat(first(results.get(i))).isEqualTo(i + 1);
    }
    assertThat(runner.runs).containsExactly(List.of(-1f), List.of(0f, 2f, 4f), List.of(1f, 3f, 5f));
  }

  @Test
  void outOfMemoryHalvesTheBatchAndIsRemembered() throws Exception {
    FakeRunner runner = new FakeRunner();
    runner.memory = 10;
    Batcher batcher = batcher(runner, 8, Duration.ZERO, ROOM);
    occupy(runner, batcher);
    List<CompletableFuture<float[]>> results = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      results.add(batcher.submit(input(i, 4), OWN));
    }
    runner.turns.release(100);
    for (int i = 0; i < 8; i++) {
      assertThat(first(results.get(i))).isEqualTo(i + 1);
    }
    assertThat(runner.runs.stream().map(List::size).toList())
        .as("8 do not fit, 4 do not, 2 do, and the other half of the 8 is not tried as 4")
        .containsExactly(1, 8, 4, 2, 2, 2, 2);

    runner.turns.drainPermits();
    runner.runs.clear();
    occupy(runner, batcher);
    results.clear();
    for (int i = 0; i < 8; i++) {
      results.add(batcher.submit(input(i, 2), OWN));
    }
    for (int i = 0; i < 4; i++) {
      results.add(batcher.submit(input(i, 4), OWN));
    }
    runner.turns.release(100);
    for (CompletableFuture<float[]> result : results) {
      result.get(30, TimeUnit.SECONDS);
    }
    assertThat(runner.runs.stream().map(List::size).toList())
        .as("from now on 8 numbers in a batch: four small inputs or two large ones")
        .containsExactly(1, 4, 4, 2, 2);
  }

  @Test
  void oneInputThatFindsNoMemoryFailsAloneAndAfterASecondTry() throws Exception {
    FakeRunner runner = FakeRunner.free();
    runner.memory = 3;
    Batcher batcher = batcher(runner, 2, FOREVER, ROOM);
    CompletableFuture<float[]> large = batcher.submit(input(1, 4), OWN);
    CompletableFuture<float[]> larger = batcher.submit(input(2, 4), OWN);
    for (CompletableFuture<float[]> result : List.of(large, larger)) {
      assertThatThrownBy(() -> result.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(OnnxFailure.class)
          .hasMessageContaining("Failed to allocate memory");
    }
    assertThat(runner.runs)
        .containsExactly(List.of(1f, 2f), List.of(1f), List.of(1f), List.of(2f), List.of(2f));
  }

  @Test
  void oneBadInputDoesNotFailItsNeighbours() throws Exception {
    FakeRunner runner = FakeRunner.free();
    runner.poison = 13;
    Batcher batcher = batcher(runner, 3, FOREVER, ROOM);
    CompletableFuture<float[]> before = batcher.submit(input(1, 4), OWN);
    CompletableFuture<float[]> bad = batcher.submit(input(13, 4), OWN);
    CompletableFuture<float[]> after = batcher.submit(input(2, 4), OWN);
    assertThat(first(before)).isEqualTo(2);
    assertThat(first(after)).isEqualTo(3);
    assertThatThrownBy(() -> bad.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("while running Conv node");
    runner.poison = Float.NaN;
    runner.runs.clear();
    for (int i = 0; i < 3; i++) {
      batcher.submit(input(i, 4), OWN);
    }
    while (runner.runs.isEmpty()) {
      Thread.sleep(1);
    }
    assertThat(runner.runs).as("batches stay as large").containsExactly(List.of(0f, 1f, 2f));
  }

  @Test
  void aResultThatCannotBeReadFailsAlone() throws Exception {
    Batcher batcher = batcher(FakeRunner.free(), 2, FOREVER, ROOM);
    CompletableFuture<float[]> good = batcher.submit(input(1, 4), OWN);
    CompletableFuture<float[]> bad =
        batcher.submit(
            input(2, 4),
            (outputs, index, count) -> {
              throw new IllegalStateException("not what the card says");
            });
    assertThat(first(good)).isEqualTo(2);
    assertThatThrownBy(() -> bad.get(30, TimeUnit.SECONDS))
        .hasRootCauseMessage("not what the card says");
  }

  @Test
  void whoCancelsLeavesTheQueueAndMakesRoom() throws Exception {
    FakeRunner runner = new FakeRunner();
    // 2 KiB each, a started KiB more, and 1 KiB that runs: the third does not fit
    Batcher batcher = batcher(runner, 8, Duration.ZERO, 8 << 10);
    occupy(runner, batcher);
    CompletableFuture<float[]> first = batcher.submit(input(1, 512), OWN);
    CompletableFuture<float[]> second = batcher.submit(input(2, 512), OWN);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<CompletableFuture<float[]>> third =
          pool.submit(() -> batcher.submit(input(3, 512), OWN));
      Thread.sleep(50);
      assertThat(third.isDone()).as("the window is full").isFalse();
      first.cancel(false);
      CompletableFuture<float[]> admitted = third.get(30, TimeUnit.SECONDS);
      runner.turns.release(100);
      assertThat(first(second)).isEqualTo(3);
      assertThat(first(admitted)).isEqualTo(4);
      assertThat(runner.runs).containsExactly(List.of(-1f), List.of(2f, 3f));
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void whoIsInterruptedWhileTheWindowIsFullLeavesNothingBehind() throws Exception {
    FakeRunner runner = new FakeRunner();
    Batcher batcher = batcher(runner, 1, Duration.ZERO, 4 << 10);
    CompletableFuture<float[]> running = batcher.submit(input(1, 1024), OWN);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<?> shutOut = pool.submit(() -> batcher.submit(input(2, 1024), OWN));
      Thread.sleep(50);
      assertThat(shutOut.isDone()).isFalse();
      pool.shutdownNow();
      assertThatThrownBy(() -> shutOut.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(InterruptedException.class);
    } finally {
      pool.shutdownNow();
    }
    runner.turns.release(100);
    assertThat(first(running)).isEqualTo(2);
    assertThat(first(batcher.submit(input(3, 1024), OWN))).as("there is room").isEqualTo(4);
    assertThat(runner.runs).containsExactly(List.of(1f), List.of(3f));
  }

  @Test
  void aFullWindowSendsWhatIsThereSinceNoMoreCanCome() throws Exception {
    FakeRunner runner = FakeRunner.free();
    // room for two of the three that would make a batch
    Batcher batcher = batcher(runner, 3, FOREVER, 10 << 10);
    CompletableFuture<float[]> first = batcher.submit(input(1, 1024), OWN);
    CompletableFuture<float[]> second = batcher.submit(input(2, 1024), OWN);
    CompletableFuture<float[]> third = batcher.submit(input(3, 1024), OWN);
    assertThat(first(first)).isEqualTo(2);
    assertThat(first(second)).isEqualTo(3);
    assertThat(runner.runs).containsExactly(List.of(1f, 2f));
    assertThat(third.isDone()).isFalse();
  }

  @Test
  void anInputLargerThanTheWindowGoesAlone() throws Exception {
    Batcher batcher = batcher(FakeRunner.free(), 4, Duration.ZERO, 1 << 10);
    assertThat(first(batcher.submit(input(5, 100_000), OWN))).isEqualTo(6);
  }

  @Test
  void closingCancelsWhatWaitsAndEndsTheThreads() throws Exception {
    Batcher batcher = batcher(FakeRunner.free(), 4, FOREVER, ROOM);
    CompletableFuture<float[]> waiting = batcher.submit(input(1, 4), OWN);
    batcher.close();
    assertThatThrownBy(waiting::join).isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> batcher.submit(input(2, 4), OWN).join())
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void aBatchIsNotAnInput() {
    Batcher batcher = batcher(FakeRunner.free(), 4, FOREVER, ROOM);
    assertThatThrownBy(() -> batcher.submit(Tensor.allocate(2, 4), OWN))
        .hasMessage("the first dimension of an input must be 1");
  }

  @Test
  void theBundledModelSaysTheSameInABatchAsAlone() throws Exception {
    OnnxSession session =
        OnnxSession.shared(Path.of("../conf/models/isobath-tiny.onnx"), "tiny", Device.CPU, 1);
    Random random = new Random(11);
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      // two shapes, in turn
      long[] shape = i % 2 == 0 ? new long[] {1, 3, 64, 96} : new long[] {1, 3, 96, 64};
      float[] values = new float[Tensor.count(shape)];
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) random.nextGaussian();
      }
      inputs.add(Tensor.of(values, shape));
    }
    Batcher batcher = session.batcher("image", Set.of("depth"), 4, Batching.AUTO);
    List<CompletableFuture<float[]>> together = new ArrayList<>();
    for (Tensor input : inputs) {
      together.add(batcher.submit(input, OWN));
    }
    for (int i = 0; i < inputs.size(); i++) {
      float[] alone = session.run(Map.of("image", inputs.get(i))).get("depth").toArray();
      float[] batched = together.get(i).get(30, TimeUnit.SECONDS);
      assertThat(batched).hasSameSizeAs(alone);
      double range = 0;
      for (float value : alone) {
        range = Math.max(range, Math.abs(value));
      }
      for (int k = 0; k < alone.length; k++) {
        // a tenth of one 16-bit code: kernels may add in another order
        assertThat(batched[k]).isCloseTo(alone[k], within((float) (range / 655_360)));
      }
    }
  }

  @Test
  void halvesGoInAndOutOfABatchAsTheyDoAlone() throws Exception {
    OnnxSession session = Graphs.session("half");
    Batcher batcher = session.batcher("image", Set.of("depth"), 3, new Batching(3, FOREVER, ROOM));
    List<CompletableFuture<float[]>> results = new ArrayList<>();
    float[][] values = {{2049, 0.1f}, {3, 5}, {1, -1}};
    for (float[] v : values) {
      results.add(
          batcher.submit(
              Tensor.of(new float[] {v[0], v[1], v[0], v[1], v[0], v[1]}, 1, 3, 1, 2), OWN));
    }
    // 2049 lies between the halves 2048 and 2050 and goes to the even one
    assertThat(results.get(0).get(30, TimeUnit.SECONDS)).containsExactly(2048, 0.0999755859375f);
    assertThat(results.get(1).get(30, TimeUnit.SECONDS)).containsExactly(3, 5);
    assertThat(results.get(2).get(30, TimeUnit.SECONDS)).containsExactly(1, -1);
  }

  @Test
  void aSessionHasOneBatcherForAll() {
    OnnxSession session = Graphs.session("mean");
    assertThat(session.batcher("image", Set.of("depth"), 4, Batching.AUTO))
        .isSameAs(session.batcher("image", Set.of("depth"), 8, Batching.AUTO));
  }
}
