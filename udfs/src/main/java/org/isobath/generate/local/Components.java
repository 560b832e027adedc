package org.isobath.generate.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.isobath.generate.Component;
import org.isobath.generate.FlowSchedule;
import org.isobath.generate.Pipeline;

/**
 * A FLUX pipeline on this machine: where its parts are, and the numbers of its arithmetic. No
 * number is assumed: test pipelines have other channels and factors than the real one.
 *
 * @param parts of {@link org.isobath.generate.Pipeline#FLUX_CONTROL}
 * @param latentChannels of the autoencoder; the transformer takes 8 times as many, half of them the
 *     control
 * @param vaeFactor pixels of a latent side
 * @param vaeScale that latents are multiplied with after {@code vaeShift} was subtracted
 * @param vaeShift subtracted from what the autoencoder gives
 * @param textTokens ids of T5
 * @param schedule of the noise
 * @param guidanceEmbedded whether the transformer takes the strength of the prompt as an input
 */
public record Components(
    Map<Component, Part> parts,
    int latentChannels,
    int vaeFactor,
    double vaeScale,
    double vaeShift,
    int textTokens,
    FlowSchedule schedule,
    boolean guidanceEmbedded) {

  /**
   * One of them.
   *
   * @param file an ONNX graph, or {@code tokenizer.json}
   * @param names of inputs and outputs that the graph has others for, by {@link Port#label}
   */
  public record Part(Path file, Map<String, String> names) {
    public Part {
      names = Map.copyOf(names);
    }
  }

  public Components {
    parts = Map.copyOf(parts);
  }

  /** What is opened. */
  public Path file(Component component) {
    return parts.get(component).file();
  }

  /** What is fed to a graph and read from it. */
  List<Port> ports(Component graph) {
    return Port.of(Pipeline.FLUX_CONTROL, graph).stream()
        .filter(port -> port != Port.GUIDANCE || guidanceEmbedded)
        .toList();
  }

  /** Width and height are multiples of this: two latents of each side go into one token. */
  public int sizeMultiple() {
    return 2 * vaeFactor;
  }
}
