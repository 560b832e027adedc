package org.isobath.generate.local;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.isobath.generate.Component;
import org.isobath.generate.LocalGeneratorCard;
import org.isobath.onnx.OnnxFile;

/**
 * The memory that a picture of Stable Diffusion takes, reckoned as {@link FluxCost} does it for
 * FLUX: an estimate, by the largest buffers that must be there at once. With guidance, which takes
 * every picture twice.
 */
public final class SdCost {
  /** Channels of the autoencoder's widest layer at the size of the picture, in and out of it. */
  private static final long VAE_CHANNELS = 256 + 256 + 128;

  /**
   * Numbers of a latent between the operators of the first level: channels, in and out, and skips.
   */
  private static final long LATENT_NUMBERS = 320 * 16;

  private static final long TEXT_BYTES = 64L << 20;

  /** Of the picture that a placement is chosen for. */
  private static final int SIDE = 512;

  private final LocalGeneratorCard card;

  public SdCost(LocalGeneratorCard card) {
    this.card = card;
  }

  /**
   * Bytes between the operators of each component, for one picture.
   *
   * @param fused whether attention is one operator; otherwise the scores of all heads are written
   *     out
   */
  public Map<Component, Long> workingBytes(int width, int height, boolean fused) {
    long number = card.precision().bytes();
    long factor = card.latents().factor();
    long latents = width / factor * (height / factor);
    long scores = fused ? 0 : card.controlNet().heads() * latents * latents;
    Map<Component, Long> bytes = new EnumMap<>(Component.class);
    bytes.put(Component.TEXT_ENCODER, TEXT_BYTES);
    bytes.put(Component.UNET, 2 * number * (scores + latents * LATENT_NUMBERS));
    bytes.put(Component.VAE_DECODER, (long) width * height * VAE_CHANNELS * number);
    return bytes;
  }

  /** The graphs that can stay loaded, beside what they need for a picture of the usual size. */
  Set<Component> resident(Map<Component, OnnxFile> graphs, long memory) {
    Map<Component, Long> weights = new EnumMap<>(Component.class);
    graphs.forEach((component, graph) -> weights.put(component, graph.weightBytes()));
    return Residents.of(weights, workingBytes(SIDE, SIDE, false), memory);
  }
}
