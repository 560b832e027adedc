package org.isobath.generate.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.isobath.Rejected;
import org.isobath.generate.Component;
import org.isobath.generate.LocalGeneratorCard;
import org.isobath.image.Image;
import org.isobath.model.ModelFolder;
import org.isobath.onnx.OnnxFile;

/** Stable Diffusion with a ControlNet: texts to ids, then {@link SdPipeline}. */
final class SdGenerator implements LocalGenerator {
  private final ClipTokenizer tokenizer;
  private final SdPipeline pipeline;
  private final long[] negative;
  private final int sizeMultiple;

  private SdGenerator(
      ClipTokenizer tokenizer, SdPipeline pipeline, long[] negative, int sizeMultiple) {
    this.tokenizer = tokenizer;
    this.pipeline = pipeline;
    this.negative = negative;
    this.sizeMultiple = sizeMultiple;
  }

  static SdGenerator open(
      LocalGeneratorCard card, Function<ModelFolder, Path> fetch, LocalPlace place) {
    Map<Component, Path> folders = ComponentFolders.fetch(card, fetch);
    Map<Component, OnnxFile> graphs = ComponentCheck.check(card, folders);
    Map<Component, Components.Part> parts = ComponentFolders.parts(card, folders);
    ClipTokenizer tokenizer = ClipTokenizer.open(parts.get(Component.TOKENIZER).file());
    try {
      return new SdGenerator(
          tokenizer,
          new SdPipeline(
              parts,
              card.latents(),
              card.controlNet(),
              place,
              new SdCost(card).resident(graphs, place.memory())),
          tokenizer.encode(card.controlNet().negativePrompt()),
          card.sizeMultiple());
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
    List<SdInput> inputs = new ArrayList<>();
    for (LocalRequest request : batch) {
      inputs.add(
          new SdInput(
              tokenizer.encode(request.prompt()),
              request.control(),
              request.guidance(),
              request.seed()));
    }
    return pipeline.generate(inputs, negative, steps, progress);
  }

  @Override
  public void close() {
    pipeline.close();
    tokenizer.close();
  }
}
