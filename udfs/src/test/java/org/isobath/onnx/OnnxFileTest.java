package org.isobath.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
  private static final int FLOAT32 = 1;
  private static final int INT64 = 7;
  private static final int BFLOAT16 = 16;
  private static final int INT4 = 22;

  @TempDir Path folder;

  private static GraphBytes graph() {
    return new GraphBytes()
        .input("picture", FLOAT32, -1, 3, -1, 64)
        .input("bias", FLOAT32, 5)
        .output("depth", BFLOAT16, -1, 300)
        .weight("bias", FLOAT32, 20, 5)
        .external("matrix", BFLOAT16, "model.onnx_data", 4096, 1200, 20, 30)
        .external("packed", INT4, "model.onnx_data", 8192, 8, 3, 5)
        .node("MatMul", 0)
        .node("Constant", 7);
  }

  @Test
  void a_graph_tells_inputs_outputs_operators_and_weights() throws IOException {
    OnnxFile file = OnnxFile.read(ByteBuffer.wrap(graph().bytes()));
    assertThat(file.inputs())
        .as("an initializer is no input that must be fed")
        .containsExactly(new TensorSpec("picture", TensorType.FLOAT32, new long[] {-1, 3, -1, 64}));
    assertThat(file.inputs().get(0)).hasToString("picture float32 [?,3,?,64]");
    assertThat(file.outputs())
        .containsExactly(new TensorSpec("depth", TensorType.BFLOAT16, new long[] {-1, 300}));
    assertThat(file.operators()).containsExactlyInAnyOrder("MatMul", "Constant");
    assertThat(file.random()).isFalse();
    assertThat(file.weights())
        .containsExactlyInAnyOrder(
            new OnnxFile.Weight("bias", TensorType.FLOAT32, 20, "", 0),
            new OnnxFile.Weight("matrix", TensorType.BFLOAT16, 1200, "model.onnx_data", 5296),
            new OnnxFile.Weight("packed", TensorType.INT4, 8, "model.onnx_data", 8200),
            new OnnxFile.Weight("", TensorType.UINT8, 7, "", 0));
    assertThat(file.weightBytes()).isEqualTo(20 + 1200 + 8 + 7);
    assertThat(file.externalFiles()).containsExactly("model.onnx_data");
    assertThat(file.externalBytes("model.onnx_data")).isEqualTo(8200);
  }

  @Test
  void a_graph_that_draws_numbers_says_so() throws IOException {
    byte[] bytes = graph().node("RandomNormalLike", 0).bytes();
    assertThat(OnnxFile.read(ByteBuffer.wrap(bytes)).random()).isTrue();
  }

  @Test
  void every_cut_of_a_file_is_an_error_and_never_half_a_graph() throws IOException {
    byte[] whole = graph().input("long", INT64, -1, 1 << 20).bytes();
    for (int length = 0; length < whole.length; length++) {
      Path file = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> OnnxFile.read(file))
          .as("cut to %d of %d", length, whole.length)
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(file + " cannot be read as an ONNX model: ")
          .hasMessageEndingWith("Fetch or export it again.");
    }
  }

  @Test
  void what_is_no_model_at_all_is_an_error() throws IOException {
    for (String text : List.of("<!DOCTYPE html><html>not found</html>", "{}", "\u0000\u0000")) {
      Path file = Files.writeString(folder.resolve("page.onnx"), text);
      assertThatThrownBy(() -> OnnxFile.read(file)).as(text).isInstanceOf(UserError.class);
    }
  }

  /** The runtime reads the same of the same files. */
  @Test
  void it_agrees_with_the_runtime_on_real_graphs() throws IOException, URISyntaxException {
    Path graphs = Path.of(OnnxFileTest.class.getResource("/model/graphs").toURI());
    List<Path> files;
    try (Stream<Path> all = Files.list(graphs)) {
      files = all.filter(f -> f.toString().endsWith(".onnx")).sorted().limit(6).toList();
    }
    assertThat(files).hasSize(6);
    for (Path file : files) {
      OnnxFile read = OnnxFile.read(file);
      try (OnnxSession session =
          OnnxSession.alone(file, file.getFileName().toString(), Device.CPU, 0, 1)) {
        assertThat(read.inputs().stream().map(TensorSpec::toString))
            .as("inputs of " + file)
            .containsExactlyElementsOf(
                session.inputs().stream().map(TensorSpec::toString).toList());
        assertThat(read.outputs().stream().map(TensorSpec::name))
            .as("outputs of " + file)
            .containsExactlyElementsOf(session.outputs().stream().map(TensorSpec::name).toList());
      }
    }
  }
}
