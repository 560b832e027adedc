package org.isobath.generate;

import java.io.Serializable;
import org.isobath.UserError;

/**
 * How much of a picture is left at each timestep of a network that was trained to tell the noise,
 * as diffusers' schedulers compute it for Stable Diffusion: {@code beta_schedule = scaled_linear},
 * the roots of the variances in a straight line. For FLUX, {@link FlowSchedule}.
 *
 * @param betaStart variance of the noise that the first timestep adds
 * @param betaEnd that of the last
 * @param trainSteps timesteps in all
 * @param stepsOffset added to evenly spaced timesteps
 * @param alphaToOne whether nothing of the noise is left before timestep 0; else what is left at it
 */
public record NoiseSchedule(
    double betaStart, double betaEnd, int trainSteps, int stepsOffset, boolean alphaToOne)
    implements Serializable {
  /** That of Stable Diffusion 1.5. */
  public static final NoiseSchedule SD15 = new NoiseSchedule(0.00085, 0.012, 1000, 1, false);

  /**
   * Share of the picture's variance that is left at each timestep: falls from about 1 to about 0.
   */
  public float[] alphas() {
    float start = (float) Math.sqrt(betaStart);
    float end = (float) Math.sqrt(betaEnd);
    float step = (end - start) / (trainSteps - 1);
    float[] alphas = new float[trainSteps];
    double product = 1;
    for (int t = 0; t < trainSteps; t++) {
      // from the nearer end, as torch.linspace does it
      float root =
          t < trainSteps / 2
              ? Math.fma(step, (float) t, start)
              : Math.fma(-step, (float) (trainSteps - 1 - t), end);
      product *= 1 - root * root;
      alphas[t] = (float) product;
    }
    return alphas;
  }

  /** Of the picture behind the last step. */
  public float lastAlpha() {
    return alphaToOne ? 1 : alphas()[0];
  }

  /** Timesteps {@link #stride} apart, from high to low, the lowest being the offset. */
  public int[] leading(int steps) {
    int[] timesteps = new int[check(steps)];
    for (int k = 0; k < steps; k++) {
      timesteps[k] = (steps - 1 - k) * stride(steps) + stepsOffset;
    }
    return timesteps;
  }

  /** Timesteps between two steps of {@link #leading}. */
  public int stride(int steps) {
    return trainSteps / check(steps);
  }

  /** Timesteps from the highest evenly to 0, which is left out. */
  public int[] linspace(int steps) {
    int[] timesteps = new int[check(steps)];
    double step = (trainSteps - 1.0) / steps;
    for (int k = 0; k < steps; k++) {
      timesteps[k] = k == 0 ? trainSteps - 1 : (int) Math.rint((steps - k) * step);
    }
    return timesteps;
  }

  private int check(int steps) {
    // with the offset, the highest of trainSteps evenly spaced timesteps would be beyond the last
    int most = trainSteps - Math.max(1, stepsOffset);
    if (steps < 1 || steps > most) {
      throw new UserError(
          "steps = "
              + steps
              + ", but a picture takes 1 to "
              + most
              + ". 20 to 50 are usual for Stable Diffusion.");
    }
    return steps;
  }
}
