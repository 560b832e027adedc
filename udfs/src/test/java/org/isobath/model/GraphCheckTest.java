package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.isobath.UserError;
import org.isobath.onnx.Device;
import org.isobath.onnx.Graphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphCheckTest {
  private static final String STRETCH = "rule = stretch, width = 64, height = 48";

  private static DepthModel open(String graph, String size, String output) {
    ModelCard card =
        ModelCardTest.card(
            """
            id = %s
            title = Test
            verified = false
            licence { name = none, commercial = false }
            source = x.onnx
            input { size { %s }, interpolation = linear }
            output { kind = relative, %s }
            """
                .formatted(graph, size, output));
    return DepthModels.open(card.locked(graph, 0), Graphs.file(graph), Device.CPU, 1);
  }

  @ParameterizedTest
  @CsvSource({"mean", "fixed", "half", "conv", "half_size"})
  void cardsThatFitAreOpened(String graph) {
    try (DepthModel model = open(graph, STRETCH, "depth = depth")) {
      assertThat(model.device()).isEqualTo(Device.CPU);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wrong_rank    | depth = depth | output.depth: output depth float32 [?,3] has rank 2; [N,1,H,W] or [N,H,W] is read. The graph has inputs image float32 [?,3,?,?] and outputs depth float32 [?,3].
          mean          | depth = deph  | output.depth = deph is not in the graph. Did you mean depth? The graph has inputs image float32 [?,3,?,?] and outputs depth float32 [?,1,?,?].
          mean          | sky = sky     | output.sky = sky is not in the graph. Did you mean depth? The graph has inputs
          sky           | depth = ""    | output.depth is not given, and there are several. The graph has inputs
          sky           | depth = depth, mask = focal | output.mask: output focal float32 [?] has rank 1;
          three_channels_out | depth = depth | output.depth: output depth float32 [?,3,?,?] has 3 channels; 1 is read.
          four_channels | depth = depth | input image float32 [?,4,?,?] has 4 channels; 3 are fed, in the layout [N,3,H,W].
          rank_three    | depth = depth | input image float32 [3,?,?] has rank 3; a picture is fed as [N,3,H,W], rank 4.
          bytes_in      | depth = depth | input image uint8 [?,3,?,?] is uint8; float32 or float16 is fed.
          batch_two     | depth = depth | input image float32 [2,3,?,?] is fixed to batches of 2; 1 or an open batch is needed.
          two_inputs    | depth = depth | the graph takes 2 inputs, and Isobath feeds exactly one, the picture, and those that the card gives in input.constants. The graph
          moge_2        | depth = points | the graph takes 2 inputs, and Isobath feeds exactly one, the picture, and those that the card gives in input.constants. The graph
          whole_numbers | depth = depth | output.depth: output depth int64 [?,1,?,?] is int64; a floating point type is read.
          """)
  void aGraphThatDiffersFromTheCardIsExplained(String graph, String output, String message) {
    assertThatThrownBy(() -> open(graph, STRETCH, output))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Model card " + graph + " does not fit its file: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rule = stretch, width = 64, height = 64            | height 48; the card says input.size.height = 64.
          rule = pad, width = 60, height = 48                | width 64; the card says input.size.width = 60.
          rule = lower, width = 64, height = 48, multiple = 16 | width 64, and the card's size rule keeps the aspect; use rule = stretch or pad with width = 64.
          """)
  void aFixedSizeMustBeTheCardsSize(String size, String message) {
    assertThatThrownBy(() -> open("fixed", size, "depth = depth"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("input image float32 [1,3,48,64] is fixed to " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          moge_2     | constants { tokens = 1 }     | kind = affine_points, metric-scale = metric_scale, depth = points | input.constants = tokens is not in the graph. Did you mean num_tokens?
          two_inputs | constants { factor = 3 }     | kind = relative, depth = depth | input.constants: input factor float32 [1] is not one whole number.
          moge_2     | constants { num_tokens = 1 } | kind = affine_points, metric-scale = scale, depth = points | output.metric-scale = scale is not in the graph.
          moge_2     | constants { num_tokens = 1 } | kind = metric_points, depth = mask | output.depth: output mask float32 [?,?,?] are no points; [N,3,H,W] or [N,H,W,3] is read.
          mean       | channels = rgb | kind = metric_points, depth = depth | output.depth: output depth float32 [?,1,?,?] are no points
          """)
  void furtherInputsAndPointsAreHeldAgainstTheGraph(
      String graph, String constants, String output, String message) {
    ModelCard card =
        ModelCardTest.card(
            """
            id = %s
            title = Test
            licence { name = none, commercial = false }
            source = x.onnx
            input { size { %s }, interpolation = linear, %s }
            output { %s }
            """
                .formatted(graph, STRETCH, constants, output));
    assertThatThrownBy(
            () -> DepthModels.open(card.locked(graph, 0), Graphs.file(graph), Device.CPU, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  @Test
  void theInputsNameIsCheckedToo() {
    ModelCard card =
        ModelCardTest.card(ModelCardTest.CARD.replace("name = image", "name = picture"));
    assertThatThrownBy(
            () -> DepthModels.open(card.locked("mean", 0), Graphs.file("mean"), Device.CPU, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("input.name = picture is not in the graph. Did you mean image?");
  }
}
