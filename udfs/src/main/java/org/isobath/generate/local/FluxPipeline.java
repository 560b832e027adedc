package org.isobath.generate.local;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.generate.Component;
import org.isobath.generate.ControlLatent;
import org.isobath.image.Image;
import org.isobath.onnx.OnnxFailure;
import org.isobath.onnx.Tensor;

/**
 * FLUX.1 Depth: controls and prompts to pictures, as diffusers' {@code FluxControlPipeline} makes
 * them from the same components, seeds and inputs. Each picture has a generator of its own, so it
 * does not depend on what else is in its batch.
 *
 * <p>Where parity ends: components in 16 bits are fed and read in their type, but latents are kept
 * in 32 bits between steps, where diffusers rounds them; a graph on a GPU adds in another order
 * than PyTorch; a control of another size is resized in our own way ({@link ControlRecipe}).
 *
 * <p>One pipeline for one device, used by one thread at a time; calls from others wait.
 */
public final class FluxPipeline implements AutoCloseable {
  private final Components components;
  private final Graphs graphs;
  private final DeviceRoom room = new DeviceRoom();
  private final PictureDecoder decoder;

  private FluxPipeline(Components components, Graphs graphs) {
    this.components = components;
    this.graphs = graphs;
    this.decoder =
        new PictureDecoder(
            graphs,
            room,
            components.file(Component.VAE_DECODER),
            components.vaeFactor(),
            components.vaeScale(),
            components.vaeShift());
  }

  /**
   * Opens a pipeline. Graphs are loaded at their first use.
   *
   * @param resident graphs that stay loaded; the others are loaded for their turn in every batch
   *     and freed after it
   * @throws UserError when a component is not there, or the device cannot be used
   */
  public static FluxPipeline open(
      Components components, LocalPlace place, Set<Component> resident) {
    return open(
        components,
        place,
        resident,
        (graph, session) ->
            new LoadedGraph(
                graph, session, components.parts().get(graph), components.ports(graph)));
  }

  /** With graphs of the caller's making. */
  static FluxPipeline open(
      Components components, LocalPlace place, Set<Component> resident, Graphs.Opener opener) {
    return new FluxPipeline(components, new Graphs(components.parts(), place, resident, opener));
  }

  /**
   * Makes a picture for each input. Each prompt and each control is encoded once. When the device
   * runs out of memory, the batch is halved, components that wait for their turn are freed, and
   * pictures are decoded in tiles; each is told by {@link LocalProgress#notice}, as is a size
   * beyond those that the model was trained for.
   *
   * @param batch at least one; controls of one size, a multiple of {@link Components#sizeMultiple}
   * @param steps of denoising, 28 to 50 are usual
   * @param latent what is taken of a control
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
  public synchronized List<Image> generate(
      List<FluxInput> batch, int steps, ControlLatent latent, LocalProgress progress)
      throws Rejected {
    PictureSize size =
        BatchSize.of(batch.stream().map(FluxInput::control).toList(), components.sizeMultiple());
    // a mistake in it is told before minutes of loading
    components.schedule().sigmas(steps, 1);
    size.warning("FLUX.1", PictureSize.TRAINED_PIXELS)
        .ifPresent(words -> DeviceRoom.tell(progress, words));
    return make(batch, size, steps, latent, progress);
  }

  private List<Image> make(
      List<FluxInput> batch,
      PictureSize size,
      int steps,
      ControlLatent latent,
      LocalProgress progress)
      throws Rejected {
    LatentShape shape = LatentShape.of(size, components.latentChannels(), components.vaeFactor());
    Map<TokenIds, Tensor> pooled =
        encode(batch, Component.TEXT_ENCODER, Port.CLIP_IDS, Port.POOLED_OUT, progress);
    Map<TokenIds, Tensor> text =
        encode(batch, Component.TEXT_ENCODER_2, Port.T5_IDS, Port.SEQUENCE_OUT, progress);
    Map<Image, Tensor> parameters = encodeControls(batch, shape, latent, progress);
    List<Denoiser.Start> starts = new ArrayList<>();
    for (FluxInput input : batch) {
      TorchRandom random = new TorchRandom(input.seed());
      // the control's draw comes first; the order is part of what a seed means
      float[] deviations = latent == ControlLatent.SAMPLE ? random.normal(shape.values()) : null;
      float[] control =
          VaeLatents.control(
              parameters.get(input.control()).data(),
              shape.values(),
              deviations,
              (float) components.vaeShift(),
              (float) components.vaeScale());
      float[] noise = random.normal(shape.values());
      starts.add(
          new Denoiser.Start(
              text.get(input.prompt()),
              pooled.get(input.prompt()),
              control,
              noise,
              input.guidance()));
    }
    Denoiser denoiser = new Denoiser(shape, components.schedule());
    List<float[]> latents =
        graphs.with(
            Component.TRANSFORMER,
            progress,
            transformer ->
                room.inBatches(
                    starts,
                    size,
                    progress,
                    some -> List.of(denoiser.run(transformer, some, steps, progress))));
    return decoder.decode(latents, shape, size, progress);
  }

  /** What a text encoder says of each prompt. */
  private Map<TokenIds, Tensor> encode(
      List<FluxInput> batch, Component graph, Port ids, Port output, LocalProgress progress) {
    return graphs.with(
        graph,
        progress,
        encoder -> {
          Map<TokenIds, Tensor> encoded = new LinkedHashMap<>();
          for (FluxInput input : batch) {
            encoded.computeIfAbsent(
                input.prompt(),
                prompt ->
                    encoder.run(
                        ids,
                        TokenIds.tensor(ids == Port.T5_IDS ? prompt.t5() : prompt.clip()),
                        output));
          }
          return encoded;
        });
  }

  /** What the autoencoder says of each control, which are told apart by identity. */
  private Map<Image, Tensor> encodeControls(
      List<FluxInput> batch, LatentShape shape, ControlLatent latent, LocalProgress progress) {
    return graphs.with(
        Component.VAE_ENCODER,
        progress,
        encoder -> {
          Map<Image, Tensor> encoded = new IdentityHashMap<>();
          for (FluxInput input : batch) {
            encoded.computeIfAbsent(
                input.control(), control -> parameters(encoder, control, shape, latent));
          }
          return encoded;
        });
  }

  private Tensor parameters(
      LoadedGraph encoder, Image control, LatentShape shape, ControlLatent latent) {
    Tensor planes = Tensor.allocate(1, 3, control.height(), control.width());
    PicturePlanes.write(control, planes.data());
    Tensor parameters = encoder.run(Port.PICTURE_IN, planes, Port.LATENT_OUT);
    long[] expected = {1, 2 * shape.channels(), shape.height(), shape.width()};
    boolean meansAlone = parameters.data().capacity() == shape.values();
    if (meansAlone && latent == ControlLatent.SAMPLE) {
      throw new UserError(
          "The vae_encoder at "
              + components.file(Component.VAE_ENCODER)
              + " gives latents, not their distribution, so no seed decides what is drawn. Take"
              + " another export, whose output has "
              + expected[1]
              + " channels, or the latent mean.");
    }
    if (!meansAlone && !Arrays.equals(parameters.shape(), expected)) {
      throw new UserError(
          "The vae_encoder at "
              + components.file(Component.VAE_ENCODER)
              + " gives "
              + Arrays.toString(parameters.shape())
              + " for a control of "
              + control.width()
              + "x"
              + control.height()
              + ", where the card's latents are "
              + Arrays.toString(expected)
              + ". Correct the channels and the factor in the card.");
    }
    return parameters;
  }

  /** Frees the graphs. */
  @Override
  public synchronized void close() {
    graphs.close();
  }
}
