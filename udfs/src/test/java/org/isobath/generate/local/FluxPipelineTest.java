package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.generate.Component;
import org.isobath.generate.ControlLatent;
import org.isobath.generate.FlowSchedule;
import org.isobath.image.Image;
import org.isobath.onnx.Device;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Parity with diffusers' FluxControlPipeline on tiny components with random weights, in float32:
 * every step, the picture before rounding, and its bytes.
 */
class FluxPipelineTest {
  private static final LocalPlace PLACE = new LocalPlace(Device.CPU, 0, 1, Long.MAX_VALUE);
  private static final Set<Component> ALL = TinyFlux.components().parts().keySet();

  private static FluxPipeline pipeline;

  @BeforeAll
  static void open() {
    pipeline = FluxPipeline.open(TinyFlux.components(), PLACE, ALL);
  }

  @AfterAll
  static void close() {
    pipeline.close();
  }

  /** Keeps everything that a run shows. */
  private static final class Record implements LocalProgress {
    final List<float[]> steps = new ArrayList<>();
    final List<float[]> planes = new ArrayList<>();

    @Override
    public void step(int done, int of, Supplier<float[]> latents) {
      steps.add(latents.get());
      assertThat(done).isEqualTo(steps.size());
    }

    @Override
    public void decoded(int index, FloatBuffer picture) {
      assertThat(index).isEqualTo(planes.size());
      float[] values = new float[picture.capacity()];
      for (int i = 0; i < values.length; i++) {
        values[i] = PicturePlanes.unit(picture.get(i));
      }
      planes.add(values);
    }
  }

  private static List<Image> run(TinyFlux.Case golden, LocalProgress progress) throws Rejected {
    return pipeline.generate(golden.inputs(), golden.steps(), golden.latent(), progress);
  }

  @Test
  void the_base_case_equals_diffusers_to_the_byte() throws Exception {
    TinyFlux.Case golden = TinyFlux.named("base");
    Record record = new Record();
    List<Image> pictures = run(golden, record);
    FloatBuffer numbers = golden.numbers();
    assertThat(record.steps).hasSize(4);
    for (float[] latents : record.steps) {
      assertThat(worst(latents, numbers)).as("latents").isLessThanOrEqualTo(1e-5);
    }
    assertThat(worst(record.planes.get(0), numbers)).as("picture").isLessThanOrEqualTo(1e-5);
    assertThat(levels(pictures.get(0), numbers)).as("8-bit values that differ").containsOnly(0);
    assertThat(numbers.hasRemaining()).as("all golden numbers compared").isFalse();
  }

  static Stream<TinyFlux.Case> furtherCases() {
    return TinyFlux.cases().stream().filter(c -> !c.name().equals("base"));
  }

  @ParameterizedTest
  @MethodSource("furtherCases")
  void other_sizes_steps_batches_seeds_and_guidances_equal_diffusers(TinyFlux.Case golden)
      throws Exception {
    Record record = new Record();
    List<Image> pictures = run(golden, record);
    FloatBuffer numbers = golden.numbers();
    assertThat(record.steps).hasSize(golden.steps());
    for (float[] latents : record.steps) {
      assertThat(relative(latents, numbers)).as("latents").isLessThanOrEqualTo(1e-4);
    }
    for (float[] planes : record.planes) {
      assertThat(worst(planes, numbers)).as("picture").isLessThanOrEqualTo(1e-4);
    }
    int values = 0;
    int differ = 0;
    for (Image picture : pictures) {
      for (int level : levels(picture, numbers)) {
        assertThat(level).as("levels apart").isLessThanOrEqualTo(1);
        differ += level;
        values++;
      }
    }
    assertThat(differ).as("of %d values", values).isLessThanOrEqualTo(values / 1000);
    assertThat(numbers.hasRemaining()).as("all golden numbers compared").isFalse();
  }

  @Test
  void the_cases_cover_what_parity_is_promised_for() {
    Set<String> sizes = new HashSet<>();
    Set<Object> seen = new HashSet<>();
    for (TinyFlux.Case c : TinyFlux.cases()) {
      sizes.add(c.width() + "x" + c.height());
      seen.addAll(List.of(c.steps(), "batch " + c.seeds().size(), c.guidance(), c.latent()));
      c.seeds().stream().filter(s -> s > 1L << 32).forEach(s -> seen.add("big seed"));
    }
    assertThat(sizes).contains("48x32", "64x64", "32x96");
    assertThat(seen)
        .contains(
            4,
            28,
            "batch 1",
            "batch 3",
            1.0,
            10.0,
            30.0,
            "big seed",
            ControlLatent.SAMPLE,
            ControlLatent.MEAN);
  }

  @Test
  void sigmas_equal_those_of_the_scheduler_bit_for_bit() {
    for (var golden : TinyFlux.GOLDEN.getConfigList("cases")) {
      TinyFlux.Case c = TinyFlux.named(golden.getString("name"));
      List<Double> sigmas = new ArrayList<>();
      for (float sigma : FlowSchedule.FLUX_DEV.sigmas(c.steps(), c.tokens())) {
        sigmas.add((double) sigma);
      }
      assertThat(sigmas).as(c.name()).isEqualTo(golden.getDoubleList("sigmas"));
    }
  }

  private static double worst(float[] values, FloatBuffer expected) {
    double worst = 0;
    for (float value : values) {
      worst = Math.max(worst, Math.abs(value - expected.get()));
    }
    return worst;
  }

  /** The largest difference, in units of the largest value. */
  private static double relative(float[] values, FloatBuffer expected) {
    double worst = 0;
    double largest = 0;
    for (float value : values) {
      float reference = expected.get();
      worst = Math.max(worst, Math.abs(value - reference));
      largest = Math.max(largest, Math.abs(reference));
    }
    return worst / largest;
  }

  private static int[] levels(Image picture, FloatBuffer expected) {
    int[] levels = new int[picture.rgb().length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = Math.abs((picture.rgb()[i] & 0xff) - (int) expected.get());
    }
    return levels;
  }

  @Test
  void a_picture_does_not_depend_on_its_batch() throws Exception {
    List<FluxInput> batch = TinyFlux.named("batch").inputs();
    List<Image> together = pipeline.generate(batch, 4, ControlLatent.SAMPLE, LocalProgress.NONE);
    for (int i = 0; i < batch.size(); i++) {
      Image alone =
          pipeline
              .generate(batch.subList(i, i + 1), 4, ControlLatent.SAMPLE, LocalProgress.NONE)
              .get(0);
      assertThat(alone.rgb()).as("picture %d", i).isEqualTo(together.get(i).rgb());
    }
  }

  @Test
  void outputs_of_a_request_have_seeds_one_apart() {
    FluxInput input = TinyFlux.named("base").inputs().get(0);
    assertThat(input.outputs(3)).extracting(FluxInput::seed).containsExactly(42L, 43L, 44L);
  }

  @Test
  void loading_in_sequence_gives_the_same_picture() throws Exception {
    TinyFlux.Case golden = TinyFlux.named("base");
    try (FluxPipeline lean = FluxPipeline.open(TinyFlux.components(), PLACE, Set.of())) {
      assertThat(
              lean.generate(golden.inputs(), 4, golden.latent(), LocalProgress.NONE).get(0).rgb())
          .isEqualTo(run(golden, LocalProgress.NONE).get(0).rgb());
    }
  }

  @Test
  void a_run_can_be_stopped_between_steps() throws Exception {
    TinyFlux.Case golden = TinyFlux.named("long");
    List<Integer> steps = new ArrayList<>();
    assertThatThrownBy(
            () ->
                run(
                    golden,
                    (done, of, latents) -> {
                      steps.add(done);
                      if (done == 2) {
                        Thread.currentThread().interrupt();
                      }
                    }))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).as("the interrupt stays set").isTrue();
    assertThat(steps).containsExactly(1, 2);
    assertThat(run(golden, LocalProgress.NONE)).as("the pipeline goes on").hasSize(1);
  }

  @Test
  void a_size_that_cannot_be_is_told_before_anything_is_loaded() {
    FluxInput odd = new FluxInput(TinyFlux.prompt(0), TinyFlux.control(17, 9000, 0), 10, 1);
    assertThatThrownBy(
            () -> pipeline.generate(List.of(odd), 4, ControlLatent.SAMPLE, LocalProgress.NONE))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "A picture of 17x9000 cannot be made: sides are 16 to 1024 pixels, in steps of 4."
                + " Ask for another width and height.");
  }

  @Test
  void controls_of_two_sizes_are_no_batch() {
    List<FluxInput> batch =
        List.of(
            new FluxInput(TinyFlux.prompt(0), TinyFlux.control(48, 32, 0), 10, 1),
            new FluxInput(TinyFlux.prompt(0), TinyFlux.control(32, 48, 0), 10, 1));
    assertThatThrownBy(() -> pipeline.generate(batch, 4, ControlLatent.SAMPLE, LocalProgress.NONE))
        .hasMessage("a control of 32x48 in a batch of pictures of 48x32; sides are multiples of 4");
  }

  @Test
  void steps_out_of_range_are_told_before_anything_is_loaded() {
    assertThatThrownBy(
            () ->
                pipeline.generate(
                    TinyFlux.named("base").inputs(), 0, ControlLatent.SAMPLE, LocalProgress.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("steps = 0");
  }

  private static Path copy(Path folder) throws IOException {
    for (Components.Part part : TinyFlux.components().parts().values()) {
      if (part.file().toString().endsWith(".onnx")) {
        Files.copy(part.file(), folder.resolve(part.file().getFileName()));
      }
    }
    return folder;
  }

  private static void generate(Components components) throws Rejected {
    try (FluxPipeline broken = FluxPipeline.open(components, PLACE, ALL)) {
      broken.generate(TinyFlux.named("base").inputs(), 4, ControlLatent.SAMPLE, LocalProgress.NONE);
    }
  }

  @Test
  void a_missing_component_is_named_before_anything_is_loaded(@TempDir Path folder)
      throws IOException {
    Files.delete(copy(folder).resolve("vae_decoder.onnx"));
    assertThatThrownBy(() -> FluxPipeline.open(TinyFlux.components(folder), PLACE, ALL))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "The component vae_decoder is not at " + folder.resolve("vae_decoder.onnx") + ".");
  }

  @Test
  void a_truncated_component_is_named(@TempDir Path folder) throws IOException {
    Path transformer = copy(folder).resolve("transformer.onnx");
    byte[] whole = Files.readAllBytes(transformer);
    Files.write(transformer, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> generate(TinyFlux.components(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("The component transformer cannot be used. ")
        .hasMessageContaining("cut off");
  }

  @Test
  void a_component_in_the_wrong_place_is_named(@TempDir Path folder) throws IOException {
    Path decoder = copy(folder).resolve("vae_decoder.onnx");
    Files.delete(decoder);
    Files.copy(folder.resolve("text_encoder.onnx"), decoder);
    assertThatThrownBy(() -> generate(TinyFlux.components(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "The vae_decoder at "
                + decoder
                + " has no input latent_sample or latent, only [input_ids int64");
  }

  @Test
  void a_name_that_the_card_gives_is_the_one_that_is_looked_for() {
    Components tiny = TinyFlux.components();
    Map<Component, Components.Part> parts = new EnumMap<>(tiny.parts());
    parts.put(
        Component.TRANSFORMER,
        new Components.Part(
            tiny.file(Component.TRANSFORMER), Map.of("out_hidden_states", "velocity")));
    assertThatThrownBy(() -> generate(with(parts, 2, 2, true)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no output velocity, only [out_hidden_states float32");
  }

  @Test
  void a_card_that_does_not_fit_its_components_is_the_users_mistake() {
    Components tiny = TinyFlux.components();
    assertThatThrownBy(() -> generate(with(tiny.parts(), 3, 2, true)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("where the card's latents are [1, 6, 16, 24]");
    assertThatThrownBy(() -> generate(with(tiny.parts(), 4, 2, true)))
        .as("four channels could be the latents themselves")
        .isInstanceOf(UserError.class)
        .hasMessageContaining("gives latents, not their distribution");
    assertThatThrownBy(() -> generate(with(tiny.parts(), 2, 4, true)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("[1, 4, 16, 24] for a control of 48x32");
    assertThatThrownBy(() -> generate(with(tiny.parts(), 2, 2, false)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("also takes [guidance float32 [?]]");
  }

  private static Components with(
      Map<Component, Components.Part> parts, int channels, int factor, boolean guidance) {
    Components c = TinyFlux.components();
    return new Components(
        parts,
        channels,
        factor,
        c.vaeScale(),
        c.vaeShift(),
        c.textTokens(),
        c.schedule(),
        guidance);
  }
}
