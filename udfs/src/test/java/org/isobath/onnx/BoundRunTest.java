package org.isobath.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class BoundRunTest {
  @Test
  void each_run_reads_and_writes_the_same_memory() {
    Tensor image = Tensor.of(new float[] {1, 2, 3}, 1, 3, 1, 1);
    Tensor depth = Tensor.allocate(1, 1, 1, 1);
    try (BoundRun run = bind("mean", Map.of("image", image), "depth", depth)) {
      run.run();
      assertThat(depth.toArray()).containsExactly(2);
      image.data().put(0, 7);
      run.run();
      assertThat(depth.toArray()).containsExactly(4);
    }
  }

  @Test
  void other_types_are_converted_both_ways() {
    // 1 + 2^-8 lies between two upper halves and goes to the even one, 1; 3 * 85 = 255 fits
    Tensor positions = Tensor.of(new float[] {0, 2, 3}, 3);
    Tensor upper = Tensor.of(new float[] {5, 1.00390625f, 85}, 3);
    Tensor product = Tensor.allocate(3);
    try (BoundRun run =
        Graphs.session("mixed")
            .bind(
                Map.of("positions", positions, "upper", upper),
                Set.of("upper"),
                Map.of("product", product))) {
      run.run();
      assertThat(product.toArray()).containsExactly(0, 2, 255);
      upper.data().put(1, -1.5f);
      positions.data().put(0, 9);
      run.run();
      assertThat(product.toArray())
          .as("positions do not change, as was said")
          .containsExactly(0, -3, 255);
    }
    assertThat(
            Graphs.session("mixed")
                .run(Map.of("positions", positions, "upper", upper))
                .get("product")
                .toArray())
        .as("a single run converts alike")
        .containsExactly(45, -3, 255);
  }

  @Test
  void half_precision_is_converted_both_ways() {
    // 2049 lies between the halves 2048 and 2050 and goes to the even one
    Tensor image = Tensor.of(new float[] {2049, 2049, 2049}, 1, 3, 1, 1);
    Tensor depth = Tensor.allocate(1, 1, 1, 1);
    try (BoundRun run = bind("half", Map.of("image", image), "depth", depth)) {
      run.run();
      assertThat(depth.toArray()).containsExactly(2048);
    }
  }

  @Test
  void what_is_not_whole_is_no_position() {
    Tensor positions = Tensor.of(new float[] {0.5f}, 1);
    Map<String, Tensor> inputs = Map.of("positions", positions, "upper", Tensor.allocate(1));
    try (BoundRun run = bind("mixed", inputs, "product", Tensor.allocate(1))) {
      assertThatThrownBy(run::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("graph input positions int64 [?] cannot be fed with 0.5");
    }
  }

  @Test
  void a_missing_input_is_named() {
    assertThatThrownBy(() -> bind("mean", Map.of(), "depth", Tensor.allocate(1, 1, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no tensor for graph input image float32 [?,3,?,?]");
  }

  @Test
  void an_interrupted_thread_starts_no_run() {
    Tensor image = Tensor.allocate(1, 3, 1, 1);
    try (BoundRun run =
        bind("mean", Map.of("image", image), "depth", Tensor.allocate(1, 1, 1, 1))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(run::run).isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void memory_of_another_shape_fails_the_run() {
    Tensor image = Tensor.allocate(1, 3, 1, 2);
    try (BoundRun run =
        bind("mean", Map.of("image", image), "depth", Tensor.allocate(1, 1, 1, 1))) {
      assertThatThrownBy(run::run).isInstanceOf(OnnxFailure.class);
    }
  }

  private static BoundRun bind(
      String graph, Map<String, Tensor> inputs, String output, Tensor into) {
    return Graphs.session(graph).bind(inputs, inputs.keySet(), Map.of(output, into));
  }
}
