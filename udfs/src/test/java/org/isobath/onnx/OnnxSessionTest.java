package org.isobath.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxSessionTest {
  private static final Outputs FRESH = (name, shape) -> Tensor.allocate(shape);

  @Test
  void describesItsTensors() {
    OnnxSession session = Graphs.session("sky");
    assertThat(session.inputs()).hasToString("[image float32 [?,3,?,?]]");
    assertThat(session.outputs())
        .hasToString(
            "[depth float32 [?,1,?,?], sky float64 [?,1,?,?], mask bool [?,1,?,?], focal float32 [?]]");
    assertThat(session.device()).isEqualTo(Device.CPU);
  }

  @Test
  void computesWhatTheGraphSays() {
    Tensor image = Tensor.of(new float[] {1, 2, 4, 8, 10, 30}, 1, 3, 1, 2);
    Tensor depth = Graphs.session("mean").run(Map.of("image", image)).get("depth");
    assertThat(depth.shape()).containsExactly(1, 1, 1, 2);
    assertThat(depth.toArray()).containsExactly(5f, 40 / 3f);
  }

  @Test
  void readsEveryTypeAsFloats() {
    Tensor image = Tensor.of(new float[] {0.1f, 0.9f, 0.4f, 0.6f, 3, 5}, 1, 3, 1, 2);
    Map<String, Tensor> outputs = Graphs.session("sky").run(Map.of("image", image));
    assertThat(outputs.get("sky").toArray()).containsExactly(0.1f, 0.9f);
    assertThat(outputs.get("mask").toArray()).containsExactly(0, 1);
    assertThat(outputs.get("focal").toArray()).containsExactly(400);
  }

  @Test
  void feedsAndReadsHalfPrecision() {
    // 2049 lies between the halves 2048 and 2050 and goes to the even one; 0.1 is 0.0999755859375
    // in half
    Tensor image = Tensor.of(new float[] {2049, 0.1f, 2049, 0.1f, 2049, 0.1f}, 1, 3, 1, 2);
    Tensor depth = Graphs.session("half").run(Map.of("image", image)).get("depth");
    assertThat(depth.toArray()).containsExactly(2048f, 0.0999755859375f);
  }

  @Test
  void computesOnlyWhatIsWanted() {
    Tensor image = Tensor.of(new float[] {1, 2, 3}, 1, 3, 1, 1);
    assertThat(Graphs.session("sky").run(Map.of("image", image), Set.of("focal"), FRESH))
        .containsOnlyKeys("focal");
  }

  @Test
  void writesIntoTheGivenMemoryOnceTheShapeIsKnown() {
    OnnxSession session = Graphs.session("mean");
    Tensor image = Tensor.of(new float[] {3, 6, 9}, 1, 3, 1, 1);
    session.run(Map.of("image", image), Set.of("depth"), FRESH);
    Tensor memory = Tensor.of(new float[] {-1}, 1, 1, 1, 1);
    Tensor depth =
        session.run(Map.of("image", image), Set.of("depth"), (name, shape) -> memory).get("depth");
    assertThat(depth).isSameAs(memory);
    assertThat(memory.toArray()).containsExactly(6);
  }

  @Test
  void aChangeOfShapeBetweenRunsIsNoticed() {
    OnnxSession session = Graphs.session("mean");
    for (int width : new int[] {1, 3, 2, 3, 1}) {
      float[] values = new float[3 * width];
      Arrays.fill(values, width);
      Tensor depth = session.run(Map.of("image", Tensor.of(values, 1, 3, 1, width))).get("depth");
      assertThat(depth.shape()).containsExactly(1, 1, 1, width);
      assertThat(depth.toArray()).containsOnly(width);
    }
  }

  @Test
  void oneSessionPerModelServesAllThreads() throws Exception {
    int threads = 8;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Tensor image = noise(1, 3, 62, 94);
      float[] expected = Graphs.session("conv").run(Map.of("image", image)).get("depth").toArray();
      List<Future<float[]>> results = new ArrayList<>();
      Set<OnnxSession> sessions = Collections.newSetFromMap(new IdentityHashMap<>());
      for (int i = 0; i < threads * 4; i++) {
        results.add(
            pool.submit(
                () -> {
                  OnnxSession session = Graphs.session("conv");
                  synchronized (sessions) {
                    sessions.add(session);
                  }
                  return session.run(Map.of("image", image)).get("depth").toArray();
                }));
      }
      for (Future<float[]> result : results) {
        assertThat(result.get()).isEqualTo(expected);
      }
      assertThat(sessions).hasSize(1);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void cpuResultsAreTheSameBitsForAnyNumberOfThreads() {
    Tensor image = noise(1, 3, 190, 254);
    float[] one = run("conv", "conv threads 1", 1, image);
    for (int threads : new int[] {2, 3, 4}) {
      assertThat(run("conv", "conv threads " + threads, threads, image)).isEqualTo(one);
    }
  }

  private static float[] run(String graph, String key, int threads, Tensor image) {
    return OnnxSession.shared(Graphs.file(graph), key, Device.CPU, threads)
        .run(Map.of("image", image))
        .get("depth")
        .toArray();
  }

  @Test
  void aClosedSessionIsNotUsedAndTheNextCallOpensAnother() {
    OnnxSession before = Graphs.session("mean");
    OnnxSession.closeShared();
    assertThatThrownBy(() -> before.run(Map.of("image", Tensor.allocate(1, 3, 1, 1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the session is closed");
    OnnxSession after = Graphs.session("mean");
    assertThat(after).isNotSameAs(before);
    assertThat(after.run(Map.of("image", Tensor.allocate(1, 3, 1, 1))).get("depth").toArray())
        .containsExactly(0);
  }

  @Test
  void aSessionOfItsOwnIsClosedByItsOwnerAndASharedOneIsNot() {
    Tensor image = Tensor.of(new float[] {3, 6, 9}, 1, 3, 1, 1);
    OnnxSession shared = Graphs.session("mean");
    OnnxSession alone = OnnxSession.alone(Graphs.file("mean"), "mean", Device.CPU, 0, 2);
    assertThat(alone).isNotSameAs(shared).isNotSameAs(Graphs.session("mean"));
    assertThat(alone.run(Map.of("image", image)).get("depth").toArray()).containsExactly(6);
    assertThat(alone.busy()).isPositive();
    alone.close();
    shared.close();
    assertThatThrownBy(() -> alone.run(Map.of("image", image)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the session is closed");
    assertThat(shared.run(Map.of("image", image)).get("depth").toArray()).containsExactly(6);
  }

  @Test
  void aFailedRunSaysWhyAndLeavesTheSessionUsable() {
    OnnxSession session = Graphs.session("fixed");
    assertThatThrownBy(() -> session.run(Map.of("image", Tensor.allocate(1, 3, 48, 60))))
        .isInstanceOf(OnnxFailure.class)
        .hasMessageContaining("Expected: 64");
    assertThat(session.run(Map.of("image", Tensor.allocate(1, 3, 48, 64))).get("depth").toArray())
        .containsOnly(0);
  }

  @Test
  void anInterruptEndsARunThatIsUnderWay() throws Exception {
    OnnxSession session = OnnxSession.shared(tiny(), "tiny", Device.CPU, 1);
    session.run(Map.of("image", Tensor.allocate(1, 3, 32, 32)));
    // seconds of work, in some hundred operators
    Tensor image = Tensor.allocate(1, 3, 2048, 2048);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              begun.countDown();
              try {
                session.run(Map.of("image", image));
              } catch (RuntimeException e) {
                thrown.set(e);
                stillInterrupted.set(Thread.currentThread().isInterrupted());
              }
            });
    thread.start();
    begun.await();
    Thread.sleep(100);
    assertThat(thread.isAlive()).as("the run takes longer than a moment").isTrue();
    thread.interrupt();
    thread.join(30_000);
    assertThat(thrown.get())
        .isInstanceOf(CancellationException.class)
        .hasMessage("the run was stopped, because its thread was interrupted")
        .hasRootCauseMessage(
            "Error code - ORT_FAIL - message: Exiting due to terminate flag being set to true.");
    assertThat(stillInterrupted).isTrue();
    assertThat(session.run(Map.of("image", Tensor.allocate(1, 3, 32, 32))))
        .as("the session goes on for others")
        .containsKey("depth");
  }

  @Test
  void aThreadThatIsInterruptedAlreadyStartsNoRun() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> Graphs.session("mean").run(Map.of()))
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static Path tiny() {
    return Path.of("../conf/models/isobath-tiny.onnx");
  }

  @Test
  void aMissingInputIsNamed() {
    assertThatThrownBy(
            () -> Graphs.session("mean").run(Map.of("picture", Tensor.allocate(1, 3, 1, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no tensor for graph input image float32 [?,3,?,?]");
  }

  @Test
  void aFileThatIsNoModelIsTheUsersMistake(@TempDir Path folder) throws IOException {
    Path page = Files.writeString(folder.resolve("page.onnx"), "<!doctype html><html>404</html>");
    assertThatThrownBy(() -> OnnxSession.shared(page, "page", Device.CPU, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("page.onnx is not an ONNX model: ")
        .hasMessageContaining("Check the card's source");
  }

  @Test
  void anEmptyFileIsTheUsersMistake(@TempDir Path folder) throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.onnx"));
    assertThatThrownBy(() -> OnnxSession.shared(empty, "empty", Device.CPU, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("empty.onnx");
  }

  @Test
  void aModelWithoutItsExternalWeightsIsTheUsersMistake() {
    assertThatThrownBy(() -> Graphs.session("external"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("keeps its weights in a second file")
        .hasMessageContaining("save_as_external_data=False");
  }

  @Test
  void anOperatorThatTheRuntimeLacksIsTheUsersMistake() {
    assertThatThrownBy(() -> Graphs.session("unknown_op"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Levitate")
        .hasMessageContaining("Export it again");
  }

  @Test
  void aFileThatIsNotThereIsTheUsersMistake(@TempDir Path folder) {
    assertThatThrownBy(() -> OnnxSession.shared(folder.resolve("gone.onnx"), "gone", Device.CPU, 1))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "No model file at " + folder.resolve("gone.onnx") + ". Fetch it with: models fetch.");
  }

  @Test
  void aSessionThatFailedToOpenIsTriedAgain(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("later.onnx"), "not yet");
    assertThatThrownBy(() -> OnnxSession.shared(file, "later", Device.CPU, 1))
        .isInstanceOf(UserError.class);
    Files.write(file, Files.readAllBytes(Graphs.file("mean")));
    assertThat(OnnxSession.shared(file, "later", Device.CPU, 1).inputs()).hasSize(1);
  }

  @Test
  void tensorsMustBeDirectAndOfTheirShape() {
    assertThatThrownBy(() -> new Tensor(new long[] {2}, FloatBuffer.allocate(2)))
        .hasMessage("tensor data must be a direct buffer in native order");
    assertThatThrownBy(() -> Tensor.of(new float[] {1, 2}, 3))
        .hasMessage("a tensor of shape [3] has 3 floats, not 2");
    assertThatThrownBy(() -> new Tensor(new long[] {3}, Tensor.allocate(2).data()))
        .hasMessage("a tensor of shape [3] has 3 floats, not 2");
  }

  private static Tensor noise(long... shape) {
    float[] values = new float[Tensor.count(shape)];
    Random random = new Random(7);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(values, shape);
  }
}
