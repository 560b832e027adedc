package org.isobath.generate;

import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.isobath.model.CardSection;
import org.isobath.model.ModelFolder;

/** Cards of local generators as text. The lists of keys are the format. */
final class LocalCardFormat {
  static final List<String> CARD =
      List.of(
          "id",
          "title",
          "pipeline",
          "model",
          "precision",
          "parameters",
          "components",
          "latents",
          "text-tokens",
          "schedule",
          "guidance-embedded",
          "transformer",
          "control",
          "controlnet",
          "licence",
          "doubts");

  /** Keys that one pipeline alone has. */
  static final Map<Pipeline, List<String>> OWN =
      Map.of(
          Pipeline.FLUX_CONTROL,
          List.of("text-tokens", "schedule", "guidance-embedded", "transformer", "control"),
          Pipeline.SD_CONTROLNET,
          List.of("controlnet"));

  static final List<String> CONTROLNET =
      List.of(
          "size-multiple",
          "heads",
          "scale",
          "negative-prompt",
          "sampler",
          "beta-start",
          "beta-end",
          "train-steps",
          "steps-offset",
          "alpha-to-one");
  static final List<String> PART = List.of("source", "open", "files", "names");
  static final List<String> LATENTS = List.of("channels", "factor", "scale", "shift");
  static final List<String> SCHEDULE =
      List.of(
          "dynamic",
          "shift",
          "base-shift",
          "max-shift",
          "base-tokens",
          "max-tokens",
          "train-steps");
  static final List<String> TRANSFORMER =
      List.of("double-blocks", "single-blocks", "heads", "head-size", "text-width");
  static final List<String> CONTROL = List.of("latent");

  private LocalCardFormat() {}

  static LocalGeneratorCard read(String hocon, String file, URI folder) {
    CardSection card = CardSection.parse(GeneratorCards.LOCAL, hocon, file, CARD);
    String id = card.id();
    Pipeline pipeline = card.constant("pipeline", Pipeline.class, null);
    OWN.forEach(
        (other, keys) -> {
          for (String key : keys) {
            if (other != pipeline && card.has(key)) {
              throw card.wrong(key, "nothing: it belongs to pipeline = " + other.label());
            }
          }
        });
    boolean flux = pipeline == Pipeline.FLUX_CONTROL;
    return new LocalGeneratorCard(
        id,
        card.text("title"),
        pipeline,
        card.text("model"),
        card.constant("precision", LocalGeneratorCard.Precision.class, null),
        parameters(card),
        components(id, pipeline, card, folder),
        latents(card.section("latents", LATENTS)),
        flux ? card.whole("text-tokens", 512) : 0,
        flux ? schedule(card.section("schedule", SCHEDULE)) : null,
        flux && card.flag("guidance-embedded"),
        flux ? transformer(card.section("transformer", TRANSFORMER)) : null,
        flux
            ? card.section("control", CONTROL)
                .constant("latent", ControlLatent.class, ControlLatent.SAMPLE)
            : null,
        flux ? null : controlNet(card.section("controlnet", CONTROLNET)),
        GeneratorCardFormat.licence(card.section("licence", GeneratorCardFormat.LICENCE)),
        card.texts("doubts", List.of()));
  }

  private static Map<Parameter, ParameterRule> parameters(CardSection card) {
    Map<Parameter, ParameterRule> rules = GeneratorCardFormat.parameters(card, false);
    List<String> strange =
        rules.keySet().stream()
            .filter(parameter -> !LocalGeneratorCard.TAKEN.contains(parameter))
            .map(Parameter::label)
            .toList();
    if (!strange.isEmpty()) {
      throw card.wrong(
          "parameters",
          "some of "
              + LocalGeneratorCard.TAKEN.stream()
                  .map(Parameter::label)
                  .collect(Collectors.joining(", "))
              + ", and not "
              + String.join(", ", strange));
    }
    ParameterRule steps = rules.get(Parameter.STEPS);
    if (steps == null || steps.byDefault() == null) {
      throw card.wrong("parameters", "steps with a default");
    }
    ParameterRule megapixels = rules.get(Parameter.MEGAPIXELS);
    if (megapixels != null && megapixels.byDefault() != null) {
      // it would stand beside the width and height that somebody asks for
      throw card.wrong("parameters", "no default of megapixels: without a size it is 1");
    }
    return rules;
  }

  private static Map<Component, LocalGeneratorCard.Part> components(
      String id, Pipeline pipeline, CardSection card, URI folder) {
    Map<Component, LocalGeneratorCard.Part> parts = new EnumMap<>(Component.class);
    CardSection components =
        card.section("components", pipeline.components().stream().map(Component::label).toList());
    for (Component component : pipeline.components()) {
      CardSection part = components.section(component.label(), PART);
      parts.put(component, part(id, component, part, folder));
    }
    return parts;
  }

  private static LocalGeneratorCard.Part part(
      String id, Component component, CardSection part, URI folder) {
    URI source = part.source("source", folder);
    List<ModelFolder.Entry> files = ModelFolder.entries(part, "files");
    List<String> names = files.stream().map(ModelFolder.Entry::name).toList();
    String open = part.text("open", component.graph() ? "model.onnx" : "tokenizer.json");
    if (!names.isEmpty() && !names.contains(open)) {
      throw part.has("open")
          ? part.wrong("open", "one of the files: " + String.join(", ", names))
          : part.wrong("files", "a file " + open + ", or the key open");
    }
    return new LocalGeneratorCard.Part(
        new ModelFolder("Generator " + id + ", " + component.label(), slashed(source), files),
        open,
        portNames(part));
  }

  private static URI slashed(URI folder) {
    return folder.toString().endsWith("/") ? folder : URI.create(folder + "/");
  }

  private static Map<String, String> portNames(CardSection part) {
    List<String> ports = new ArrayList<>(part.names("names"));
    Map<String, String> names = new LinkedHashMap<>();
    if (!ports.isEmpty()) {
      CardSection given = part.section("names", ports);
      ports.forEach(port -> names.put(port, given.text(port)));
    }
    return names;
  }

  private static LocalGeneratorCard.Latents latents(CardSection latents) {
    return new LocalGeneratorCard.Latents(
        latents.whole("channels"),
        latents.whole("factor"),
        latents.positive("scale"),
        number(latents, "shift"));
  }

  private static FlowSchedule schedule(CardSection schedule) {
    FlowSchedule read =
        new FlowSchedule(
            schedule.flag("dynamic"),
            schedule.positive("shift", 1),
            number(schedule, "base-shift"),
            number(schedule, "max-shift"),
            schedule.whole("base-tokens"),
            schedule.whole("max-tokens"),
            schedule.whole("train-steps", 1000));
    if (read.maxTokens() <= read.baseTokens()) {
      throw schedule.wrong("max-tokens", "more than base-tokens, " + read.baseTokens());
    }
    return read;
  }

  private static double number(CardSection section, String key) {
    double number = section.number(key, Double.NaN);
    if (Double.isNaN(number)) {
      throw section.missing(key);
    }
    return number;
  }

  private static LocalGeneratorCard.Transformer transformer(CardSection transformer) {
    return new LocalGeneratorCard.Transformer(
        transformer.whole("double-blocks"),
        transformer.whole("single-blocks"),
        transformer.whole("heads"),
        transformer.whole("head-size"),
        transformer.whole("text-width"));
  }

  private static ControlNet controlNet(CardSection controlNet) {
    return new ControlNet(
        controlNet.whole("size-multiple"),
        controlNet.whole("heads"),
        controlNet.positive("scale", 1),
        controlNet.text("negative-prompt", ""),
        controlNet.constant("sampler", NoiseSampler.class, NoiseSampler.UNIPC),
        new NoiseSchedule(
            controlNet.positive("beta-start"),
            controlNet.positive("beta-end"),
            controlNet.whole("train-steps", 1000),
            (int) number(controlNet, "steps-offset"),
            controlNet.flag("alpha-to-one")));
  }
}
