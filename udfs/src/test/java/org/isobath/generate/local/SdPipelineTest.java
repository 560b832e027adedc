package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
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
import org.isobath.generate.ControlNet;
import org.isobath.generate.LocalGeneratorCard;
import org.isobath.generate.NoiseSampler;
import org.isobath.generate.NoiseSchedule;
import org.isobath.generate.Pipeline;
import org.isobath.image.Image;
import org.isobath.onnx.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Parity with diffusers' StableDiffusionControlNetPipeline on tiny components with random weights,
 * in float32: every step, the picture before rounding, and its bytes.
 */
class SdPipelineTest {
  private static final LocalPlace PLACE = new LocalPlace(Device.CPU, 0, 1, Long.MAX_VALUE);

  private static SdPipeline pipeline(NoiseSampler sampler, double scale) {
    Map<Component, Components.Part> parts = new EnumMap<>(Component.class);
    for (Component component : Pipeline.SD_CONTROLNET.components()) {
      parts.put(
          component,
          new Components.Part(TinySd15.folder().resolve(component.label() + ".onnx"), Map.of()));
    }
    return new SdPipeline(
        parts,
        new LocalGeneratorCard.Latents(4, 2, 0.18215, 0),
        new ControlNet(4, 2, scale, "", sampler, NoiseSchedule.SD15),
        PLACE,
        parts.keySet());
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

  private static List<SdInput> inputs(TinySd15.Case golden) {
    List<SdInput> inputs = new ArrayList<>();
    for (int i = 0; i < golden.seeds().size(); i++) {
      inputs.add(
          new SdInput(
              TinySd15.prompt(i),
              TinyFlux.control(golden.width(), golden.height(), i),
              golden.guidance(),
              golden.seeds().get(i)));
    }
    return inputs;
  }

  private static List<Image> run(TinySd15.Case golden, LocalProgress progress) throws Rejected {
    try (SdPipeline pipeline = pipeline(golden.sampler(), golden.scale())) {
      return pipeline.generate(
          inputs(golden), TinySd15.prompt(TinySd15.NEGATIVE), golden.steps(), progress);
    }
  }

  static List<TinySd15.Case> cases() {
    return TinySd15.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void steps_pictures_and_bytes_equal_diffusers(TinySd15.Case golden) throws Exception {
    Record record = new Record();
    List<Image> pictures = run(golden, record);
    ByteBuffer numbers = golden.numbers();
    boolean base = golden.name().equals("base");
    assertThat(record.steps).hasSize(golden.steps());
    for (float[] latents : record.steps) {
      // guidance multiplies what floats round off
      assertThat(relative(latents, numbers, 0))
          .as("latents")
          .isLessThanOrEqualTo(base ? 1e-5 : 1e-4);
    }
    for (float[] planes : record.planes) {
      assertThat(relative(planes, numbers, 1))
          .as("picture")
          .isLessThanOrEqualTo(base ? 1e-5 : 1e-4);
    }
    int values = 0;
    int differ = 0;
    for (Image picture : pictures) {
      for (byte value : picture.rgb()) {
        int level = Math.abs((value & 0xff) - (numbers.get() & 0xff));
        assertThat(level).as("levels apart").isLessThanOrEqualTo(1);
        differ += level;
        values++;
      }
    }
    assertThat(differ).as("of %d values", values).isLessThanOrEqualTo(base ? 0 : values / 1000);
    assertThat(numbers.hasRemaining()).as("all golden numbers compared").isFalse();
  }

  /**
   * The largest difference, in units of the largest value, or of {@code unit} where it is not 0.
   */
  private static double relative(float[] values, ByteBuffer expected, double unit) {
    double worst = 0;
    double largest = 0;
    for (float value : values) {
      float reference = expected.getFloat();
      worst = Math.max(worst, Math.abs(value - reference));
      largest = Math.max(largest, Math.abs(reference));
    }
    return worst / (unit == 0 ? largest : unit);
  }

  @Test
  void the_cases_cover_what_parity_is_promised_for() {
    Set<Object> seen = new HashSet<>();
    for (TinySd15.Case c : TinySd15.cases()) {
      seen.addAll(
          List.of(
              c.sampler(),
              c.width() + "x" + c.height(),
              "batch " + c.seeds().size(),
              "steps " + c.steps(),
              "guidance " + c.guidance(),
              "scale " + c.scale()));
      c.seeds().stream().filter(s -> s > 1L << 32).forEach(s -> seen.add("big seed"));
    }
    assertThat(seen)
        .contains(
            NoiseSampler.DDIM,
            NoiseSampler.UNIPC,
            "48x32",
            "32x64",
            "batch 1",
            "batch 3",
            "steps 1",
            "steps 20",
            "guidance 1.0",
            "guidance 7.5",
            "scale 0.5",
            "big seed");
  }

  @Test
  void guided_and_unguided_pictures_go_together() throws Exception {
    TinySd15.Case golden =
        TinySd15.cases().stream().filter(c -> c.name().equals("base")).findFirst().orElseThrow();
    SdInput guided = inputs(golden).get(0);
    SdInput alone = new SdInput(guided.prompt(), guided.control(), 1, guided.seed());
    long[] negative = TinySd15.prompt(TinySd15.NEGATIVE);
    try (SdPipeline pipeline = pipeline(NoiseSampler.DDIM, 1)) {
      List<Image> both = pipeline.generate(List.of(guided, alone), negative, 4, LocalProgress.NONE);
      for (int i = 0; i < 2; i++) {
        List<SdInput> one = List.of(i == 0 ? guided : alone);
        assertThat(both.get(i).rgb())
            .as("picture %d", i)
            .isEqualTo(pipeline.generate(one, negative, 4, LocalProgress.NONE).get(0).rgb());
      }
      assertThat(both.get(0).rgb()).isNotEqualTo(both.get(1).rgb());
    }
  }

  @Test
  void a_size_beyond_those_of_training_is_told_before_anything_runs() {
    SdInput large = new SdInput(TinySd15.prompt(0), TinyFlux.control(768, 512, 0), 1, 1);
    try (SdPipeline pipeline = pipeline(NoiseSampler.UNIPC, 1)) {
      assertThatThrownBy(
              () ->
                  pipeline.generate(
                      List.of(large),
                      TinySd15.prompt(1),
                      1,
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
              "768x512 are 0.4 million pixels; Stable Diffusion 1.5 was trained for up to 0.3, and"
                  + " repeats itself beyond");
    }
  }

  static Stream<NoiseSampler> samplers() {
    return Stream.of(NoiseSampler.values());
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void steps_out_of_range_are_told_before_anything_is_loaded(NoiseSampler sampler) {
    try (SdPipeline pipeline = pipeline(sampler, 1)) {
      SdInput input = new SdInput(TinySd15.prompt(0), TinyFlux.control(32, 32, 0), 1, 1);
      assertThatThrownBy(
              () -> pipeline.generate(List.of(input), TinySd15.prompt(1), 0, LocalProgress.NONE))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("steps = 0");
    }
  }
}
