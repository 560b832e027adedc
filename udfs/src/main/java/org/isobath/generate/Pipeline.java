package org.isobath.generate;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The kinds of local generators: which parts they have, and how pictures come out of these. */
public enum Pipeline {
  /** FLUX.1 Depth: the control goes through the autoencoder and into the transformer's rows. */
  FLUX_CONTROL(
      EnumSet.of(
          Component.TOKENIZER,
          Component.TOKENIZER_2,
          Component.TEXT_ENCODER,
          Component.TEXT_ENCODER_2,
          Component.VAE_ENCODER,
          Component.TRANSFORMER,
          Component.VAE_DECODER));

  private final Set<Component> components;

  Pipeline(Set<Component> components) {
    this.components = Collections.unmodifiableSet(components);
  }

  /** The name in cards. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its parts, in one order. */
  public Set<Component> components() {
    return components;
  }
}
