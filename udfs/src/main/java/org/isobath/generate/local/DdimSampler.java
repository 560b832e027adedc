package org.isobath.generate.local;

import java.nio.FloatBuffer;
import org.isobath.generate.NoiseSchedule;

/**
 * Denoising diffusion implicit models (arXiv 2010.02502, equation 12 with no further noise), as
 * diffusers' {@code DDIMScheduler} computes it with {@code timestep_spacing = leading}: what the
 * picture would be by the noise of this step, with less of that noise.
 */
final class DdimSampler implements Sampler {
  private final int[] timesteps;
  private final int stride;
  private final float[] alphas;
  private final float lastAlpha;

  DdimSampler(NoiseSchedule schedule, int steps) {
    this.timesteps = schedule.leading(steps);
    this.stride = schedule.stride(steps);
    this.alphas = schedule.alphas();
    this.lastAlpha = schedule.lastAlpha();
  }

  @Override
  public int[] timesteps() {
    return timesteps.clone();
  }

  @Override
  public void step(int step, FloatBuffer latents, FloatBuffer noise) {
    int t = timesteps[step];
    float alpha = alphas[t];
    float after = t >= stride ? alphas[t - stride] : lastAlpha;
    float rootAlpha = root(alpha);
    float rootBeta = root(1 - alpha);
    float rootAfter = root(after);
    float direction = root(1 - after);
    for (int i = 0; i < latents.capacity(); i++) {
      float picture = (latents.get(i) - rootBeta * noise.get(i)) / rootAlpha;
      latents.put(i, rootAfter * picture + direction * noise.get(i));
    }
  }

  private static float root(float value) {
    return (float) Math.sqrt(value);
  }
}
