package org.isobath.generate.local;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isobath.generate.Component;
import org.isobath.generate.Pipeline;

/**
 * The inputs and outputs of the components, with the names that exports give them: those of optimum
 * first, which are ours, then those of TensorRT's demo and of the published ONNX releases. A card
 * may give another one.
 */
public enum Port {
  /** [batch, 77]. */
  CLIP_IDS(Component.TEXT_ENCODER, true, "input_ids"),
  /** [batch, width]. */
  POOLED_OUT(
      Pipeline.FLUX_CONTROL, Component.TEXT_ENCODER, false, "pooler_output", "pooled_embeddings"),
  /** [batch, 77, width]. */
  TOKENS_OUT(
      Pipeline.SD_CONTROLNET,
      Component.TEXT_ENCODER,
      false,
      "last_hidden_state",
      "text_embeddings"),
  /** [batch, text tokens]. */
  T5_IDS(Component.TEXT_ENCODER_2, true, "input_ids"),
  /** [batch, text tokens, text width]. */
  SEQUENCE_OUT(Component.TEXT_ENCODER_2, false, "last_hidden_state", "text_embeddings"),
  /** [batch, 3, height, width], from -1 to 1. */
  PICTURE_IN(Component.VAE_ENCODER, true, "sample", "images"),
  /** [batch, channels, h, w], drawn in the graph; or twice the channels: mean and log variance. */
  LATENT_OUT(Component.VAE_ENCODER, false, "latent_parameters", "latent", "latent_sample"),
  /** [batch, image tokens, 8 times the latent channels]: noise, then control. */
  HIDDEN(Component.TRANSFORMER, true, "hidden_states"),
  /** [batch, text tokens, text width]. */
  SEQUENCE_IN(Component.TRANSFORMER, true, "encoder_hidden_states"),
  /** [batch, width]. */
  POOLED_IN(Component.TRANSFORMER, true, "pooled_projections"),
  /** [batch], from 0 to 1. */
  TIMESTEP(Component.TRANSFORMER, true, "timestep"),
  /** [image tokens, 3]. */
  IMAGE_IDS(Component.TRANSFORMER, true, "img_ids"),
  /** [text tokens, 3]. */
  TEXT_IDS(Component.TRANSFORMER, true, "txt_ids"),
  /** [batch]; of graphs with embedded guidance alone. */
  GUIDANCE(Component.TRANSFORMER, true, "guidance"),
  /** [batch, image tokens, 4 times the latent channels]. */
  VELOCITY(Component.TRANSFORMER, false, "out_hidden_states", "latent", "sample"),
  /** [batch, channels, h, w]. */
  NOISY(Component.UNET, true, "sample"),
  /** [1], of those that it was trained with. */
  TRAINED_STEP(Component.UNET, true, "timestep"),
  /** [batch, 77, width]. */
  TOKENS_IN(Component.UNET, true, "encoder_hidden_states"),
  /** [batch, 3, height, width], from 0 to 1. */
  CONTROL_IN(Component.UNET, true, "controlnet_cond"),
  /** [1]. */
  CONTROL_SCALE(Component.UNET, true, "conditioning_scale"),
  /** [batch, channels, h, w]. */
  NOISE(Component.UNET, false, "out_sample", "noise_pred"),
  /** [batch, channels, h, w]. */
  LATENT_IN(Component.VAE_DECODER, true, "latent_sample", "latent"),
  /** [batch, 3, height, width], from -1 to 1. */
  PICTURE_OUT(Component.VAE_DECODER, false, "sample", "images");

  /** The only one that has it; null where all have it whose component it is. */
  private final Pipeline pipeline;

  private final Component component;
  private final boolean input;
  private final List<String> names;

  Port(Component component, boolean input, String... names) {
    this(null, component, input, names);
  }

  Port(Pipeline pipeline, Component component, boolean input, String... names) {
    this.pipeline = pipeline;
    this.component = component;
    this.input = input;
    this.names = List.of(names);
  }

  public Component component() {
    return component;
  }

  /** False for an output. */
  public boolean input() {
    return input;
  }

  /** The name that a card gives another one for. */
  public String label() {
    return names.get(0);
  }

  /**
   * What a graph may call it.
   *
   * @param given by the card, by {@link #label}
   */
  List<String> names(Map<String, String> given) {
    String other = given.get(label());
    return other == null ? names : List.of(other);
  }

  /** Those of a pipeline's component. */
  static List<Port> of(Pipeline pipeline, Component component) {
    return Arrays.stream(values())
        .filter(port -> port.component == component)
        .filter(port -> port.pipeline == null || port.pipeline == pipeline)
        .toList();
  }

  /**
   * What a graph calls it.
   *
   * @param there names of the graph's inputs or outputs
   * @param given by the card, by {@link #label}
   */
  public Optional<String> find(Collection<String> there, Map<String, String> given) {
    return names(given).stream().filter(there::contains).findFirst();
  }
}
