package org.isobath.generate.local;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.generate.ControlNet;
import org.isobath.image.Image;
import org.isobath.onnx.BoundRun;
import org.isobath.onnx.Leases;
import org.isobath.onnx.Tensor;

/**
 * The network with its ControlNet over a batch, in memory that stays in place for all steps.
 * Guidance takes every picture twice: all with the negative prompt, then all with their own. The
 * latents live in the first half of what the graph reads and are stepped there.
 */
final class SdDenoiser {
  /**
   * What one picture begins with.
   *
   * @param text of CLIP, {@code [1, tokens, width]}
   * @param negative likewise, of the negative prompt
   * @param noise latents
   */
  record Start(Tensor text, Tensor negative, Image control, float[] noise, double guidance) {}

  private static final Set<Port> CHANGING = Set.of(Port.NOISY, Port.TRAINED_STEP);

  private final LatentShape shape;
  private final ControlNet numbers;

  SdDenoiser(LatentShape shape, ControlNet numbers) {
    this.shape = shape;
    this.numbers = numbers;
  }

  /** The latents of each picture, free of noise. */
  List<float[]> run(LoadedGraph unet, List<Start> batch, int steps, LocalProgress progress) {
    int all = batch.size() * shape.values();
    boolean guided = batch.stream().anyMatch(start -> Guidance.needed(start.guidance()));
    Sampler sampler = Sampler.of(numbers.sampler(), numbers.schedule(), steps, all);
    int[] timesteps = sampler.timesteps();
    try (Leases leases = new Leases()) {
      Map<Port, Tensor> inputs = inputs(batch, guided, leases);
      FloatBuffer both = inputs.get(Port.NOISY).data();
      FloatBuffer latents = both.slice(0, all);
      Tensor noise = leases.take("noise", inputs.get(Port.NOISY).shape());
      FloatBuffer said = noise.data().slice(0, all);
      try (BoundRun step = unet.bind(inputs, CHANGING, Port.NOISE, noise)) {
        for (int k = 0; k < steps; k++) {
          if (guided) {
            both.put(all, latents, 0, all);
          }
          inputs.get(Port.TRAINED_STEP).data().put(0, timesteps[k]);
          step.run();
          for (int i = 0; guided && i < batch.size(); i++) {
            Guidance.apply(noise.data(), shape.values(), i, batch.get(i).guidance());
          }
          sampler.step(k, latents, said);
          progress.step(k + 1, steps, () -> copy(latents, 0, all));
        }
      }
      List<float[]> free = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        free.add(copy(latents, i * shape.values(), shape.values()));
      }
      return free;
    }
  }

  private Map<Port, Tensor> inputs(List<Start> batch, boolean guided, Leases leases) {
    int count = batch.size();
    int rows = guided ? 2 * count : count;
    Start first = batch.get(0);
    int tokens = first.text().data().capacity();
    int pixels = 3 * first.control().width() * first.control().height();
    Map<Port, Tensor> inputs = new EnumMap<>(Port.class);
    inputs.put(
        Port.NOISY, leases.take("latents", rows, shape.channels(), shape.height(), shape.width()));
    inputs.put(Port.TRAINED_STEP, leases.take("timestep", 1));
    inputs.put(
        Port.TOKENS_IN,
        leases.take("text", rows, first.text().shape()[1], first.text().shape()[2]));
    inputs.put(
        Port.CONTROL_IN,
        leases.take("control", rows, 3, first.control().height(), first.control().width()));
    inputs.put(Port.CONTROL_SCALE, Tensor.of(new float[] {(float) numbers.scale()}, 1));
    FloatBuffer text = inputs.get(Port.TOKENS_IN).data();
    for (int row = 0; row < rows; row++) {
      Start start = batch.get(row % count);
      boolean negative = guided && row < count;
      text.put(row * tokens, negative ? start.negative().data() : start.text().data(), 0, tokens);
      PicturePlanes.writeUnit(start.control(), inputs.get(Port.CONTROL_IN).data(), row * pixels);
      if (row < count) {
        inputs.get(Port.NOISY).data().put(row * shape.values(), start.noise());
      }
    }
    return inputs;
  }

  private static float[] copy(FloatBuffer values, int from, int count) {
    float[] copy = new float[count];
    values.get(from, copy);
    return copy;
  }
}
