package org.isobath.generate;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.UserError;
import org.isobath.model.ModelFolder;

/**
 * Everything Isobath must know about a pipeline that runs on our own devices: {@code
 * conf/generators/ID.conf}. What a request may ask of it, and under which licence, {@link #terms}
 * says in the words of hosted generators.
 *
 * @param id name in configuration and tables
 * @param title for people
 * @param pipeline which parts it has, and how pictures come out of them
 * @param model that the components were exported from, for tables
 * @param precision of the weights, for people and tables; what is fed is read from the files
 * @param parameters what it takes beside prompt, control and seed
 * @param components the parts of the pipeline
 * @param latents numbers of the autoencoder
 * @param textTokens ids of T5; of FLUX alone, as what follows: 0 and null of others
 * @param schedule of the noise
 * @param guidanceEmbedded whether the transformer takes the strength of the prompt as an input
 * @param transformer its sizes, which say what a step costs
 * @param controlLatent which of the encoder's latents of the control is taken
 * @param controlNet the same for Stable Diffusion with a ControlNet; null of others
 * @param licence terms that stand on every output
 * @param doubts what is not certain about this card, one sentence each
 */
public record LocalGeneratorCard(
    String id,
    String title,
    Pipeline pipeline,
    String model,
    Precision precision,
    Map<Parameter, ParameterRule> parameters,
    Map<Component, Part> components,
    Latents latents,
    int textTokens,
    FlowSchedule schedule,
    boolean guidanceEmbedded,
    Transformer transformer,
    ControlLatent controlLatent,
    ControlNet controlNet,
    GeneratorCard.Licence licence,
    List<String> doubts)
    implements Serializable {
  /** {@link GeneratorCard#protocol()} of what is spoken with no provider. */
  public static final String PROTOCOL = "local";

  /** What a request may ask of one; a card says in which range. */
  static final Set<Parameter> TAKEN =
      Collections.unmodifiableSet(
          EnumSet.of(
              Parameter.STEPS,
              Parameter.GUIDANCE,
              Parameter.OUTPUT_FORMAT,
              Parameter.OUTPUT_QUALITY,
              Parameter.MEGAPIXELS,
              Parameter.WIDTH,
              Parameter.HEIGHT,
              Parameter.OUTPUTS));

  public LocalGeneratorCard {
    Map<Parameter, ParameterRule> ordered = new EnumMap<>(Parameter.class);
    ordered.putAll(parameters);
    parameters = Collections.unmodifiableMap(ordered);
    Map<Component, Part> parts = new EnumMap<>(Component.class);
    parts.putAll(components);
    components = Collections.unmodifiableMap(parts);
    doubts = List.copyOf(doubts);
  }

  /** What the weights are kept in. */
  public enum Precision {
    FLOAT32(4),
    FLOAT16(2),
    BFLOAT16(2),
    /** Quantised weights; the arithmetic between them has 16 bits. */
    FLOAT8(2);

    private final int bytes;

    Precision(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes of a number between two operators. */
    public int bytes() {
      return bytes;
    }
  }

  /**
   * A component.
   *
   * @param folder its files; none as long as nobody has locked them
   * @param open name of the file that is opened
   * @param names of inputs and outputs, by the names of this house, where the graph has others than
   *     the known exports
   */
  public record Part(ModelFolder folder, String open, Map<String, String> names)
      implements Serializable {
    public Part {
      names = Map.copyOf(names);
    }
  }

  /**
   * Numbers of the autoencoder.
   *
   * @param channels of a latent
   * @param factor pixels of a latent side
   * @param scale that latents are multiplied with after the shift was subtracted
   * @param shift subtracted from what the encoder gives
   */
  public record Latents(int channels, int factor, double scale, double shift)
      implements Serializable {}

  /**
   * Sizes of the transformer.
   *
   * @param doubleBlocks blocks with a stream each for text and image
   * @param singleBlocks blocks with one stream for both
   * @param heads of attention
   * @param headSize channels of a head; heads and this make the width
   * @param textWidth channels of what T5 gives
   */
  public record Transformer(
      int doubleBlocks, int singleBlocks, int heads, int headSize, int textWidth)
      implements Serializable {
    /** Channels of a token. */
    public int width() {
      return heads * headSize;
    }
  }

  /** Width and height are multiples of this. */
  public int sizeMultiple() {
    return controlNet == null ? 2 * latents.factor() : controlNet.sizeMultiple();
  }

  /**
   * This generator in the terms of all others, for planning: no price, our own depth as control.
   */
  public GeneratorCard terms() {
    return new GeneratorCard(
        id,
        title,
        PROTOCOL,
        null,
        model,
        GeneratorCard.Lifecycle.ACTIVE,
        "",
        null,
        BigDecimal.ZERO,
        Set.of(ControlKind.DEPTH_MAP),
        Set.of(),
        parameters,
        List.of(),
        null,
        licence,
        doubts);
  }

  /** Whether a component is without files, so that nothing can be made with this card. */
  public boolean unlocked() {
    return components.values().stream().anyMatch(part -> part.folder().files().isEmpty());
  }

  /**
   * The files of a component.
   *
   * @throws UserError when the card does not list them: an unverified file is never loaded
   */
  public ModelFolder folder(Component component) {
    ModelFolder folder = components.get(component).folder();
    if (folder.files().isEmpty()) {
      throw new UserError(
          "Generator card "
              + id
              + " lists no files of "
              + component.label()
              + ", and an unverified file is never loaded. "
              + pipeline.script()
              + " makes the components and a card with their hashes: put its folder into"
              + " generators.path.");
    }
    return folder;
  }
}
