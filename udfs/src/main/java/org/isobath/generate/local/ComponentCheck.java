package org.isobath.generate.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.isobath.UserError;
import org.isobath.generate.Component;
import org.isobath.generate.ControlLatent;
import org.isobath.generate.LocalGeneratorCard;
import org.isobath.generate.Pipeline;
import org.isobath.model.ModelFolder;
import org.isobath.onnx.OnnxFile;
import org.isobath.onnx.TensorSpec;

/**
 * Holds the folders of a pipeline against its card before anything is loaded, which would take
 * minutes: every file is there and whole, the graphs have the inputs and outputs that are fed and
 * read, and the sizes of neighbours fit. Hashes are not looked at: that is {@link
 * org.isobath.model.ModelStore}'s.
 */
public final class ComponentCheck {
  private final LocalGeneratorCard card;
  private final Map<Component, Path> folders;
  private final Map<Port, TensorSpec> ports = new EnumMap<>(Port.class);

  private ComponentCheck(LocalGeneratorCard card, Map<Component, Path> folders) {
    this.card = card;
    this.folders = folders;
  }

  /**
   * Checks all components.
   *
   * @param folders where each is on this machine
   * @return what each graph says about itself
   * @throws UserError naming the component, and what is wrong with it
   */
  public static Map<Component, OnnxFile> check(
      LocalGeneratorCard card, Map<Component, Path> folders) {
    return new ComponentCheck(card, folders).check();
  }

  private Map<Component, OnnxFile> check() {
    Map<Component, OnnxFile> graphs = new EnumMap<>(Component.class);
    for (Component component : card.pipeline().components()) {
      checkListed(component);
      Path file = checkPresent(component);
      if (component.graph()) {
        OnnxFile graph = graph(component, file);
        checkExternal(component, graph);
        checkPorts(component, graph);
        graphs.put(component, graph);
      } else {
        checkTokenizer(component, file);
      }
    }
    if (card.pipeline() == Pipeline.FLUX_CONTROL) {
      checkFluxSizes(graphs.get(Component.VAE_ENCODER));
    }
    checkSizes();
    return graphs;
  }

  private void checkListed(Component component) {
    for (ModelFolder.Entry entry : card.components().get(component).folder().files()) {
      Path file = folders.get(component).resolve(entry.name());
      if (!Files.isRegularFile(file)) {
        throw wrong(component, entry.name() + " is missing" + beside(file));
      }
      long bytes = size(component, file);
      if (bytes != entry.bytes()) {
        throw wrong(
            component,
            entry.name()
                + " has "
                + bytes
                + " bytes, the card says "
                + entry.bytes()
                + (bytes < entry.bytes() ? ": it is cut short" : ""));
      }
    }
  }

  private Path checkPresent(Component component) {
    Path file = folders.get(component).resolve(card.components().get(component).open());
    if (!Files.isRegularFile(file)) {
      throw wrong(component, "there is no " + file.getFileName() + beside(file));
    }
    return file;
  }

  /** What is there instead, for those who only misspelt it. */
  private static String beside(Path file) {
    Path folder = file.getParent();
    if (!Files.isDirectory(folder)) {
      return "; there is no such folder";
    }
    try (Stream<Path> all = Files.list(folder)) {
      List<String> names = all.map(f -> f.getFileName().toString()).sorted().limit(10).toList();
      return names.isEmpty()
          ? "; the folder is empty"
          : "; the folder has " + String.join(", ", names);
    } catch (IOException e) {
      return "; the folder cannot be read: " + e.getMessage();
    }
  }

  private long size(Component component, Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw wrong(component, file.getFileName() + " cannot be read: " + e.getMessage());
    }
  }

  private OnnxFile graph(Component component, Path file) {
    try {
      return OnnxFile.read(file);
    } catch (UserError e) {
      throw new UserError(problem(component) + e.getMessage(), e);
    }
  }

  /**
   * A graph may only lead to weights of its own folder, and to those that the card has hashes of.
   */
  private void checkExternal(Component component, OnnxFile graph) {
    LocalGeneratorCard.Part part = card.components().get(component);
    Set<String> listed = new HashSet<>();
    part.folder().files().forEach(entry -> listed.add(entry.name()));
    Path folder = folders.get(component).resolve(part.open()).getParent();
    for (String name : graph.externalFiles()) {
      if (!ModelFolder.inside(name)) {
        throw wrong(component, "its weights are said to be in " + name + ", outside of the folder");
      }
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file)) {
        throw wrong(component, "the weights " + name + " are missing" + beside(file));
      }
      long least = graph.externalBytes(name);
      if (size(component, file) < least) {
        throw wrong(
            component,
            "the weights "
                + name
                + " have "
                + size(component, file)
                + " bytes of at least "
                + least
                + ": they are cut short");
      }
      String inFolder = folders.get(component).relativize(file).toString().replace('\\', '/');
      if (!listed.isEmpty() && !listed.contains(inFolder)) {
        throw wrong(component, "the weights " + name + " are not among the files of the card");
      }
    }
  }

  private void checkPorts(Component component, OnnxFile graph) {
    Map<String, String> given = card.components().get(component).names();
    List<String> known = Port.of(card.pipeline(), component).stream().map(Port::label).toList();
    given.keySet().stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw wrong(component, "names." + name + " is none of " + String.join(", ", known));
            });
    Set<String> fed = new HashSet<>();
    for (boolean input : List.of(true, false)) {
      List<TensorSpec> there = input ? graph.inputs() : graph.outputs();
      List<String> names = there.stream().map(TensorSpec::name).toList();
      for (Port port : Port.of(card.pipeline(), component)) {
        if (port.input() != input) {
          continue;
        }
        Optional<String> name = port.find(names, given);
        boolean absent = port == Port.GUIDANCE && !card.guidanceEmbedded();
        if (absent == name.isPresent()) {
          throw wrong(component, absent ? unasked(there) : unfound(port, given, there));
        }
        name.ifPresent(
            n -> {
              fed.add(n);
              ports.put(port, there.get(names.indexOf(n)));
            });
      }
    }
    for (TensorSpec input : graph.inputs()) {
      if (!fed.contains(input.name())) {
        throw wrong(component, "the graph has an input that nothing feeds: " + input);
      }
    }
  }

  private static String unasked(List<TensorSpec> there) {
    return "the graph takes a guidance, and the card says guidance-embedded = false; inputs are "
        + there;
  }

  private static String unfound(Port port, Map<String, String> given, List<TensorSpec> there) {
    String side = port.input() ? "input" : "output";
    return "the graph has no "
        + side
        + " "
        + String.join(" or ", port.names(given))
        + (port == Port.GUIDANCE ? ", and the card says guidance-embedded = true" : "")
        + "; its "
        + side
        + "s are "
        + there
        + (port == Port.GUIDANCE
            ? ""
            : ". The card can say it with names { " + port.label() + " = … }");
  }

  private void checkSizes() {
    int channels = card.latents().channels();
    expect(Port.CLIP_IDS, 1, PromptTokenizer.CLIP_TOKENS, "ids of CLIP");
    expect(Port.NOISY, 1, channels, "latents.channels");
    expect(Port.NOISE, 1, channels, "latents.channels");
    expect(Port.CONTROL_IN, 1, 3, "red, green and blue");
    expect(Port.PICTURE_OUT, 1, 3, "red, green and blue");
    expect(Port.LATENT_IN, 1, channels, "latents.channels");
    long width = side(Port.TOKENS_OUT, 2);
    if (width >= 0) {
      expect(Port.TOKENS_IN, 2, width, "what text_encoder gives");
    }
  }

  private void checkFluxSizes(OnnxFile vaeEncoder) {
    int channels = card.latents().channels();
    expect(Port.T5_IDS, 1, card.textTokens(), "text-tokens");
    expect(Port.SEQUENCE_IN, 1, card.textTokens(), "text-tokens");
    expect(Port.SEQUENCE_OUT, 2, card.transformer().textWidth(), "transformer.text-width");
    expect(Port.SEQUENCE_IN, 2, card.transformer().textWidth(), "transformer.text-width");
    expect(Port.HIDDEN, 2, 8L * channels, "8 times latents.channels");
    expect(Port.VELOCITY, 2, 4L * channels, "4 times latents.channels");
    expect(Port.PICTURE_IN, 1, 3, "red, green and blue");
    long pooled = side(Port.POOLED_OUT, 1);
    if (pooled >= 0) {
      expect(Port.POOLED_IN, 1, pooled, "what text_encoder gives");
    }
    long encoded = side(Port.LATENT_OUT, 1);
    if (encoded != channels) {
      expect(Port.LATENT_OUT, 1, 2L * channels, "latents.channels or twice as many");
    }
    boolean drawn = encoded == channels || vaeEncoder.random();
    if (drawn && card.controlLatent() == ControlLatent.MEAN) {
      throw wrong(
          Component.VAE_ENCODER,
          "the graph draws the latent by itself, so control.latent = mean cannot be had of it");
    }
  }

  /** The size of a dimension; -1 where the graph leaves it open. */
  private long side(Port port, int axis) {
    TensorSpec found = ports.get(port);
    return found == null || found.shape().length <= axis ? -1 : found.shape()[axis];
  }

  private void expect(Port port, int axis, long size, String what) {
    long found = side(port, axis);
    if (found >= 0 && found != size) {
      throw wrong(
          port.component(),
          ports.get(port) + " has " + found + " where the card means " + size + " (" + what + ")");
    }
  }

  private void checkTokenizer(Component component, Path file) {
    try {
      JsonNode root = new ObjectMapper().readTree(file.toFile());
      if (root == null || !root.path("model").isObject()) {
        throw wrong(component, file.getFileName() + " has no model: it is no tokenizer.json");
      }
    } catch (JsonProcessingException e) {
      throw wrong(
          component,
          file.getFileName()
              + " is no whole JSON ("
              + e.getOriginalMessage()
              + "): it is cut short or another file");
    } catch (IOException e) {
      throw wrong(component, file.getFileName() + " cannot be read: " + e.getMessage());
    }
  }

  private String problem(Component component) {
    return "Generator "
        + card.id()
        + ", "
        + component.label()
        + " in "
        + folders.get(component)
        + ": ";
  }

  private UserError wrong(Component component, String what) {
    return new UserError(problem(component) + what + ".");
  }
}
