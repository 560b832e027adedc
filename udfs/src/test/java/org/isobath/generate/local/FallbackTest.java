package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.isobath.generate.Component;
import org.isobath.generate.ControlLatent;
import org.isobath.image.Image;
import org.isobath.onnx.BoundRun;
import org.isobath.onnx.Device;
import org.isobath.onnx.OnnxFailure;
import org.isobath.onnx.OnnxFailures;
import org.isobath.onnx.OnnxSession;
import org.isobath.onnx.Tensor;
import org.junit.jupiter.api.Test;

/** What a pipeline does when a device runs out of memory, on a device that only seems to. */
class FallbackTest {
  private static final LocalPlace PLACE = new LocalPlace(Device.CPU, 0, 1, Long.MAX_VALUE);

  /** Keeps what is told. */
  private static final class Notices implements LocalProgress {
    final List<String> words = new ArrayList<>();
    final List<Integer> steps = new ArrayList<>();
    final List<Integer> decoded = new ArrayList<>();

    @Override
    public void step(int done, int of, Supplier<float[]> latents) {
      steps.add(done);
    }

    @Override
    public void decoded(int index, FloatBuffer planes) {
      decoded.add(index);
    }

    @Override
    public void notice(String said) {
      words.add(said);
    }
  }

  /** A graph that has no memory for some inputs. */
  private static final class Small extends LoadedGraph {
    private final Component graph;
    private final BiPredicate<Component, long[]> tooLarge;

    Small(Component graph, OnnxSession session, BiPredicate<Component, long[]> tooLarge) {
      super(
          graph,
          session,
          TinyFlux.components().parts().get(graph),
          TinyFlux.components().ports(graph));
      this.graph = graph;
      this.tooLarge = tooLarge;
    }

    @Override
    Tensor run(Port input, Tensor value, Port output) {
      check(value);
      return super.run(input, value, output);
    }

    @Override
    BoundRun bind(Map<Port, Tensor> inputs, Set<Port> changing, Port output, Tensor into) {
      check(inputs.get(Port.HIDDEN));
      return super.bind(inputs, changing, output, into);
    }

    private void check(Tensor value) {
      if (tooLarge.test(graph, value.shape())) {
        throw OnnxFailures.outOfMemory();
      }
    }
  }

  private static FluxPipeline pipeline(
      Set<Component> resident, BiPredicate<Component, long[]> tooLarge) {
    return FluxPipeline.open(
        TinyFlux.components(),
        PLACE,
        resident,
        (graph, session) -> new Small(graph, session, tooLarge));
  }

  private static final BiPredicate<Component, long[]> ROOM = (graph, shape) -> false;

  private static final Set<Component> ALL = TinyFlux.components().parts().keySet();

  private static List<Image> run(FluxPipeline pipeline, List<FluxInput> inputs, LocalProgress to)
      throws Exception {
    return pipeline.generate(inputs, 2, ControlLatent.SAMPLE, to);
  }

  private static List<FluxInput> inputs(int width, int height, int count) {
    return new FluxInput(TinyFlux.prompt(0), TinyFlux.control(width, height, 0), 10, 42)
        .outputs(count);
  }

  @Test
  void a_batch_without_room_is_halved_and_the_pictures_stay_the_same() throws Exception {
    List<FluxInput> batch = inputs(48, 32, 5);
    Notices notices = new Notices();
    List<Image> halved = new ArrayList<>();
    try (FluxPipeline small =
        pipeline(Set.of(), (graph, shape) -> graph == Component.TRANSFORMER && shape[0] > 2)) {
      halved.addAll(run(small, batch, notices));
      assertThat(notices.words)
          .containsExactly(
              "out of device memory with a batch of 5 pictures of 48x32, going on with 2");
      assertThat(notices.steps).as("2, 2 and 1").containsExactly(1, 2, 1, 2, 1, 2);
      assertThat(notices.decoded).containsExactly(0, 1, 2, 3, 4);
      run(small, batch, notices);
      assertThat(notices.words).as("it is remembered").hasSize(1);
    }
    try (FluxPipeline large = pipeline(Set.of(), ROOM)) {
      List<Image> whole = run(large, batch, LocalProgress.NONE);
      for (int i = 0; i < 5; i++) {
        assertThat(halved.get(i).rgb()).as("picture %d", i).isEqualTo(whole.get(i).rgb());
      }
    }
  }

  @Test
  void components_that_wait_are_freed_before_a_picture_is_made_in_another_way() throws Exception {
    List<FluxInput> one = inputs(48, 32, 1);
    Notices notices = new Notices();
    int[] failures = {1};
    try (FluxPipeline crowded =
            pipeline(ALL, (graph, shape) -> graph == Component.VAE_DECODER && failures[0]-- > 0);
        FluxPipeline large = pipeline(ALL, ROOM)) {
      Image found = run(crowded, one, notices).get(0);
      assertThat(notices.words)
          .containsExactly(
              "out of device memory in vae_decoder while other components were loaded: from now on"
                  + " one is loaded at a time");
      assertThat(found.rgb()).isEqualTo(run(large, one, LocalProgress.NONE).get(0).rgb());
      assertThat(run(crowded, one, notices)).as("it goes on").hasSize(1);
      assertThat(notices.words).hasSize(1);
    }
  }

  @Test
  void a_picture_without_room_is_decoded_in_tiles_and_every_one_is_told() throws Exception {
    List<FluxInput> one = inputs(160, 96, 1);
    Notices notices = new Notices();
    // 80 x 48 latents do not fit, nor do 40 x 40
    try (FluxPipeline small =
            pipeline(
                Set.of(),
                (graph, shape) -> graph == Component.VAE_DECODER && shape[2] * shape[3] > 1000);
        FluxPipeline large = pipeline(Set.of(), ROOM)) {
      Image tiles = run(small, one, notices).get(0);
      String told =
          "too little device memory to decode 160x96 at once: tiles of 40x40 were blended, which"
              + " are not exactly the whole picture";
      assertThat(notices.words).containsExactly(told);
      run(small, one, notices);
      assertThat(notices.words).containsExactly(told, told);
      Image whole = run(large, one, LocalProgress.NONE).get(0);
      assertThat(List.of(tiles.width(), tiles.height())).containsExactly(160, 96);
      int apart = 0;
      for (int i = 0; i < whole.rgb().length; i++) {
        apart += Math.abs((whole.rgb()[i] & 0xff) - (tiles.rgb()[i] & 0xff));
      }
      assertThat(apart / (double) whole.rgb().length)
          .as("levels apart, on average: of this decoder, whose weights are random")
          .isBetween(0.01, 16.0);
    }
  }

  @Test
  void a_device_without_room_for_anything_fails_with_what_the_runtime_says() {
    for (Component graph : List.of(Component.TRANSFORMER, Component.VAE_DECODER)) {
      try (FluxPipeline none = pipeline(ALL, (at, shape) -> at == graph)) {
        assertThatThrownBy(() -> run(none, inputs(48, 32, 2), LocalProgress.NONE))
            .as(graph.label())
            .isInstanceOf(OnnxFailure.class)
            .hasMessageContaining("Failed to allocate memory");
      }
    }
  }

  @Test
  void a_size_beyond_those_of_training_is_told_before_anything_runs() {
    Components tiny = TinyFlux.components();
    Components large =
        new Components(
            tiny.parts(),
            tiny.latentChannels(),
            8,
            tiny.vaeScale(),
            tiny.vaeShift(),
            tiny.textTokens(),
            tiny.schedule(),
            tiny.guidanceEmbedded());
    try (FluxPipeline pipeline = FluxPipeline.open(large, PLACE, Set.of())) {
      assertThatThrownBy(
              () ->
                  run(
                      pipeline,
                      inputs(2048, 1040, 1),
                      new LocalProgress() {
                        @Override
                        public void step(int done, int of, Supplier<float[]> latents) {}

                        @Override
                        public void notice(String said) {
                          throw new CancellationException(said);
                        }
                      }))
          .isInstanceOf(CancellationException.class)
          .hasMessage(
              "2048x1040 are 2.1 million pixels; FLUX.1 was trained for up to 2.1, and repeats"
                  + " itself beyond");
    }
  }
}
