package org.isobath.generate.local;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.isobath.generate.Component;
import org.isobath.generate.LocalGeneratorCard;
import org.isobath.onnx.OnnxFile;

/**
 * What a picture costs by arithmetic alone, before anything is loaded: operations of a step, and
 * memory. Operations are exact for the architecture of FLUX.1 (two for a multiplication with its
 * addition; normalisation and activation, below a hundredth, are left out). Memory is an estimate:
 * weights are counted, what lies between operators is reckoned with the largest buffers that must
 * be there at once. For planning and for choosing a placement, not for promises.
 */
public final class FluxCost {
  /**
   * Of a block's linear layers, in squares of the width: 3 + 1 + 8, or 7 + 5 where they are one.
   */
  private static final long BLOCK_SQUARES = 12;

  /** Modulation of a block for each of its streams, in squares of the width; once a picture. */
  private static final long DOUBLE_MODULATION = 12;

  private static final long SINGLE_MODULATION = 3;
  private static final long LAST_MODULATION = 2;

  /** Tokens by width that a block holds at once: residual, query, key, value, mixed, MLP of 4. */
  private static final long BLOCK_BUFFERS = 16;

  /** Channels of the autoencoder's widest layer at the size of the picture, in and out of it. */
  private static final long VAE_CHANNELS = 256 + 256 + 128;

  /** Of the picture that a placement is chosen for. */
  private static final int SIDE = 1024;

  private final LocalGeneratorCard card;

  public FluxCost(LocalGeneratorCard card) {
    this.card = card;
  }

  /** How components share the memory of a device. */
  public enum Placement {
    /** All stay loaded: fastest from the second picture on. */
    RESIDENT("all resident"),
    /** Each is loaded, used and freed before the next. */
    SEQUENCE("in sequence");

    private final String label;

    Placement(String label) {
      this.label = label;
    }

    /** For people. */
    public String label() {
      return label;
    }
  }

  /** Image tokens of a picture of this size, which is a multiple of {@code sizeMultiple}. */
  public long imageTokens(int width, int height) {
    int multiple = card.sizeMultiple();
    return (long) (width / multiple) * (height / multiple);
  }

  /** Operations of the transformer's linear layers in one step, for one picture. */
  public double linearOperations(int width, int height) {
    LocalGeneratorCard.Transformer t = card.transformer();
    double w = t.width();
    double image = imageTokens(width, height);
    double all = image + card.textTokens();
    double channels = 4.0 * card.latents().channels();
    double blocks = (t.doubleBlocks() + t.singleBlocks()) * BLOCK_SQUARES * w * w * all;
    double modulation =
        (t.doubleBlocks() * DOUBLE_MODULATION
                + t.singleBlocks() * SINGLE_MODULATION
                + LAST_MODULATION)
            * w
            * w;
    double ends =
        image * 2 * channels * w
            + card.textTokens() * (double) t.textWidth() * w
            + image * w * channels;
    return 2 * (blocks + modulation + ends);
  }

  /** Operations of attention in one step, for one picture. */
  public double attentionOperations(int width, int height) {
    LocalGeneratorCard.Transformer t = card.transformer();
    double all = imageTokens(width, height) + card.textTokens();
    return 4.0 * (t.doubleBlocks() + t.singleBlocks()) * all * all * t.width();
  }

  /** All operations of one step, for one picture. */
  public double stepOperations(int width, int height) {
    return linearOperations(width, height) + attentionOperations(width, height);
  }

  /**
   * Bytes between the operators of each component, for one picture.
   *
   * @param fused whether attention is one operator; otherwise the scores of all heads are written
   *     out, which at large sizes is most of the memory
   */
  public Map<Component, Long> workingBytes(int width, int height, boolean fused) {
    LocalGeneratorCard.Transformer t = card.transformer();
    long number = card.precision().bytes();
    long all = imageTokens(width, height) + card.textTokens();
    long scores = fused ? 0 : t.heads() * all * all * number;
    long picture = (long) width * height * VAE_CHANNELS * number;
    long text = (long) card.textTokens() * t.textWidth() * BLOCK_BUFFERS * number;
    Map<Component, Long> bytes = new EnumMap<>(Component.class);
    bytes.put(Component.TEXT_ENCODER, text);
    bytes.put(Component.TEXT_ENCODER_2, text);
    bytes.put(Component.TRANSFORMER, all * t.width() * BLOCK_BUFFERS * number + scores);
    bytes.put(Component.VAE_ENCODER, picture);
    bytes.put(Component.VAE_DECODER, picture);
    return bytes;
  }

  /**
   * Bytes that a device must have.
   *
   * @param weights of each component
   * @param working of each component
   */
  public static long bytes(
      Placement placement, Map<Component, Long> weights, Map<Component, Long> working) {
    return Residents.bytes(
        placement == Placement.RESIDENT ? weights.keySet() : Set.of(), weights, working);
  }

  /**
   * The graphs that can stay loaded, beside what they need for a picture of a megapixel.
   *
   * @param graphs of the components
   * @param memory bytes that there are for them
   */
  Set<Component> resident(Map<Component, OnnxFile> graphs, long memory) {
    Map<Component, Long> weights = new EnumMap<>(Component.class);
    graphs.forEach((component, graph) -> weights.put(component, graph.weightBytes()));
    return Residents.of(weights, workingBytes(SIDE, SIDE, false), memory);
  }

  /**
   * Seconds of a picture, reckoned: the transformer's operations at a share of what the device can
   * do. An estimate; encoders and autoencoder add a few hundredths.
   *
   * @param steps of denoising
   * @param flops operations a second that the device's maker states for dense matrices
   * @param share of them that is reached, above 0 and at most 1
   */
  public double seconds(int width, int height, int steps, double flops, double share) {
    return steps * stepOperations(width, height) / (flops * share);
  }
}
