package org.isobath.generate;

import java.io.Serializable;
import java.nio.FloatBuffer;
import org.isobath.UserError;

/**
 * How noise falls from 1 to 0 while a picture comes out of it: rectified flow with Euler steps, as
 * diffusers' {@code FlowMatchEulerDiscreteScheduler} computes it for FLUX. Larger pictures spend
 * more of their steps at high noise.
 *
 * @param dynamic whether the shift depends on the size of the picture
 * @param shift where it does not
 * @param baseShift at {@code baseTokens} image tokens
 * @param maxShift at {@code maxTokens} image tokens; further in a straight line beyond
 * @param baseTokens image tokens
 * @param maxTokens image tokens, more than {@code baseTokens}
 * @param trainSteps timestep of a noise of 1
 */
public record FlowSchedule(
    boolean dynamic,
    double shift,
    double baseShift,
    double maxShift,
    int baseTokens,
    int maxTokens,
    int trainSteps)
    implements Serializable {

  /** What the pipeline divides timesteps by, whatever the scheduler says. */
  private static final float TIMESTEP_UNIT = 1000;

  /** That of FLUX.1 dev and Depth. */
  public static final FlowSchedule FLUX_DEV = new FlowSchedule(true, 3, 0.5, 1.15, 256, 4096, 1000);

  /** The exponent of the shift for a picture of so many image tokens. */
  public double mu(int tokens) {
    double slope = (maxShift - baseShift) / (maxTokens - baseTokens);
    return tokens * slope + (baseShift - slope * baseTokens);
  }

  /**
   * The share of noise before each step, and 0 after the last.
   *
   * @param steps at least 1
   * @param tokens image tokens
   * @return {@code steps + 1} numbers that fall from 1 to 0
   * @throws UserError for steps below 1 or above {@link #trainSteps}
   */
  public float[] sigmas(int steps, int tokens) {
    if (steps < 1 || steps > trainSteps) {
      throw new UserError(
          "steps = "
              + steps
              + ", but a picture takes 1 to "
              + trainSteps
              + ". 28 to 50 are usual for FLUX.1 dev, 4 for distilled models.");
    }
    float factor = (float) (dynamic ? Math.exp(mu(tokens)) : shift);
    float[] sigmas = new float[steps + 1];
    double last = 1.0 / steps;
    double difference = steps == 1 ? 0 : (last - 1) / (steps - 1);
    for (int i = 0; i < steps; i++) {
      float s = (float) (i == steps - 1 && steps > 1 ? last : i * difference + 1);
      sigmas[i] =
          dynamic ? factor / (factor + (1 / s - 1)) : factor * s / (1 + (float) (shift - 1) * s);
    }
    return sigmas;
  }

  /** What the transformer is told of this share of noise. */
  public float timestep(float sigma) {
    return trainSteps * sigma / TIMESTEP_UNIT;
  }

  /**
   * One Euler step, in place: {@code x += (after - before) * velocity}.
   *
   * @param x rows of which the first numbers are latents, the rest is left alone
   * @param rowLength numbers of a row of {@code x}
   * @param velocity what the transformer says, rows of latents only
   * @param channels numbers of a row of {@code velocity}
   * @param before share of noise
   * @param after share of noise
   */
  public static void step(
      FloatBuffer x, int rowLength, FloatBuffer velocity, int channels, float before, float after) {
    float dt = after - before;
    int rows = velocity.capacity() / channels;
    for (int row = 0; row < rows; row++) {
      int to = row * rowLength;
      int from = row * channels;
      for (int c = 0; c < channels; c++) {
        x.put(to + c, x.get(to + c) + dt * velocity.get(from + c));
      }
    }
  }
}
