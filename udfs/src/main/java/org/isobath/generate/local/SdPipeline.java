package org.isobath.generate.local;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.generate.Component;
import org.isobath.generate.ControlNet;
import org.isobath.generate.LocalGeneratorCard;
import org.isobath.generate.Pipeline;
import org.isobath.image.Image;
import org.isobath.onnx.OnnxFailure;
import org.isobath.onnx.Tensor;

/**
 * Stable Diffusion 1.5 with a ControlNet for depth: controls and prompts to pictures, as diffusers'
 * {@code StableDiffusionControlNetPipeline} makes them from the same components, seeds and inputs,
 * with DDIM or UniPC, without its safety checker. Each picture has a generator of its own, so it
 * does not depend on what else is in its batch. Parity ends where that of {@link FluxPipeline}
 * does.
 *
 * <p>One pipeline for one device, used by one thread at a time; calls from others wait.
 */
final class SdPipeline implements AutoCloseable {
  /** Of the largest pictures that Stable Diffusion 1.5 was trained for. */
  private static final long TRAINED_PIXELS = 512 * 512;

  private final LocalGeneratorCard.Latents latents;
  private final ControlNet numbers;
  private final Graphs graphs;
  private final DeviceRoom room = new DeviceRoom();
  private final PictureDecoder decoder;

  /**
   * Graphs are loaded at their first use.
   *
   * @param parts of {@link Pipeline#SD_CONTROLNET}
   * @param resident graphs that stay loaded
   * @throws UserError when a component is not there, or the device cannot be used
   */
  SdPipeline(
      Map<Component, Components.Part> parts,
      LocalGeneratorCard.Latents latents,
      ControlNet numbers,
      LocalPlace place,
      Set<Component> resident) {
    this.latents = latents;
    this.numbers = numbers;
    this.graphs =
        new Graphs(
            parts,
            place,
            resident,
            (graph, session) ->
                new LoadedGraph(
                    graph, session, parts.get(graph), Port.of(Pipeline.SD_CONTROLNET, graph)));
    this.decoder =
        new PictureDecoder(
            graphs,
            room,
            parts.get(Component.VAE_DECODER).file(),
            latents.factor(),
            latents.scale(),
            latents.shift());
  }

  /**
   * Makes a picture for each input. Each prompt is encoded once.
   *
   * @param batch at least one; controls of one size, a multiple of {@link ControlNet#sizeMultiple}
   * @param negative ids of what pictures are led away from
   * @param steps of denoising, 20 to 50 are usual
   * @param progress called in this thread
   * @return in the order of the batch
   * @throws Rejected {@code inference_failed} when a picture came out with values that are no
   *     numbers
   * @throws UserError for a size or number of steps that cannot be, and for a component that is not
   *     what it should be
   * @throws OnnxFailure when a graph fails
   * @throws CancellationException when this thread is interrupted, which is looked for before and
   *     during every step
   */
  synchronized List<Image> generate(
      List<SdInput> batch, long[] negative, int steps, LocalProgress progress) throws Rejected {
    PictureSize size =
        BatchSize.of(batch.stream().map(SdInput::control).toList(), numbers.sizeMultiple());
    // a mistake in it is told before minutes of loading
    Sampler.of(numbers.sampler(), numbers.schedule(), steps, 0);
    size.warning("Stable Diffusion 1.5", TRAINED_PIXELS)
        .ifPresent(words -> DeviceRoom.tell(progress, words));
    LatentShape shape =
        new LatentShape(
            latents.channels(), size.height() / latents.factor(), size.width() / latents.factor());
    Map<LongBuffer, Tensor> text = encode(batch, negative, progress);
    List<SdDenoiser.Start> starts = new ArrayList<>();
    for (SdInput input : batch) {
      starts.add(
          new SdDenoiser.Start(
              text.get(LongBuffer.wrap(input.prompt())),
              text.get(LongBuffer.wrap(negative)),
              input.control(),
              new TorchRandom(input.seed()).normal(shape.values()),
              input.guidance()));
    }
    SdDenoiser denoiser = new SdDenoiser(shape, numbers);
    List<float[]> free =
        graphs.with(
            Component.UNET,
            progress,
            unet ->
                room.inBatches(
                    starts, size, progress, some -> denoiser.run(unet, some, steps, progress)));
    return decoder.decode(free, shape, size, progress);
  }

  private Map<LongBuffer, Tensor> encode(
      List<SdInput> batch, long[] negative, LocalProgress progress) {
    return graphs.with(
        Component.TEXT_ENCODER,
        progress,
        encoder -> {
          Map<LongBuffer, Tensor> encoded = new HashMap<>();
          encoded.put(LongBuffer.wrap(negative), encode(encoder, negative));
          for (SdInput input : batch) {
            encoded.computeIfAbsent(
                LongBuffer.wrap(input.prompt()), ids -> encode(encoder, ids.array()));
          }
          return encoded;
        });
  }

  private static Tensor encode(LoadedGraph encoder, long[] ids) {
    return encoder.run(Port.CLIP_IDS, TokenIds.tensor(ids), Port.TOKENS_OUT);
  }

  /** Frees the graphs. */
  @Override
  public synchronized void close() {
    graphs.close();
  }
}
