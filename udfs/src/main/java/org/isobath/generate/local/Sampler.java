package org.isobath.generate.local;

import java.nio.FloatBuffer;
import org.isobath.UserError;
import org.isobath.generate.NoiseSampler;
import org.isobath.generate.NoiseSchedule;

/**
 * Takes noise out of latents, step by step, by what a network says is noise in them. One for one
 * batch: a sampler remembers earlier steps.
 */
interface Sampler {
  /**
   * @param steps of denoising
   * @param values numbers of all latents of the batch
   * @throws UserError for steps that cannot be
   */
  static Sampler of(NoiseSampler kind, NoiseSchedule schedule, int steps, int values) {
    return switch (kind) {
      case DDIM -> new DdimSampler(schedule, steps);
      case UNIPC -> new UniPcSampler(schedule, steps, values);
    };
  }

  /** What the network is told of how noisy the latents are, of each step in their order. */
  int[] timesteps();

  /**
   * One step, in place. Steps come in their order, each once.
   *
   * @param step from 0
   * @param latents of the batch, as many as {@code noise}
   * @param noise what the network says
   */
  void step(int step, FloatBuffer latents, FloatBuffer noise);
}
