package org.isobath.generate;

import java.util.Locale;

/**
 * What a request may ask of a generator: the closed list of neutral parameters. A card says for each
 * of them under which name, in which range and with which default its generator takes it, or that
 * it does not; nothing is dropped in silence. Prompt and control are not among them: every request
 * has both.
 */
public enum Parameter {
  STEPS(Type.WHOLE, "denoising steps"),
  GUIDANCE(Type.NUMBER, "strength of the prompt: distilled guidance, not classifier-free"),
  PROMPT_UPSAMPLING(
      Type.FLAG, "the provider rewrites the prompt first; the same seed then gives other pictures"),
  SAFETY_TOLERANCE(Type.WHOLE, "0 strict to 6 lax"),
  SAFETY_CHECKER(Type.FLAG, "whether outputs are checked where that can be chosen"),
  OUTPUT_FORMAT(Type.TEXT, "jpeg, png or webp"),
  OUTPUT_QUALITY(Type.WHOLE, "0 to 100, of jpeg and webp"),
  MEGAPIXELS(Type.TEXT, "size of the output: 0.25, 1 or match_input"),
  WIDTH(Type.WHOLE, "pixels of the output"),
  HEIGHT(Type.WHOLE, "pixels of the output"),
  OUTPUTS(Type.WHOLE, "pictures of one request, each with its price");

  /** What a value is. */
  public enum Type {
    /** {@link Long}. */
    WHOLE,
    /** {@link Double}. */
    NUMBER,
    /** {@link Boolean}. */
    FLAG,
    /** {@link String}. */
    TEXT
  }

  private final Type type;
  private final String description;

  Parameter(Type type, String description) {
    this.type = type;
    this.description = description;
  }

  /** The name in configuration and tables: lower case with underscores. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Type type() {
    return type;
  }

  public String description() {
    return description;
  }
}
