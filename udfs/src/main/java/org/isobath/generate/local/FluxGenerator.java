package org.isobath.generate.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.isobath.Rejected;
import org.isobath.generate.Component;
import org.isobath.generate.ControlLatent;
import org.isobath.generate.LocalGeneratorCard;
import org.isobath.image.Image;
import org.isobath.model.ModelFolder;
import org.isobath.onnx.OnnxFile;

/** FLUX.1 Depth: texts to ids, then {@link FluxPipeline}. */
final class FluxGenerator implements LocalGenerator {
  private final PromptTokenizer tokenizer;
  private final FluxPipeline pipeline;
  private final ControlLatent latent;
  private final int sizeMultiple;

  private FluxGenerator(
      PromptTokenizer tokenizer, FluxPipeline pipeline, ControlLatent latent, int sizeMultiple) {
    this.tokenizer = tokenizer;
    this.pipeline = pipeline;
    this.latent = latent;
    this.sizeMultiple = sizeMultiple;
  }

  static FluxGenerator open(
      LocalGeneratorCard card, Function<ModelFolder, Path> fetch, LocalPlace place) {
    Map<Component, Path> folders = ComponentFolders.fetch(card, fetch);
    Map<Component, OnnxFile> graphs = ComponentCheck.check(card, folders);
    Components components = ComponentFolders.components(card, folders);
    PromptTokenizer tokenizer =
        PromptTokenizer.open(
            components.file(Component.TOKENIZER),
            components.file(Component.TOKENIZER_2),
            components.textTokens());
    try {
      return new FluxGenerator(
          tokenizer,
          FluxPipeline.open(components, place, new FluxCost(card).resident(graphs, place.memory())),
          card.controlLatent(),
          components.sizeMultiple());
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  @Override
  public int sizeMultiple() {
    return sizeMultiple;
  }

  @Override
  public List<Image> generate(List<LocalRequest> batch, int steps, LocalProgress progress)
      throws Rejected {
    List<FluxInput> inputs = new ArrayList<>();
    for (LocalRequest request : batch) {
      inputs.add(
          new FluxInput(
              tokenizer.encode(request.prompt()),
              request.control(),
              request.guidance(),
              request.seed()));
    }
    return pipeline.generate(inputs, steps, latent, progress);
  }

  @Override
  public void close() {
    pipeline.close();
    tokenizer.close();
  }
}
