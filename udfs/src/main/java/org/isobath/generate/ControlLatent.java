package org.isobath.generate;

import java.util.Locale;

/**
 * What is taken of the distribution that the autoencoder gives for a control. The two pictures
 * differ by more than the small deviation: {@link #SAMPLE} takes the first draw of the seed's
 * generator, so the noise is its second; after {@link #MEAN} the noise is the first.
 */
public enum ControlLatent {
  /** A draw: what diffusers does. */
  SAMPLE,
  /** Its middle: what the code of FLUX.1's authors does. */
  MEAN;

  /** The name in cards and configuration. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
