package org.isobath.generate.local;

import java.nio.FloatBuffer;

/** Between what the autoencoder speaks and what the transformer was trained on. */
final class VaeLatents {
  private static final float MIN_LOG_VARIANCE = -30;
  private static final float MAX_LOG_VARIANCE = 20;

  private VaeLatents() {}

  /**
   * The latents of a control: the mean of the encoder's distribution, and so many deviations more,
   * shifted and scaled.
   *
   * @param parameters means, then logarithms of variances, as many; or means alone where {@code
   *     deviations} is null
   * @param deviations normal numbers, one for each latent; null for the mean itself
   */
  static float[] control(
      FloatBuffer parameters, int count, float[] deviations, float shift, float scale) {
    float[] latents = new float[count];
    for (int i = 0; i < count; i++) {
      float z = parameters.get(i);
      if (deviations != null) {
        float logVariance =
            Math.max(MIN_LOG_VARIANCE, Math.min(MAX_LOG_VARIANCE, parameters.get(count + i)));
        z += (float) Math.exp(0.5f * logVariance) * deviations[i];
      }
      latents[i] = (z - shift) * scale;
    }
    return latents;
  }

  /** The reverse of shift and scale, in place, before the decoder. */
  static void unscale(float[] latents, float shift, float scale) {
    for (int i = 0; i < latents.length; i++) {
      latents[i] = latents[i] / scale + shift;
    }
  }
}
