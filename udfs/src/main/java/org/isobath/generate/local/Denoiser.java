package org.isobath.generate.local;

import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.generate.FlowSchedule;
import org.isobath.onnx.BoundRun;
import org.isobath.onnx.Leases;
import org.isobath.onnx.Tensor;

/**
 * The transformer over a batch, in memory that stays in place for all steps. The latents live in
 * the first half of the rows that the graph reads and are stepped there; the control stands in the
 * second half and is written once.
 */
final class Denoiser {
  /**
   * What one picture begins with.
   *
   * @param text of T5, {@code [1, tokens, width]}
   * @param pooled of CLIP, {@code [1, width]}
   * @param control latents
   * @param noise latents
   */
  record Start(Tensor text, Tensor pooled, float[] control, float[] noise, double guidance) {}

  private static final Set<Port> CHANGING = Set.of(Port.HIDDEN, Port.TIMESTEP);

  private final LatentShape shape;
  private final FlowSchedule schedule;

  Denoiser(LatentShape shape, FlowSchedule schedule) {
    this.shape = shape;
    this.schedule = schedule;
  }

  /** The latents of each picture, free of noise. */
  float[][] run(LoadedGraph transformer, List<Start> batch, int steps, LocalProgress progress) {
    float[] sigmas = schedule.sigmas(steps, shape.tokens());
    int count = batch.size();
    int channels = shape.tokenChannels();
    transformer.expect(Port.HIDDEN, 2, 2 * channels);
    try (Leases leases = new Leases()) {
      Map<Port, Tensor> inputs = inputs(batch, leases);
      FloatBuffer rows = inputs.get(Port.HIDDEN).data();
      FloatBuffer timestep = inputs.get(Port.TIMESTEP).data();
      Tensor velocity = leases.take("velocity", count, shape.tokens(), channels);
      try (BoundRun step = transformer.bind(inputs, CHANGING, Port.VELOCITY, velocity)) {
        for (int k = 0; k < steps; k++) {
          fill(timestep, schedule.timestep(sigmas[k]));
          step.run();
          FlowSchedule.step(
              rows, 2 * channels, velocity.data(), channels, sigmas[k], sigmas[k + 1]);
          progress.step(k + 1, steps, () -> latents(rows));
        }
      }
      float[][] latents = new float[count][];
      for (int i = 0; i < count; i++) {
        latents[i] = LatentPacking.unpack(rows, shape, i * shape.tokens(), 2 * channels, 0);
      }
      return latents;
    }
  }

  private Map<Port, Tensor> inputs(List<Start> batch, Leases leases) {
    int count = batch.size();
    int tokens = shape.tokens();
    int channels = shape.tokenChannels();
    Start first = batch.get(0);
    Map<Port, Tensor> inputs = new EnumMap<>(Port.class);
    inputs.put(Port.HIDDEN, leases.take("tokens", count, tokens, 2 * channels));
    inputs.put(Port.SEQUENCE_IN, leases.take("prompt", batched(first.text(), count)));
    inputs.put(Port.POOLED_IN, leases.take("pooled", batched(first.pooled(), count)));
    inputs.put(Port.TIMESTEP, leases.take("timestep", count));
    inputs.put(Port.GUIDANCE, leases.take("guidance", count));
    inputs.put(Port.IMAGE_IDS, Tensor.of(LatentPacking.imageIds(shape), tokens, 3));
    inputs.put(Port.TEXT_IDS, Tensor.allocate(first.text().shape()[1], 3));
    FloatBuffer rows = inputs.get(Port.HIDDEN).data();
    for (int i = 0; i < count; i++) {
      Start start = batch.get(i);
      LatentPacking.pack(start.noise(), shape, rows, i * tokens, 2 * channels, 0);
      LatentPacking.pack(start.control(), shape, rows, i * tokens, 2 * channels, channels);
      put(start.text(), inputs.get(Port.SEQUENCE_IN), i);
      put(start.pooled(), inputs.get(Port.POOLED_IN), i);
      inputs.get(Port.GUIDANCE).data().put(i, (float) start.guidance());
    }
    return inputs;
  }

  private static long[] batched(Tensor one, int count) {
    long[] shape = one.shape().clone();
    shape[0] = count;
    return shape;
  }

  private static void put(Tensor one, Tensor batch, int index) {
    int length = one.data().capacity();
    batch.data().put(index * length, one.data(), 0, length);
  }

  private static void fill(FloatBuffer values, float value) {
    for (int i = 0; i < values.capacity(); i++) {
      values.put(i, value);
    }
  }

  private float[] latents(FloatBuffer rows) {
    int channels = shape.tokenChannels();
    float[] latents = new float[rows.capacity() / 2];
    for (int row = 0; row < latents.length / channels; row++) {
      rows.get(2 * row * channels, latents, row * channels, channels);
    }
    return latents;
  }
}
