package org.isobath.generate.local;

import java.nio.FloatBuffer;
import org.isobath.generate.NoiseSchedule;

/**
 * Unified predictor-corrector (arXiv 2302.04867), as diffusers' {@code UniPCMultistepScheduler}
 * computes it with its defaults: second order, {@code bh2}, predicting the picture, {@code
 * timestep_spacing = linspace}, a last step of first order to no noise. Before each prediction, the
 * one before it is corrected by what the network says where it led.
 */
final class UniPcSampler implements Sampler {
  private final int[] timesteps;
  private final double[] sigmas;

  /** What the picture would be, by this step and the ones before it; and latents of that step. */
  private float[] picture;

  private float[] before;
  private float[] beforeThat;
  private final float[] latentsBefore;
  private int orderBefore;

  UniPcSampler(NoiseSchedule schedule, int steps, int values) {
    this.timesteps = schedule.linspace(steps);
    float[] alphas = schedule.alphas();
    this.sigmas = new double[steps + 1];
    for (int k = 0; k < steps; k++) {
      float alpha = alphas[timesteps[k]];
      sigmas[k] = (float) Math.sqrt((1 - alpha) / alpha);
    }
    this.picture = new float[values];
    this.before = new float[values];
    this.beforeThat = new float[values];
    this.latentsBefore = new float[values];
  }

  @Override
  public int[] timesteps() {
    return timesteps.clone();
  }

  @Override
  public void step(int step, FloatBuffer latents, FloatBuffer noise) {
    float alpha = (float) alpha(step);
    float sigma = (float) (alpha(step) * sigmas[step]);
    for (int i = 0; i < picture.length; i++) {
      picture[i] = (latents.get(i) - sigma * noise.get(i)) / alpha;
    }
    if (step > 0) {
      correct(step, latents);
    }
    latents.get(0, latentsBefore);
    int order = Math.min(Math.min(2, step + 1), timesteps.length - step);
    predict(step, order, latents);
    orderBefore = order;
    float[] oldest = beforeThat;
    beforeThat = before;
    before = picture;
    picture = oldest;
  }

  /** From this step's latents to the next step's. */
  private void predict(int step, int order, FloatBuffer latents) {
    double h = lambda(step + 1) - lambda(step);
    float keep = (float) (scaledSigma(step + 1) / scaledSigma(step));
    float phi = (float) (alpha(step + 1) * Math.expm1(-h));
    // half of the divided difference of the last two pictures
    float bend =
        order == 1
            ? 0
            : (float)
                (alpha(step + 1) * Math.expm1(-h) * 0.5 / ((lambda(step - 1) - lambda(step)) / h));
    for (int i = 0; i < picture.length; i++) {
      float next = keep * latents.get(i) - phi * picture[i];
      latents.put(i, order == 1 ? next : next - bend * (before[i] - picture[i]));
    }
  }

  /** This step's latents once more, from those before them, now that their picture is known. */
  private void correct(int step, FloatBuffer latents) {
    double h = lambda(step) - lambda(step - 1);
    double growth = Math.expm1(-h);
    double first = (growth / -h - 1) / growth;
    double second = ((growth / -h - 1) / -h - 0.5) * 2 / growth;
    float keep = (float) (scaledSigma(step) / scaledSigma(step - 1));
    float phi = (float) (alpha(step) * growth);
    double ratio = 0;
    double older = 0;
    double newest = 0.5;
    if (orderBefore == 2) {
      // older + newest = first, ratio * older + newest = second
      ratio = (lambda(step - 2) - lambda(step - 1)) / h;
      older = (first - second) / (1 - ratio);
      newest = first - older;
    }
    float bend = orderBefore == 1 ? 0 : (float) (older / ratio);
    float pull = (float) newest;
    for (int i = 0; i < picture.length; i++) {
      float change = pull * (picture[i] - before[i]);
      if (orderBefore == 2) {
        change += bend * (beforeThat[i] - before[i]);
      }
      latents.put(i, keep * latentsBefore[i] - phi * before[i] - phi * change);
    }
  }

  private double alpha(int step) {
    return 1 / Math.sqrt(sigmas[step] * sigmas[step] + 1);
  }

  private double scaledSigma(int step) {
    return sigmas[step] * alpha(step);
  }

  /** Half the logarithm of signal to noise; infinite behind the last step. */
  private double lambda(int step) {
    return -Math.log(sigmas[step]);
  }
}
