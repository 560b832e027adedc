package org.isobath.generate;

import java.util.Locale;

/** Ways from noise to a picture for networks that tell the noise; none draws further noise. */
public enum NoiseSampler {
  /** Denoising diffusion implicit models, eta 0: steps of first order, evenly spaced. */
  DDIM,
  /** Unified predictor-corrector of second order: as good in fewer steps, 20 are usual. */
  UNIPC;

  /** The name in cards. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
