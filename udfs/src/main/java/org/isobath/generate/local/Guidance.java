package org.isobath.generate.local;

import java.nio.FloatBuffer;

/**
 * Classifier-free guidance (arXiv 2207.12598): away from what the network says of the negative
 * prompt, towards what it says of the prompt, and beyond.
 */
final class Guidance {
  private Guidance() {}

  /** Whether a strength asks for the negative prompt at all: up to 1 the prompt alone decides. */
  static boolean needed(double guidance) {
    return guidance > 1;
  }

  /**
   * {@code negative + guidance * (positive - negative)} of one picture, in place of what was said
   * of the negative prompt.
   *
   * @param noise of a batch: of all negative prompts, then of all prompts
   * @param values numbers of a picture's latents
   * @param index of the picture
   */
  static void apply(FloatBuffer noise, int values, int index, double guidance) {
    int negative = index * values;
    int positive = noise.capacity() / 2 + negative;
    float strength = (float) guidance;
    for (int i = 0; i < values; i++) {
      float without = noise.get(negative + i);
      float with = noise.get(positive + i);
      noise.put(negative + i, needed(guidance) ? without + strength * (with - without) : with);
    }
  }
}
