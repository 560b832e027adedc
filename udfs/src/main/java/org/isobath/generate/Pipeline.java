package org.isobath.generate;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The kinds of local generators: which parts they have, and how pictures come out of these. */
public enum Pipeline {
  /** FLUX.1 Depth: the control goes through the autoencoder and into the transformer's rows. */
  FLUX_CONTROL(
      "export_flux.py",
      EnumSet.of(
          Component.TOKENIZER,
          Component.TOKENIZER_2,
          Component.TEXT_ENCODER,
          Component.TEXT_ENCODER_2,
          Component.VAE_ENCODER,
          Component.TRANSFORMER,
          Component.VAE_DECODER)),
  /** Stable Diffusion with a ControlNet for depth: the control goes into each step as a picture. */
  SD_CONTROLNET(
      "export_sd15.py",
      EnumSet.of(
          Component.TOKENIZER, Component.TEXT_ENCODER, Component.UNET, Component.VAE_DECODER));

  private final String script;
  private final Set<Component> components;

  Pipeline(String script, Set<Component> components) {
    this.script = script;
    this.components = Collections.unmodifiableSet(components);
  }

  /** The name in cards. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What makes its components and a card of them. */
  String script() {
    return "notebooks/export/" + script;
  }

  /** Its parts, in one order. */
  public Set<Component> components() {
    return components;
  }
}
