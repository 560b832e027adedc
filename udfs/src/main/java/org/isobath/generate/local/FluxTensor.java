package org.isobath.generate.local;

import java.util.List;
import java.util.Locale;

/**
 * What goes into the graphs and comes out of them, under the names that exports give it: optimum's
 * first, then those of NVIDIA's demonstration and of the published ONNX repositories.
 */
enum FluxTensor {
  CLIP_IDS(FluxGraph.TEXT_ENCODER, Way.IN, "input_ids"),
  POOLED(FluxGraph.TEXT_ENCODER, Way.OUT, "pooler_output", "pooled_embeddings"),
  T5_IDS(FluxGraph.TEXT_ENCODER_2, Way.IN, "input_ids"),
  TEXT(FluxGraph.TEXT_ENCODER_2, Way.OUT, "last_hidden_state", "text_embeddings"),
  CONTROL(FluxGraph.VAE_ENCODER, Way.IN, "sample", "images"),
  PARAMETERS(FluxGraph.VAE_ENCODER, Way.OUT, "latent_parameters", "latent"),
  TOKENS(FluxGraph.TRANSFORMER, Way.IN, "hidden_states"),
  PROMPT(FluxGraph.TRANSFORMER, Way.IN, "encoder_hidden_states"),
  PROMPT_POOLED(FluxGraph.TRANSFORMER, Way.IN, "pooled_projections"),
  TIMESTEP(FluxGraph.TRANSFORMER, Way.IN, "timestep"),
  IMAGE_IDS(FluxGraph.TRANSFORMER, Way.IN, "img_ids"),
  TEXT_IDS(FluxGraph.TRANSFORMER, Way.IN, "txt_ids"),
  GUIDANCE(FluxGraph.TRANSFORMER, Way.IN, "guidance"),
  VELOCITY(FluxGraph.TRANSFORMER, Way.OUT, "out_hidden_states", "latent"),
  LATENTS(FluxGraph.VAE_DECODER, Way.IN, "latent_sample", "latent"),
  PICTURE(FluxGraph.VAE_DECODER, Way.OUT, "sample", "images");

  /** Side of a graph. */
  enum Way {
    IN,
    OUT
  }

  private final FluxGraph graph;
  private final Way way;
  private final List<String> names;

  FluxTensor(FluxGraph graph, Way way, String... names) {
    this.graph = graph;
    this.way = way;
    this.names = List.of(names);
  }

  /** The name in messages. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  FluxGraph graph() {
    return graph;
  }

  boolean input() {
    return way == Way.IN;
  }

  /** What graphs call it. */
  List<String> names() {
    return names;
  }
}
