package org.isobath.generate;

import java.util.Locale;

/** The parts of local pipelines; each is a folder with files of its own. */
public enum Component {
  /** Splits prompts for CLIP: {@code tokenizer.json}. */
  TOKENIZER(false),
  /** Splits prompts for T5. */
  TOKENIZER_2(false),
  /** CLIP-L: one vector for a prompt, or one for each of its tokens. */
  TEXT_ENCODER(true),
  /** T5: a vector for each piece of a prompt. */
  TEXT_ENCODER_2(true),
  /** Picture to latents, for the control. */
  VAE_ENCODER(true),
  /** Called once a step: nearly all of the time and most of the memory. */
  TRANSFORMER(true),
  /** The same of Stable Diffusion: its network with a ControlNet within, as one graph. */
  UNET(true),
  /** Latents to picture. */
  VAE_DECODER(true);

  private final boolean graph;

  Component(boolean graph) {
    this.graph = graph;
  }

  /** The name in cards and messages, and of the folder that an export makes. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True for an ONNX graph, false for a tokenizer. */
  public boolean graph() {
    return graph;
  }
}
